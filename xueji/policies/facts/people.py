"""Schools and students as the rules see them. No personal data beyond a birth date."""

from dataclasses import dataclass
from datetime import date

from xueji.policies.facts.time import Period, Programme
from xueji.policies.vocabulary import SchoolKind, SchoolLevel


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """A school in a matter. ``province`` is any key that is equal for schools of one province."""

    name: str
    kind: SchoolKind
    province: str
    level: SchoolLevel = SchoolLevel.SECONDARY
    run_by_education: bool = True


@dataclass(frozen=True, slots=True)
class StudentFacts:
    """A student as the register knows them on the day of the check.

    ``entered_on`` is the first entry into vocational school; ``absences`` are periods of leave.
    """

    entered_on: date
    birth_date: date
    programme: Programme
    enrolled: bool = True
    on_leave: bool = False
    integrated: bool = False
    absences: tuple[Period, ...] = ()
    has_duplicate: bool = False
