"""The grid of a class: each student with what is entered, how late it is, and what was tried."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from students.models import SchoolClass, Student
from students.parties import rest_days_of
from students.statuses import OPEN_STATUSES
from students.term_registration.entries import REGISTERING
from students.term_registration.models import RegistrationContact, Round, TermRegistration
from students.term_registration.rounds import is_regulated, values_of
from xueji import clock
from xueji.organizations.models import Organization
from xueji.policies.patterns.term_registration import due_with_leave, last_day_to_register


@dataclass(frozen=True)
class Lateness:
    """How late somebody is who has not come. `last_day` is the last on which registering is still possible without
    consequence, None where the regulation knows none; `due` the day from which lateness counts."""

    days: int
    due: date
    last_day: date | None

    @property
    def is_over(self) -> bool:
        return self.last_day is not None and clock.today() > self.last_day


@dataclass(frozen=True)
class Line:
    """A student in the grid; `row` is None while nothing is entered."""

    student: Student
    row: TermRegistration | None
    lateness: Lateness | None
    contacts: int

    @property
    def registers(self) -> bool:
        """Whether something is to be entered at all (who is on leave has nothing to register)."""
        return self.student.status in REGISTERING

    @property
    def came_late(self) -> bool:
        return bool(self.row and self.row.registered_on and self.row.registered_on > self.row.round.due_on)


def lines_of(school: Organization, rnd: Round, school_class: SchoolClass) -> list[Line]:
    """The grid of one class."""
    students = list(
        Student.objects.filter(school_class=school_class, status__in=OPEN_STATUSES).order_by("school_number", "id")
    )
    return lines_for(school, rnd, students)


def late_lines(school: Organization, rnd: Round) -> list[Line]:
    """Those of a school of whom it is entered that they did not come, the longest late first."""
    missing = TermRegistration.objects.filter(round=rnd).missing().filter(student__status__in=REGISTERING)
    students = Student.objects.filter(pk__in=missing.values("student")).select_related("school_class", "programme")
    lines = lines_for(school, rnd, list(students.order_by("school_class__name", "school_number", "id")))
    return sorted(lines, key=lambda line: -(line.lateness.days if line.lateness else 0))


def lines_for(school: Organization, rnd: Round, students: Sequence[Student]) -> list[Line]:
    """Lines of these students, in their order; three queries."""
    ids = [student.pk for student in students]
    rows = {row.student_id: row for row in _rows(rnd, ids)}
    contacts = Counter(
        RegistrationContact.objects.filter(round_id=rnd.pk, student__in=ids).values_list("student_id", flat=True)
        if rnd.pk
        else ()
    )
    count = Counting(school, rnd.due_on)
    return [
        Line(student, row := rows.get(student.pk), count.lateness(rnd, row), contacts[student.pk])
        for student in students
    ]


class Counting:
    """Counts lateness at one school, as its regulation counts."""

    def __init__(self, school: Organization, day: date) -> None:
        self._values = values_of(school, day)
        self._regulated = is_regulated(school)
        self._moves = self._values.flag("period.moves_from_rest_days")
        self._rest: dict[int, frozenset[date]] = {}

    def due(self, rnd: Round, row: TermRegistration | None) -> date:
        """The day from which lateness counts."""
        leave = row.leave_until if row is not None and row.state == TermRegistration.State.LATE_WITH_LEAVE else None
        if not self._regulated:
            return max(rnd.due_on, leave or rnd.due_on)
        return due_with_leave(self._values, rnd.due_on, leave)

    def last_day(self, rnd: Round, row: TermRegistration | None) -> date | None:
        """The last day before the two weeks are over; None where nothing follows from them."""
        if not self._regulated:
            return None
        due = self.due(rnd, row)
        return last_day_to_register(self._values, due, self.rest_days(due.year) if self._moves else frozenset())

    def rest_days(self, year: int) -> frozenset[date]:
        """Those of a year and the next, gone through once however many rows ask."""
        if year not in self._rest:
            self._rest[year] = rest_days_of({year, year + 1})
        return self._rest[year]

    def lateness(self, rnd: Round, row: TermRegistration | None) -> Lateness | None:
        """None for who has come, of whom nothing is entered, or who is not late yet."""
        if row is None or row.state == TermRegistration.State.REGISTERED:
            return None
        due = self.due(rnd, row)
        return Lateness(max((clock.today() - due).days, 0), due, self.last_day(rnd, row))


def _rows(rnd: Round, ids: Iterable[int]) -> Iterable[TermRegistration]:
    if rnd.pk is None:
        return ()
    return TermRegistration.objects.filter(round=rnd, student__in=list(ids)).select_related("round")
