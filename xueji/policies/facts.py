"""What the rules look at: frozen facts that a chapter gathers, for one student or for many.

All days are calendar days in Beijing time. Facts hold no personal data beyond a birth date.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from xueji.calendars.terms import TermSpan

from .vocabulary import (
    AdmissionSource,
    Initiator,
    Origin,
    Schooling,
    SchoolKind,
    SchoolLevel,
    Season,
    TransferReason,
)

_TERMS_A_YEAR = 2
# Without a calendar, a day from August on belongs to the school year that begins that autumn.
_SCHOOL_YEAR_MONTH = 8
# Who enters before opening does so at most a summer ahead.
_LONGEST_HOLIDAYS = timedelta(days=70)


@dataclass(frozen=True, slots=True)
class Term:
    """One term: opening day, last day, school year (its first calendar year), ordinal (1 autumn, 2 spring).

    ``planned`` marks a term whose days are not published yet: what is counted from it is provisional.
    """

    starts_on: date
    ends_on: date
    school_year: int
    ordinal: int
    planned: bool = False

    @classmethod
    def of(cls, span: TermSpan) -> "Term":
        """The term of the calendar."""
        first_year = int(span.school_year.partition("-")[0])
        return cls(span.starts_on, span.ends_on, first_year, span.number, span.planned)

    @property
    def index(self) -> int:
        """A running number: the next term is one more."""
        return self.school_year * _TERMS_A_YEAR + self.ordinal - 1


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``starts_on`` to ``ends_on`` inclusive; no end = still running."""

    starts_on: date
    ends_on: date | None = None

    def overlaps(self, first: date, last: date) -> bool:
        """Whether any day of ``first`` to ``last`` lies in the period."""
        return self.starts_on <= last and (self.ends_on is None or self.ends_on >= first)


@dataclass(frozen=True, slots=True)
class Programme:
    """Where a student stands in a programme: cohort (year of entry), length in years, spring entry."""

    cohort: int
    years: Decimal
    spring_entry: bool = False

    @property
    def first_index(self) -> int:
        """The index of the first term."""
        return self.cohort * _TERMS_A_YEAR - (1 if self.spring_entry else 0)

    @property
    def end_index(self) -> int:
        """The index of the term after the last one."""
        return self.first_index + int(self.years * _TERMS_A_YEAR)

    def terms_left(self, from_index: int) -> int:
        """How many terms a student has who studies from the term of that index on."""
        return max(0, self.end_index - max(from_index, self.first_index))

    def is_graduating(self, at_index: int) -> bool:
        """Whether the term of that index lies in the last year (the graduating grade) or after it."""
        return self.terms_left(at_index) <= _TERMS_A_YEAR


def term_index(on: date, terms: Iterable[Term]) -> int:
    """The index of the term that a day belongs to; holidays belong to the coming term.

    So the summer before the last year already counts as the last year. Days after the last known term fall
    back on months: from August the autumn term, from February the spring term.
    """
    ahead = sorted((term for term in terms if term.ends_on >= on), key=lambda term: term.ends_on)
    if ahead:
        return ahead[0].index
    if on.month >= _SCHOOL_YEAR_MONTH:
        return on.year * _TERMS_A_YEAR
    return (on.year - 1) * _TERMS_A_YEAR + (0 if on.month == 1 else 1)


def terms_completed(
    entered_on: date, absences: Iterable[Period], terms: Iterable[Term], on: date, *, grace_days: int
) -> int:
    """How many full terms a student has studied before ``on``.

    A term counts when it ended before ``on``, when the student had entered by its ``grace_days``-th day, and
    when no leave touches it. ``terms`` must reach back to the entry.
    """
    leaves = tuple(absences)
    return sum(
        1
        for term in terms
        if term.ends_on < on
        and entered_on < term.starts_on + timedelta(days=grace_days)
        and not any(leave.overlaps(term.starts_on, term.ends_on) for leave in leaves)
    )


