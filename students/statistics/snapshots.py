"""The figures of 1 September: taken, kept, compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from students.models import Student
from students.statistics.dimensions import Dimension
from students.statistics.models import Snapshot
from students.statistics.past import DAY, parameters, standing_sql
from students.statistics.people import LISTED, VERSION, People
from students.statistics.seats import CITY, COUNTY, seat_sql
from xueji import clock
from xueji.audit.actions import event_record
from xueji.calendars.terms import SCHOOL_YEAR_BEGINS
from xueji.database.fence import Level
from xueji.errors import Conflict, NotAllowed
from xueji.organizations.models import Organization, User
from xueji.organizations.scope import Scope, unfenced

_CELLS = """ INSERT INTO statistics_snapshotcell (snapshot_id, school_id, county_then, city_then, status, major_code, cohort,
        sex, ethnic_code, category, household, origin, count)
    SELECT %(snapshot)s, s.school_id, {county}, {city}, s.status, p.major_code, s.cohort, s.sex, s.ethnic_code,
        left(coalesce(r.data->>'student_category', ''), 40), left(coalesce(r.data->>'household_type', ''), 40),
        left(coalesce(r.data->>'origin_code', ''), 2), count(*)
    FROM standing s JOIN students_programme p ON p.id = s.programme_id LEFT JOIN students_profile r ON r.student_id = s.id
    WHERE s.province_id = %(province)s GROUP BY 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"""


def counting_day(year: int) -> date:
    """The day at whose end the register is counted for 1 September 0:00 of a year."""
    return date(year, *SCHOOL_YEAR_BEGINS) - timedelta(days=1)


def latest_year(today: date) -> int:
    """The year of the last 1 September."""
    return today.year if today >= date(today.year, *SCHOOL_YEAR_BEGINS) else today.year - 1


def snapshots_take() -> list[Snapshot]:
    """Beat: the figures of the last 1 September of every province that has none, on the day itself or, when nothing ran then,
    at the first moment at which something does. Twice is harmless.

    What the register did not hold on the day is not reckoned back without anybody asking: a province that began later
    is left to its officers.
    """
    today = clock.today()
    year = latest_year(today)
    first = date(year, *SCHOOL_YEAR_BEGINS)
    with unfenced(reason=f"which provinces lack the snapshot of {year}"):
        kept = Snapshot.objects.filter(year=year).values("province")
        lacking = Organization.objects.filter(kind=Organization.Kind.PROVINCE).exclude(pk__in=kept).order_by("pk")
        wanted = [province for province in lacking if today == first or _was_in_use(province, first)]
    taken = [snapshot_keep(province, year) for province in wanted]
    return [snapshot for snapshot in taken if snapshot is not None]


def _was_in_use(province: Organization, first: date) -> bool:
    """Whether the register held students of the province by the end of that day."""
    end = datetime.combine(first + timedelta(days=1), time.min, clock.now().tzinfo)
    # The oldest record is found from the beginning of the key; a search by the moment would read all of them every hour.
    written = (
        Student.objects.filter(province_id=province.pk).order_by("pk").values_list("created_at", flat=True).first()
    )
    return written is not None and written < end


def snapshot_take_missed(*, actor: Scope, year: int) -> Snapshot:
    """By hand, once, where the system missed it: by an officer of the province.

    Raises NotAllowed for others, Conflict where there is one already, or the day has not come.
    """
    if actor.level is not Level.PROVINCE or not actor.allows("oversee"):
        raise NotAllowed(_("9 月 1 日快照由省级（直辖市）教育行政部门补留。"))
    if year > latest_year(clock.today()):
        raise Conflict(_("%(year)s 年 9 月 1 日还没有到，不能留存。") % {"year": year})
    name = User.objects.values_list("name", flat=True).get(pk=actor.user_id or 0)
    province = Organization.objects.get(pk=actor.organization_id or 0)
    snapshot = snapshot_keep(province, year, by=actor.user_id, name=name)
    if snapshot is None:
        raise Conflict(_("%(year)s 年 9 月 1 日的快照已经留存，留存后不再改动。") % {"year": year})
    event_record(
        kind="snapshot_taken", actor_id=actor.user_id, organization_id=province.pk, subject="snapshot",
        subject_id=snapshot.pk, data={"year": year},
    )  # fmt: skip
    return snapshot


def snapshot_keep(province: Organization, year: int, *, by: int | None = None, name: str = "") -> Snapshot | None:
    """Count a province and keep it, in one transaction; None where it was kept already."""
    day = counting_day(year)
    try:
        with transaction.atomic(), unfenced(reason=f"snapshot of {year} for province {province.pk}"):
            if Snapshot.objects.filter(province=province, year=year).exists():
                return None
            snapshot = Snapshot.objects.create(
                province=province, year=year, day=day, version=VERSION, taken_at=clock.now(), taken_by=by,
                taken_by_name=name,
            )  # fmt: skip
            with connection.cursor() as cursor:
                values = parameters(day, snapshot=snapshot.pk, province=province.pk)
                cells = _CELLS.format(county=seat_sql(COUNTY, DAY), city=seat_sql(CITY, DAY))
                cursor.execute(standing_sql(day, LISTED.statuses) + cells, values)
    except IntegrityError:  # another worker was faster
        return None
    return snapshot


@dataclass(frozen=True)
class Compared:
    """A row of the comparison: a value in words and its count by year."""

    value: str
    label: str
    counts: dict[int, int]


def snapshots_of(scope: Scope) -> list[Snapshot]:
    """What is kept of the reader's province, the newest first."""
    reader = Organization.objects.get(pk=scope.organization_id or 0)
    province = reader.pk if reader.kind == Organization.Kind.PROVINCE else reader.province_id
    return list(Snapshot.objects.filter(province=province))


def compared(snapshots: Sequence[Snapshot], people: People, rows: Dimension) -> tuple[list[Compared], dict[int, int]]:
    """The kept figures by a dimension, year beside year, and their sums. One query; the fence leaves the scope's own."""
    years = {snapshot.pk: snapshot.year for snapshot in snapshots}
    found = _kept(list(years), people, rows)
    names = rows.names({value for _snapshot, value, _count in found})
    counts: dict[str, dict[int, int]] = {value: dict.fromkeys(years.values(), 0) for value in names}
    for snapshot, value, count in found:
        counts[value][years[snapshot]] += count
    lines = [Compared(value, label, counts[value]) for value, label in names.items()]
    return lines, _sums(lines, years.values())


def _sums(lines: Iterable[Compared], years: Iterable[int]) -> dict[int, int]:
    sums = dict.fromkeys(years, 0)
    for line in lines:
        for year, count in line.counts.items():
            sums[year] += count
    return sums


def _kept(snapshots: list[int], people: People, rows: Dimension) -> list[tuple[int, str, int]]:
    if not snapshots:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT snapshot_id, coalesce(({rows.kept})::text, ''), sum(count) FROM statistics_snapshotcell"
            " WHERE snapshot_id = ANY(%s) AND status = ANY(%s) GROUP BY 1, 2",
            [snapshots, list(people.statuses)],
        )
        return cursor.fetchall()
