"""The words that facts are made of, with the Chinese that officials read."""

from xueji.policies.vocabulary.evidence import Evidence
from xueji.policies.vocabulary.registration import AdmissionSource, Origin, Schooling, Season
from xueji.policies.vocabulary.schools import SchoolKind, SchoolLevel
from xueji.policies.vocabulary.transfer import Initiator, TransferReason

__all__ = [
    "AdmissionSource",
    "Evidence",
    "Initiator",
    "Origin",
    "SchoolKind",
    "SchoolLevel",
    "Schooling",
    "Season",
    "TransferReason",
]
