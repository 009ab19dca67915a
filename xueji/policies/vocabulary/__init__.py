"""The words that facts are made of, with the Chinese that officials read."""

from xueji.policies.vocabulary.archive import ArchiveReceiver, MaterialKind, OtherLeavers, RetentionStart
from xueji.policies.vocabulary.duplicates import ClashKind, HoldsUp, ProofClaim
from xueji.policies.vocabulary.evidence import Evidence
from xueji.policies.vocabulary.information import InformationField
from xueji.policies.vocabulary.leave import Departure, DischargeReason, HospitalGrade, LeaveGround
from xueji.policies.vocabulary.major_change import MajorChangeReason
from xueji.policies.vocabulary.registration import (
    AdmissionSource,
    InlandClass,
    Origin,
    Schooling,
    Season,
    StudyForm,
)
from xueji.policies.vocabulary.schools import SchoolKind, SchoolLevel
from xueji.policies.vocabulary.transfer import Initiator, TransferReason
from xueji.policies.vocabulary.withdrawal import CancellationCause, WithdrawalGround, WithdrawalReason

__all__ = [
    "AdmissionSource",
    "ArchiveReceiver",
    "CancellationCause",
    "ClashKind",
    "Departure",
    "DischargeReason",
    "HoldsUp",
    "HospitalGrade",
    "LeaveGround",
    "Evidence",
    "InformationField",
    "Initiator",
    "InlandClass",
    "MajorChangeReason",
    "MaterialKind",
    "Origin",
    "OtherLeavers",
    "ProofClaim",
    "RetentionStart",
    "SchoolKind",
    "SchoolLevel",
    "Schooling",
    "Season",
    "StudyForm",
    "TransferReason",
    "WithdrawalGround",
    "WithdrawalReason",
]
