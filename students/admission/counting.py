"""Numbers of newcomers by school, for the levels above and for the workbench."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from django.http import QueryDict

from students.admission.models import Admission
from students.admission.reading import Reading, readings_of
from xueji import clock
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.asked import whole

SCHOOLS = 300


@dataclass
class Row:
    """One school: admitted, come, not yet come, past their term without a confirmation, deferred, kept, lost, papers
    waiting and late."""

    school: Organization
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def total(self) -> int:
        """All who were admitted."""
        return sum(self.counts[state] for state in _STATES)

    @property
    def come(self) -> int:
        """Who came, registered ones included."""
        return self.counts["checked_in"] + self.counts["registered"]

    @property
    def share(self) -> float:
        """How many per cent came."""
        return 100 * self.come / self.total if self.total else 0


@dataclass
class Overview:
    """The page: a row for each school with newcomers, and their sums."""

    year: int
    years: list[int]
    rows: list[Row]
    total: Row


_STATES = ("admitted", "deferred", "checked_in", "kept", "forfeited", "cancelled", "registered")


def overview_of(scope: Scope, query: QueryDict) -> Overview:
    """Of the schools that the fence shows, in a handful of queries."""
    today = clock.today()
    asked = query.get("year", "")
    year = whole(asked) or today.year
    rows = _rows(year, today)
    total = Row(Organization(name=""))
    for row in rows:
        for key, count in row.counts.items():
            total.counts[key] += count
    return Overview(year, [today.year - back for back in range(4)], rows, total)


def _rows(year: int, today: date) -> list[Row]:
    counted = Admission.objects.filter(Q(year=year) | Q(state="kept", year=year - 1)).order_by()
    by_school: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, state, count in counted.values_list("school_id", "state").annotate(n=Count("pk")):
        by_school[key][state] = count
    bodies = Organization.objects.select_related("parent").in_bulk(list(by_school)[:SCHOOLS])
    readings = readings_of(bodies.values(), today)
    rows = {key: Row(body, by_school[key]) for key, body in bodies.items()}
    for key, count in overdue_by_school(readings, year).items():
        rows[key].counts["overdue"] = count
    for key, (waiting, late) in papers_by_school(readings).items():
        rows[key].counts["papers"], rows[key].counts["papers_late"] = waiting, late
    return sorted(rows.values(), key=lambda row: row.school.code)


def overdue_by_school(readings: dict[int, Reading], year: int) -> dict[int, int]:
    """How many are past the last day on which they could come, by school."""
    day = next(iter(readings.values())).day if readings else clock.today()
    awaited = Admission.objects.filter(year=year, school__in=list(readings)).overdue(day).with_due().order_by()
    found: dict[int, int] = defaultdict(int)
    for key, due, deferred, count in awaited.values_list("school_id", "check_in_due_on", "deferred_to").annotate(
        n=Count("pk")
    ):
        reading = readings[key]
        if day > reading.last_day(Admission(check_in_due_on=due, deferred_to=deferred)):
            found[key] += count
    return dict(found)


def papers_by_school(readings: dict[int, Reading]) -> dict[int, tuple[int, int]]:
    """How many papers wait to go back, and how many of them are late, by school."""
    waiting = Admission.objects.lost().filter(
        Q(return_list=None) | Q(return_list__returned_on=None), school__in=list(readings)
    )
    found: dict[int, tuple[int, int]] = {}
    for key, lost_on in waiting.order_by().values_list("school_id", "lost_on"):
        reading = readings[key]
        by = reading.papers_by(Admission(lost_on=lost_on)) if reading.returns_papers else None
        count, late = found.get(key, (0, 0))
        if by is not None:
            found[key] = (count + 1, late + (by < reading.day))
    return found
