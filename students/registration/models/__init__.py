"""The counter behind J numbers; what levels above decided on windows and schools; copies of rosters; chosen directions."""

from students.registration.models.copies import RosterCopy
from students.registration.models.directions import DirectionChoice
from students.registration.models.numbers import NumberSerial
from students.registration.models.places import PlaceOfStudy
from students.registration.models.standings import SchoolStanding, StandingKind
from students.registration.models.windows import WindowExtension

__all__ = [
    "DirectionChoice",
    "NumberSerial",
    "PlaceOfStudy",
    "RosterCopy",
    "SchoolStanding",
    "StandingKind",
    "WindowExtension",
]
