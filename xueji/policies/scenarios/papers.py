"""Which papers a kind of matter may ask for, and which of them a scenario takes away by what it states."""

from collections.abc import Mapping
from typing import Any

from xueji.policies.vocabulary import Evidence

_REGISTRATION = (
    Evidence.ADMISSION_NOTICE,
    Evidence.IDENTITY_PROOF,
    Evidence.INTEGRATED_ROSTER_CONSENT,
    Evidence.INTEGRATED_ROSTER_FILING,
    Evidence.HOME_EXAM_PROOF,
    Evidence.FOREIGN_APPROVAL,
    Evidence.RESIDENCE_PERMIT,
    Evidence.COOPERATION_AGREEMENT,
    Evidence.TEACHING_POINT_APPROVAL,
)
_IDENTITY = (Evidence.HOUSEHOLD_REGISTER, Evidence.POLICE_CERTIFICATE, Evidence.IDENTITY_CARD)

_OF_KIND: dict[str, tuple[Evidence, ...]] = {
    "check_in_deferral": (Evidence.DEFERRAL_APPLICATION, Evidence.DEFERRAL_PROOF),
    "health_recheck": (Evidence.HEALTH_PROOF,),
    "registration": _REGISTRATION,
    "integrated_roster": _REGISTRATION,
    "duplicate_proof": (Evidence.ADMISSION_NOTICE, Evidence.ATTENDANCE_RECORD, *_IDENTITY),
    "duplicate_correction": (Evidence.IDENTITY_PROOF,),
    "transfer": (
        Evidence.TRANSFER_APPLICATION,
        Evidence.HOUSEHOLD_PAGE,
        Evidence.RESIDENCE_PROOF,
        Evidence.NO_FOLLOWING_CLASS_PROOF,
        Evidence.REASON_STATEMENT,
        Evidence.OUTSIDE_STATUS_PROOF,
        Evidence.TRAINING_PLAN,
        Evidence.SPECIAL_SCHOOL_DECISION,
        Evidence.SPECIAL_SCHOOL_REPORT,
        Evidence.INTEGRATED_BASIS,
        Evidence.INTEGRATED_RENUNCIATION,
    ),
    "major_change": (
        Evidence.MAJOR_CHANGE_APPLICATION,
        Evidence.STRENGTH_PROOF,
        Evidence.HOSPITAL_PROOF,
        Evidence.INTEGRATED_BASIS,
        Evidence.INTEGRATED_RENUNCIATION,
    ),
    "retention": (Evidence.OTHER_MAJOR_CONSENT,),
    "leave": (
        Evidence.LEAVE_APPLICATION,
        Evidence.HOSPITAL_PROOF,
        Evidence.HARDSHIP_PROOF,
        Evidence.ENLISTMENT_NOTICE,
        Evidence.ABROAD_PROOF,
        Evidence.WORK_PROOF,
        Evidence.LEAVE_REASON_PROOF,
        Evidence.CUSTODY_AGREEMENT,
    ),
    "resumption": (
        Evidence.RESUMPTION_APPLICATION,
        Evidence.HEALTH_PROOF,
        Evidence.SCHOOL_RECHECK,
        Evidence.DISCHARGE_PROOF,
        Evidence.LATE_REASON_PROOF,
    ),
    "restoration": (Evidence.RESTORATION_APPLICATION, Evidence.ENLISTMENT_NOTICE, Evidence.DISCHARGE_PROOF),
    "withdrawal": (Evidence.WITHDRAWAL_APPLICATION,),
    "required_withdrawal": (Evidence.ATTENDANCE_RECORD, Evidence.CONTACT_RECORD),
    "cancellation": (Evidence.DEATH_PROOF, Evidence.MISSING_PROOF, Evidence.RECHECK_DECISION),
    "special_placement": (Evidence.SPECIAL_SCHOOL_DECISION,),
    "special_return": (Evidence.SPECIAL_RETURN_APPLICATION, Evidence.SPECIAL_SCHOOL_REPORT),
    "information": (
        Evidence.INFORMATION_APPLICATION,
        *_IDENTITY,
        Evidence.RESIDENCE_PROOF,
        Evidence.MEMBERSHIP_PROOF,
    ),
}

# Who says "not settled", "nobody was reached", "does not consent" does not at the same time hold the paper on it.
_TAKEN_AWAY: dict[str, tuple[tuple[str, Any, tuple[Evidence, ...]], ...]] = {
    "registration": (
        ("integrated_settled", False, (Evidence.INTEGRATED_ROSTER_CONSENT, Evidence.INTEGRATED_ROSTER_FILING)),
    ),
    "retention": (("student_consent", False, (Evidence.OTHER_MAJOR_CONSENT,)),),
    "required_withdrawal": (("contact_attempts", 0, (Evidence.CONTACT_RECORD,)),),
    "resumption": (
        ("recheck_passed", None, (Evidence.SCHOOL_RECHECK,)),
        ("special_circumstances", False, (Evidence.LATE_REASON_PROOF,)),
    ),
}


def papers_of(kind: str) -> tuple[Evidence, ...]:
    """The papers that rules on a kind ask for, in the order of a form; all of them where none are named."""
    return _OF_KIND.get(kind, tuple(Evidence))


def complete_papers(kind: str, given: Mapping[str, Any]) -> frozenset[str]:
    """What is taken for the papers of a scenario that does not name any: all, without those that its facts deny."""
    stated = (entry for entry in _TAKEN_AWAY.get(kind, ()) if entry[0] in given and given[entry[0]] == entry[1])
    denied = {paper for _name, _value, papers in stated for paper in papers}
    return frozenset(paper.value for paper in papers_of(kind) if paper not in denied)
