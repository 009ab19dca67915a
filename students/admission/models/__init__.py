"""Admissions, what is asked for and found out about them, and the lists of papers that go back."""

from students.admission.models.admissions import Admission
from students.admission.models.events import AdmissionEvent
from students.admission.models.papers import AdmissionPaper, Deferral, HealthExamination
from students.admission.models.returning import ReturnList
from students.admission.models.rosters import AdmissionRoster

__all__ = [
    "Admission",
    "AdmissionEvent",
    "AdmissionPaper",
    "AdmissionRoster",
    "Deferral",
    "HealthExamination",
    "ReturnList",
]
