"""What the rules on transfer look at."""

from dataclasses import dataclass
from datetime import date, timedelta

from xueji.policies.facts.people import SchoolFacts, StudentFacts
from xueji.policies.facts.time import Programme, Term, term_index, terms_completed
from xueji.policies.vocabulary import Initiator, SchoolKind, TransferReason

# Who enters before opening does so at most a summer ahead.
_LONGEST_HOLIDAYS = timedelta(days=70)


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
