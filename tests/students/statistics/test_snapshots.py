"""The figures of 1 September are taken once, and nothing that happens afterwards changes them."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from students.models import Student
from students.statistics.dimensions import BY_KEY
from students.statistics.models import Snapshot, SnapshotCell
from students.statistics.people import STUDYING, VERSION
from students.statistics.snapshots import compared, snapshot_take_missed, snapshots_of, snapshots_take
from students.statuses import ChangeKind, Status
from tests.students.statistics.support import change, flow, make_cases, table
from tests.support.world import World, make_student
from xueji import clock
from xueji.errors import Conflict, NotAllowed
from xueji.organizations.scope import case_effect, unfenced

pytestmark = pytest.mark.django_db

FIRST = date(2026, 9, 1)
PROVINCE, COUNTY, SCHOOL = "zj.reviewer", "zj_county_1a.reviewer", "zj_school_a.registrar"


def kept(world: World, office: str, rows: str = "school") -> dict[str, int]:
    """Value → count of the newest snapshot."""
    with world.scope(office).enter() as scope:
        lines, _sums = compared(snapshots_of(scope)[:1], STUDYING, BY_KEY[rows])
        return {line.value: count for line in lines for count in line.counts.values()}


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 8, 31), 2025), (FIRST, 2026), (date(2026, 9, 2), 2026), (date(2027, 8, 31), 2026)],
)
def test_it_is_taken_when_the_day_has_come_or_was_missed(world, day, year):
    with unfenced(reason="a test dates the register"):
        Student.objects.update(created_at=datetime(2025, 8, 1, tzinfo=UTC))
    with clock.at(day):
        assert {(each.year, each.day) for each in snapshots_take()} == {(year, date(year, 8, 31))}
        assert snapshots_take() == []


@pytest.mark.parametrize(
    ("written", "taken"), [(datetime(2026, 9, 1, 15, 59, tzinfo=UTC), 1), (datetime(2026, 9, 1, 16, tzinfo=UTC), 0)]
)
def test_a_day_before_a_province_began_is_not_reckoned_back(world, written, taken):
    with unfenced(reason="a test dates the register"):
        Student.objects.update(created_at=datetime(2026, 9, 20, tzinfo=UTC))
        Student.objects.filter(pk=world.student("zj_school_a").pk).update(created_at=written)

    with clock.at(date(2026, 10, 1)):
        assert [each.province_id for each in snapshots_take()] == [world["zj"].pk] * taken


def test_one_that_was_reckoned_back_says_so(world):
    with unfenced(reason="a test dates the register"):
        Student.objects.update(created_at=datetime(2025, 8, 1, tzinfo=UTC))
    client = Client()
    client.force_login(world.user(PROVINCE))
    with clock.at(date(2026, 9, 4)):
        snapshots_take()
        html = client.get(reverse("statistics:snapshots")).content.decode()

    assert "系统补留" in html and "补留 2026 年" not in html


def test_twice_takes_it_once(world):
    with clock.at(FIRST):
        snapshots_take()
        assert snapshots_take() == []

    with unfenced(reason="a test counts"):
        assert Snapshot.objects.count() == 2


def test_it_is_the_end_of_the_flow_table_and_the_table_of_the_last_of_august(world):
    next_case = make_cases(world)
    boy = make_student(world, "zj_school_a", sex="1")
    change(next_case(), boy, ChangeKind.LEAVE, Status.ON_LEAVE, FIRST)
    with clock.at(FIRST):
        snapshots_take()
        counted = table(world, COUNTY, date(2026, 8, 31), "school")
        flows = flow(world, COUNTY, date(2025, 9, 1), date(2026, 8, 31))

    found = kept(world, COUNTY)
    assert found == {value: counted.of_row(value) for value, _label in counted.rows}
    assert found == {row.value: row.end for row in flows.rows}
    assert sum(kept(world, COUNTY, "sex").values()) == sum(found.values())


def test_a_later_correction_does_not_change_it(world):
    with clock.at(FIRST):
        snapshots_take()
    before = kept(world, SCHOOL, "sex")
    with case_effect(0, reason="a test corrects"):
        Student.objects.filter(school=world["zj_school_a"]).update(sex="1")
    change(make_cases(world)(), world.student("zj_school_a"), ChangeKind.WITHDRAWAL, Status.WITHDRAWN, date(2026, 5, 1))

    assert kept(world, SCHOOL, "sex") == before == {"2": 2}


@pytest.mark.parametrize("model", [Snapshot, SnapshotCell])
def test_nobody_changes_what_is_kept(world, model):
    with clock.at(FIRST):
        snapshots_take()

    with pytest.raises(DatabaseError), transaction.atomic(), unfenced(reason="a test tries"):
        model.objects.update(**({"year": 2000} if model is Snapshot else {"count": 1}))
    with pytest.raises(DatabaseError), transaction.atomic(), unfenced(reason="a test tries"):
        model.objects.all()._raw_delete(model.objects.db)


def test_a_missed_one_is_taken_once_by_the_province(world):
    with clock.at(date(2026, 11, 1)), world.scope(PROVINCE).enter() as scope:
        snapshot = snapshot_take_missed(actor=scope, year=2026)
        with pytest.raises(Conflict, match="已经留存"):
            snapshot_take_missed(actor=scope, year=2026)

    assert (snapshot.day, snapshot.version, snapshot.taken_by_name) == (
        date(2026, 8, 31), VERSION, world.user(PROVINCE).name,
    )  # fmt: skip


def test_a_year_that_has_not_come_is_refused(world):
    with clock.at(date(2026, 8, 31)), world.scope(PROVINCE).enter() as scope, pytest.raises(Conflict, match="还没有到"):
        snapshot_take_missed(actor=scope, year=2026)


@pytest.mark.parametrize("office", [SCHOOL, COUNTY, "zj_city_1.chief"])
def test_only_the_province_takes_a_missed_one(world, office):
    with clock.at(date(2026, 11, 1)), world.scope(office).enter() as scope, pytest.raises(NotAllowed):
        snapshot_take_missed(actor=scope, year=2026)


def test_each_level_sees_its_own_part(world):
    with clock.at(FIRST):
        snapshots_take()

    assert set(kept(world, SCHOOL, "school")) == {str(world["zj_school_a"].pk)}
    assert set(kept(world, COUNTY)) == {str(world[key].pk) for key in ("zj_school_a", "zj_school_b")}
    assert len(kept(world, PROVINCE)) == 5
    assert len(kept(world, "bj.reviewer")) == 3


def test_the_page_offers_the_missed_year_and_keeps_it(world):
    client = Client()
    client.force_login(world.user(PROVINCE))
    with clock.at(date(2026, 11, 1)):
        assert "补留 2026 年" in client.get(reverse("statistics:snapshots")).content.decode()
        client.post(reverse("statistics:snapshot_take"), {"year": "2026"})
        html = client.get(reverse("statistics:snapshots")).content.decode()

    assert "补留 2026 年" not in html and "2026 年" in html
