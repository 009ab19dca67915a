"""Chapter 2: persons and their student records, classes and programmes, the ledger of status changes."""

from students.models.history import PersonHistory, ProfileHistory, ProgrammeHistory, SchoolClassHistory, StudentHistory
from students.models.ledger import StatusChange
from students.models.records import Person, Profile, Student
from students.models.rosters import HeadingChoice, Roster, RosterImage
from students.models.school import IntegratedType, Programme, SchoolClass, StudyForm

__all__ = [
    "HeadingChoice",
    "IntegratedType",
    "Person",
    "PersonHistory",
    "Profile",
    "ProfileHistory",
    "Programme",
    "ProgrammeHistory",
    "Roster",
    "RosterImage",
    "SchoolClass",
    "SchoolClassHistory",
    "StatusChange",
    "Student",
    "StudentHistory",
    "StudyForm",
]
