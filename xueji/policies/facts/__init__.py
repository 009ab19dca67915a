"""What the rules look at: frozen facts that a chapter gathers, for one student or for many."""

from xueji.policies.facts.admission import (
    AdmissionCancellationFacts,
    CheckInFacts,
    DeferralFacts,
    EntryHealthFacts,
    ForfeitureFacts,
    HealthRecheckFacts,
    PapersReturnFacts,
)
from xueji.policies.facts.cancellation import CancellationFacts
from xueji.policies.facts.direction import DirectionFacts
from xueji.policies.facts.duplicates import (
    DuplicateCorrectionFacts,
    DuplicateDeletionFacts,
    DuplicateProofFacts,
    PersonMergeFacts,
)
from xueji.policies.facts.graduation import GraduationFacts
from xueji.policies.facts.information import InformationFacts
from xueji.policies.facts.integrated_roster import IntegratedRosterFacts
from xueji.policies.facts.leave import LeaveFacts
from xueji.policies.facts.major_change import MajorChangeFacts
from xueji.policies.facts.people import SchoolFacts, StudentFacts
from xueji.policies.facts.registration import RegistrationFacts, RegistrationItemFacts
from xueji.policies.facts.restoration import RestorationFacts
from xueji.policies.facts.resumption import ResumptionFacts
from xueji.policies.facts.retention import RetentionFacts
from xueji.policies.facts.revocation import RevocationFacts
from xueji.policies.facts.special_school import SpecialPlacementFacts, SpecialReturnFacts
from xueji.policies.facts.term_registration import TermRegistrationFacts
from xueji.policies.facts.time import Period, Programme, Term, anniversary, is_of_age, term_index, terms_completed
from xueji.policies.facts.transfer import TransferFacts
from xueji.policies.facts.withdrawal import RequiredWithdrawalFacts, WithdrawalFacts

__all__ = [
    "AdmissionCancellationFacts",
    "CheckInFacts",
    "DeferralFacts",
    "EntryHealthFacts",
    "ForfeitureFacts",
    "HealthRecheckFacts",
    "PapersReturnFacts",
    "CancellationFacts",
    "DirectionFacts",
    "DuplicateCorrectionFacts",
    "DuplicateDeletionFacts",
    "DuplicateProofFacts",
    "PersonMergeFacts",
    "GraduationFacts",
    "LeaveFacts",
    "RestorationFacts",
    "ResumptionFacts",
    "InformationFacts",
    "IntegratedRosterFacts",
    "MajorChangeFacts",
    "Period",
    "Programme",
    "RegistrationFacts",
    "RegistrationItemFacts",
    "RetentionFacts",
    "RevocationFacts",
    "SchoolFacts",
    "RequiredWithdrawalFacts",
    "SpecialPlacementFacts",
    "SpecialReturnFacts",
    "StudentFacts",
    "Term",
    "TermRegistrationFacts",
    "TransferFacts",
    "WithdrawalFacts",
    "anniversary",
    "is_of_age",
    "term_index",
    "terms_completed",
]
