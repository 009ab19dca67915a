"""How far a term's registration has come: by class for a school, by school for those above. Inside the reader's scope."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, FilteredRelation, Q

from students.models import SchoolClass, Student
from students.term_registration.entries import REGISTERING
from students.term_registration.models import Round, TermRegistration
from xueji.organizations.models import Organization

_STATES = TermRegistration.State


@dataclass(frozen=True)
class Progress:
    """Numbers of one class or school. `expected` are those who register; what is entered of others does not count."""

    name: str
    key: int
    expected: int
    in_time: int
    late: int
    with_leave: int
    missing: int
    note: str = ""

    @property
    def registered(self) -> int:
        return self.in_time + self.late

    @property
    def unrecorded(self) -> int:
        """Of whom nothing is entered."""
        return max(self.expected - self.registered - self.with_leave - self.missing, 0)

    @property
    def share(self) -> int:
        """How many of a hundred have registered, rounded down: full only when all have."""
        return 100 * self.registered // self.expected if self.expected else 100


@dataclass(frozen=True)
class Totals:
    """The sum of some lines."""

    lines: list[Progress]

    def _sum(self, name: str) -> int:
        return sum(getattr(line, name) for line in self.lines)

    @property
    def whole(self) -> Progress:
        return Progress(
            "", 0, self._sum("expected"), self._sum("in_time"), self._sum("late"), self._sum("with_leave"),
            self._sum("missing"),
        )  # fmt: skip


def by_class(rnd: Round) -> list[Progress]:
    """The open classes of a school with students, the youngest cohort first; three queries."""
    classes = SchoolClass.objects.of_school(rnd.school_id).select_related("programme")
    expected = _expected("school_class", school=rnd.school_id)
    entered = _entered("student__school_class", school=rnd.school_id, year=rnd.school_year, number=rnd.number)
    return [
        _line(each.name, each.pk, expected, entered, note=str(each.cohort)) for each in classes if expected.get(each.pk)
    ]


def of_school(rnd: Round) -> Progress:
    """One school in one query."""
    of_term = Q(term_registrations__school_year=rnd.school_year, term_registrations__number=rnd.number)
    came = Q(entered__state=_STATES.REGISTERED)
    counted = (
        Student.objects.alias(entered=FilteredRelation("term_registrations", condition=of_term))
        .filter(status__in=REGISTERING, school=rnd.school_id)
        .aggregate(
            expected=Count("pk"),
            in_time=Count("pk", filter=came & Q(entered__registered_on__lte=rnd.due_on)),
            late=Count("pk", filter=came & Q(entered__registered_on__gt=rnd.due_on)),
            with_leave=Count("pk", filter=Q(entered__state=_STATES.LATE_WITH_LEAVE)),
            missing=Count("pk", filter=Q(entered__state=_STATES.NOT_REGISTERED)),
        )
    )
    return Progress("", rnd.school_id, **counted)


def by_school(school_year: str, number: int, schools: Iterable[Organization]) -> list[Progress]:
    """The schools of a scope, those that have least registered first; two queries."""
    expected = _expected("school")
    entered = _entered("school", year=school_year, number=number)
    lines = [_line(school.name, school.pk, expected, entered) for school in schools]
    return sorted((line for line in lines if line.expected), key=lambda line: (line.share, line.name))


def _expected(group: str, **of: int) -> dict[int, int]:
    rows = Student.objects.filter(status__in=REGISTERING, **of).order_by().values_list(group)
    return dict(rows.annotate(n=Count("pk")))


def _entered(group: str, *, year: str, number: int, **of: int) -> dict[int, tuple[int, int, int, int]]:
    came = Q(state=_STATES.REGISTERED)
    rows = (
        TermRegistration.objects.of_term(year, number)
        .filter(student__status__in=REGISTERING, **of)
        .order_by()
        .values_list(group)
        .annotate(
            in_time=Count("pk", filter=came & Q(registered_on__lte=F("round__due_on"))),
            late=Count("pk", filter=came & Q(registered_on__gt=F("round__due_on"))),
            with_leave=Count("pk", filter=Q(state=_STATES.LATE_WITH_LEAVE)),
            missing=Count("pk", filter=Q(state=_STATES.NOT_REGISTERED)),
        )
    )
    return {key: (a, b, c, d) for key, a, b, c, d in rows}


def _line(
    name: str, key: int, expected: dict[int, int], entered: dict[int, tuple[int, int, int, int]], note: str = ""
) -> Progress:
    return Progress(name, key, expected.get(key, 0), *entered.get(key, (0, 0, 0, 0)), note=note)
