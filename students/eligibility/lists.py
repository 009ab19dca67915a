"""Who is to be re-checked, until when, and what was found: by school and year of entry, and for the levels above.

Beijing 8 has every newcomer who checked in re-checked within three months, registered or not. Whoever comes by transfer was
re-checked where they entered; Zhejiang's text sets no day (question 34): there nobody owes one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from students.admission.facts import admissions_of
from students.eligibility.facts import last_checks
from students.eligibility.models import EligibilityCheck, Outcome
from students.models import StatusChange, Student
from students.queries import StudentQuerySet
from students.statuses import ChangeKind, Status
from xueji.organizations.models import Organization
from xueji.policies.engine.parameters import ParameterError
from xueji.policies.engine.registry import get as policy
from xueji.policies.patterns.cancellation import months_after

# Who may be re-checked: on the register, or waiting for it.
PRESENT = [Status.PENDING, Status.STUDYING, Status.ON_LEAVE, Status.SPECIAL_SCHOOL]
_SOON = 14  # days


@dataclass(frozen=True)
class Line:
    """One new student: when the person came, the day by which the re-check is due (None where no rule sets one), what was
    found."""

    student: Student
    checked_in_on: date
    due_on: date | None
    found: EligibilityCheck | None

    @property
    def is_open(self) -> bool:
        return self.found is None

    @property
    def is_failed(self) -> bool:
        return self.found is not None and self.found.outcome == Outcome.FAILED


@dataclass(frozen=True)
class Tally:
    """How far a list is, and how the day stands."""

    total: int
    passed: int
    failed: int
    due_on: date | None
    today: date

    @property
    def left(self) -> int:
        return self.total - self.passed - self.failed

    @property
    def days(self) -> int | None:
        """Days to the first day that is due; negative when it is past; None when nothing is due."""
        return (self.due_on - self.today).days if self.due_on and self.left else None

    @property
    def tone(self) -> str:
        if not self.left:
            return "ok"
        if self.days is None:
            return ""
        return "bad" if self.days < 0 else "wait" if self.days <= _SOON else "ok"


def months_of(policy_key: str, day: date) -> int | None:
    """Within how many months of check-in the regulation wants the re-check (Beijing 8); None where it says nothing
    (Zhejiang: question 34)."""
    try:
        return policy(policy_key).parameters(day).integer("recheck.months")
    except ParameterError:
        return None


def lines_of(school: Organization, year: int, policy_key: str, today: date) -> list[Line]:
    """The new students of a year of entry, class by class; three queries."""
    students = list(
        new_students(year).filter(school=school).with_places().order_by("school_class__name", "school_number")
    )
    admissions, found = admissions_of(students), last_checks(students)
    months = months_of(policy_key, today)
    lines = []
    for student in students:
        admission = admissions.get(student.pk)
        came = (admission.checked_in_on if admission else None) or student.entered_on
        due = months_after(came, months) if months is not None else None
        lines.append(Line(student, came, due, found.get(student.pk)))
    return lines


def new_students(year: int) -> StudentQuerySet:
    """Who entered in a calendar year and is still here: the same for a school and for every level above it."""
    return newcomers_since(date(year, 1, 1)).filter(entered_on__lte=date(year, 12, 31))


def newcomers_since(day: date) -> StudentQuerySet:
    """Who entered since a day. A pending record without an admission is of somebody who comes by transfer from outside
    the register: no newcomer, nor is who has come that way."""
    arrived = StatusChange.objects.filter(student=OuterRef("pk"), kind=ChangeKind.TRANSFER_IN)
    present = Student.objects.filter(entered_on__gte=day, status__in=PRESENT, came_from__isnull=True)
    return present.filter(~Q(status=Status.PENDING) | Q(admission__isnull=False)).filter(~Exists(arrived))


def tally_of(lines: Iterable[Line], today: date) -> Tally:
    """Summed up; the day is the first that is still due."""
    rows = list(lines)
    dues = [line.due_on for line in rows if line.is_open and line.due_on]
    failed = sum(line.is_failed for line in rows)
    open_ones = sum(line.is_open for line in rows)
    return Tally(len(rows), len(rows) - failed - open_ones, failed, min(dues, default=None), today)


def years_of(today: date) -> list[int]:
    """The years of entry that one looks at: this one and the two before."""
    return [today.year - back for back in range(3)]