def anniversary(start: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March in other years."""
    if start.month == 2 and start.day == 29 and not calendar.isleap(start.year + years):
        return date(start.year + years, 3, 1)
    return start.replace(year=start.year + years)


def is_of_age(birth_date: date, years: int, on: date, *, on_birthday: bool) -> bool:
    """Whether somebody has reached an age on a day: from the birthday on, or only from the day after."""
    birthday = anniversary(birth_date, years)
    return birthday <= on if on_birthday else birthday < on


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


@dataclass(frozen=True, slots=True)
class TransferFacts:
    """A transfer. ``terms`` reach from the student's entry to at least the term after the next.

    ``requested_on`` is the day on which the opening school submits (or means to, while it is a draft);
    ``effective_on`` the day from which the student belongs to the to-school (opening day of the term meant).
    ``checked_on`` is the day of the check itself (the day of the decision when it is checked last);
    ``destination`` is the place offered; ``rest_days`` are days on which no office works.
    """

    student: StudentFacts
    from_school: SchoolFacts
    to_school: SchoolFacts
    destination: Programme
    reason: TransferReason
    requested_on: date
    effective_on: date
    checked_on: date
    initiated_by: Initiator
    terms: tuple[Term, ...]
    evidence: frozenset[str] = frozenset()
    student_consent: bool = False
    guardian_consent: bool = False
    destination_integrated: bool = False
    returns_to_original: bool = False
    rest_days: frozenset[date] = frozenset()

    @property
    def same_type_and_level(self) -> bool:
        """Whether both schools are secondary vocational schools of the same level."""
        both = self.from_school.kind.is_vocational and self.to_school.kind.is_vocational
        return both and self.from_school.level == self.to_school.level

    @property
    def across_provinces(self) -> bool:
        """Whether the two schools lie in different provinces."""
        return self.from_school.province != self.to_school.province

    @property
    def from_general_high(self) -> bool:
        """Whether the student comes from a general high school."""
        return self.from_school.kind == SchoolKind.GENERAL_HIGH

    @property
    def to_general_high(self) -> bool:
        """Whether the student goes to a general high school."""
        return self.to_school.kind == SchoolKind.GENERAL_HIGH

    @property
    def special_school(self) -> bool:
        """Whether the move goes to a special school (专门学校) or comes from one."""
        return SchoolKind.SPECIAL in (self.from_school.kind, self.to_school.kind)

    @property
    def effective_index(self) -> int:
        """The index of the term of effect."""
        return term_index(self.effective_on, self.terms)

    @property
    def requested_index(self) -> int:
        """The index of the term in which the transfer is asked for."""
        return term_index(self.requested_on, self.terms)

    @property
    def terms_reach_entry(self) -> bool:
        """Whether the calendar goes back to the term of entry; if not, terms studied cannot be counted."""
        first = min((term.starts_on for term in self.terms), default=date.max)
        return first <= self.student.entered_on + _LONGEST_HOLIDAYS

    def terms_completed(self, on: date, *, grace_days: int) -> int:
        """Full terms that the student has studied before a day."""
        student = self.student
        return terms_completed(student.entered_on, student.absences, self.terms, on, grace_days=grace_days)


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """A roster of new students that a school hands up (checked once for the whole case)."""

    school: SchoolFacts
    season: Season
    year: int
    submitted_on: date
    registration_suspended: bool = False
    rest_days: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class RegistrationItemFacts:
    """One new student of a roster.

    ``check_in_due_on`` is the day the school set; ``has_duplicate`` says that an open enrolment of the same
    identity exists anywhere, of any type of school.
    """

    checked_in_on: date | None
    check_in_due_on: date | None
    deferral_approved: bool
    admission_source: AdmissionSource
    schooling: Schooling
    origin: Origin
    identity_valid: bool
    has_duplicate: bool
    integrated: bool = False
    from_other_province: bool = False
    school_may_admit_foreign: bool = False
    evidence: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GraduationFacts:
    """A student who is to graduate. ``None`` for a result means that it is not entered yet.

    ``working_days_before_leaving`` counts the working days from the school's submission to the day of
    leaving; ``None`` when no leaving day is set. ``scheduled_on`` is the ordinary graduation day of the
    student's cohort.
    """

    enrolled: bool
    conduct_passed: bool | None
    courses_passed: bool | None
    credits_complete: bool | None
    internship_passed: bool | None
    graduates_on: date
    scheduled_on: date
    credit_system: bool = False
    enlisted: bool = False
    integrated: bool = False
    left_integrated_early: bool = False
    has_certificate: bool = False
    working_days_before_leaving: int | None = None
