"""Questions about findings and days; row-level security leaves the reader's own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Count, Func, QuerySet, TextField
from django.utils.translation import gettext as _

from students.quality.models import Finding, QualityDay
from xueji import clock
from xueji.database.fence import Level
from xueji.organizations.models import Organization

WEEK = timedelta(days=7)
_RECENT = timedelta(days=15)


@dataclass
class Standing:
    """The numbers of a school, a place or all together."""

    students: int = 0
    complete: int = 0
    due: int = 0
    in_time: int = 0
    schools: int = 0
    without_term: int = 0
    """Of the schools, those that have opened no registration for the term."""
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, day: QualityDay) -> None:
        """Count a school in."""
        self.schools += 1
        self.without_term += bool(day.students and (day.term_unopened or not day.due))
        self.students += day.students
        self.complete += day.complete
        self.due += day.due
        self.in_time += day.in_time
        for rule, count in day.counts.items():
            self.counts[rule] = self.counts.get(rule, 0) + count

    @property
    def completeness(self) -> Fraction | None:
        """Of those on the register, how many have nothing missing; None where nobody is."""
        return Fraction(self.complete, self.students) if self.students else None

    @property
    def share(self) -> float | None:
        """The same in hundredths."""
        return None if self.completeness is None else float(100 * self.completeness)

    @property
    def late(self) -> int:
        """Who was not registered for the term in time."""
        return self.due - self.in_time

    @property
    def lateness(self) -> Fraction | None:
        """Of those who had to be registered for the term, how many were not in time."""
        return Fraction(self.late, self.due) if self.due else None


def latest_days(on: date) -> dict[int, QualityDay]:
    """The last check of each school up to a day, by school."""
    days = QualityDay.objects.filter(on__lte=on, on__gt=on - _RECENT)
    return {day.school_id: day for day in days.order_by("school_id", "-on").distinct("school_id")}


def summed(days: Iterable[QualityDay]) -> Standing:
    """All together."""
    total = Standing()
    for day in days:
        total.add(day)
    return total


def counts_by_rule() -> dict[str, int]:
    """The scope's findings by rule, counted now."""
    return dict(Finding.objects.order_by().values_list("rule").annotate(n=Count("id")))


def counts_by_field(rule: str) -> list[tuple[str, int]]:
    """The fields that a rule's findings name, the most frequent first."""
    each = Func("fields", function="unnest", output_field=TextField())
    rows = Finding.objects.filter(rule=rule).order_by().annotate(each=each).values_list("each").annotate(n=Count("id"))
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def findings(rule: str, *, field: str = "", place: tuple[str, int] | None = None) -> QuerySet[Finding]:
    """Findings of a rule, of one field of it, in a place ("county", 12)."""
    found = Finding.objects.filter(rule=rule)
    if field:
        found = found.filter(fields__contains=[field])
    if place is not None:
        kind, key = place
        found = found.filter(**{f"{kind}_id": key or None})
    rows = found.select_related("student__school", "student__school_class", "student__programme")
    return rows.order_by("school_id", "student__school_class_id", "student_id")


def part_of(found: QuerySet[Finding], offset: int, size: int) -> tuple[list[Finding], int]:
    """Some rows of a list of findings, and how many it has. The list goes school by school, so a part of it is read from the
    schools in which it lies, however far down they are."""
    counts = dict(found.order_by("school_id").values_list("school_id").annotate(n=Count("id")))
    schools, passed, begins = [], 0, 0
    for school, count in counts.items():
        if begins + count <= offset:
            passed = begins + count
        elif begins < offset + size:
            schools.append(school)
        begins += count
    rows = found.filter(school__in=schools)[offset - passed : offset - passed + size] if schools else []
    return list(rows), begins


def place_kind(reader: Organization) -> str:
    """What stands in the rows of a reader: a province's cities, a city's counties, a county's schools."""
    if reader.level is Level.PROVINCE and not reader.is_municipality:
        return "city"
    return "county" if reader.level in {Level.PROVINCE, Level.CITY} else "school"


def places_below(reader: Organization) -> list[str]:
    """By what a bureau may compare those below it, the widest first."""
    kinds = ["city", "county", "school"]
    return kinds[kinds.index(place_kind(reader)) :]


def by_place(days: Iterable[QualityDay], kind: str) -> dict[int, Standing]:
    """Numbers by city, county or school; 0 stands for schools directly below the reader."""
    found: dict[int, Standing] = {}
    for day in days:
        found.setdefault(getattr(day, f"{kind}_id") or 0, Standing()).add(day)
    return found


def is_place(place: tuple[str, int]) -> bool:
    """Whether there is such a body; 0 stands for the schools without one."""
    return place[1] == 0 or Organization.objects.filter(pk=place[1]).exists()


def place_names(keys: Iterable[int]) -> dict[int, str]:
    """The names of bodies."""
    bodies = Organization.objects.in_bulk([key for key in keys if key])
    named = {
        key: body.place if body.kind in {"city", "county"} and body.place else body.name for key, body in bodies.items()
    }
    return named | {0: _("直属学校")}


def today_and_last_week() -> tuple[dict[int, QualityDay], dict[int, QualityDay]]:
    """The last check of each school, and that of a week before."""
    today = clock.today()
    return latest_days(today), latest_days(today - WEEK)
