"""Chapter 2: persons and their student records, classes and programmes, the ledger of status changes."""

from students.models.history import PersonHistory, ProfileHistory, StudentHistory
from students.models.ledger import StatusChange
from students.models.records import Person, Profile, Student
from students.models.rosters import Roster
from students.models.school import Programme, SchoolClass

__all__ = [
    "Person",
    "PersonHistory",
    "Profile",
    "ProfileHistory",
    "Programme",
    "Roster",
    "SchoolClass",
    "StatusChange",
    "Student",
    "StudentHistory",
]
