"""A school that comes to another body is counted where it sat on the day, by every level that sees its students."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from students.statistics.dimensions import BY_KEY
from students.statistics.flows import FlowQuestion, Period
from students.statistics.lists import flow_list, standing_list
from students.statistics.models import FormerSeat
from students.statistics.people import STUDYING
from students.statistics.snapshots import compared, snapshot_take_missed, snapshots_of
from students.statuses import ChangeKind, Status
from tests.students.statistics.support import change, flow, make_cases, narrowings, question, school_moves, table
from tests.support.world import World, make_student
from xueji import clock
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db

ONE = timedelta(days=1)
FIRST, LAST = date(2025, 10, 1), date(2026, 8, 31)  # two students in every school
MOVED = date(2026, 3, 1)  # the first day under the new bureau
TODAY = date(2026, 9, 30)
# School A goes from county 1a to county 1b, both of city 1.
CITY, NEW, OLD = "zj_city_1.reviewer", "zj_county_1b.reviewer", "zj_county_1a.reviewer"


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def moved(world: World) -> World:
    school_moves(world, "zj_school_a", "zj_county_1b", MOVED)
    return world


def by_county(world: World, day: date, office: str = CITY) -> dict[str, int]:
    found = table(world, office, day, "county")
    return {label: found.of_row(value) for value, label in found.rows}


def name(world: World, key: str) -> str:
    return world[key].place or world[key].name


def test_a_move_leaves_the_seat_that_the_school_had(world):
    before = world["zj_school_a"].county_id
    with unfenced(reason="a test moves a school"):
        school = world["zj_school_a"]
        school.parent = world["zj_county_1b"]
        school.save(update_fields=["parent"])
        school.name = "改了名的学校"
        school.save(update_fields=["name"])

        assert list(FormerSeat.objects.values_list("school", "county_then")) == [(school.pk, before)]


def test_a_past_day_counts_a_school_where_it_sat_then(moved):
    old, new = name(moved, "zj_county_1a"), name(moved, "zj_county_1b")
    eve, on = by_county(moved, MOVED - ONE), by_county(moved, MOVED)

    assert eve[old] - on[old] == 2
    assert on[new] - eve[new] == 2
    assert sum(eve.values()) == sum(on.values())


@pytest.mark.parametrize("day", [MOVED - ONE, MOVED])
def test_a_county_counts_what_the_city_counts_for_it(moved, day):
    of_city = by_county(moved, day).get(name(moved, "zj_county_1b"), 0)

    assert table(moved, NEW, day, "school").total == of_city


def test_the_flow_table_moves_the_school_between_the_rows(moved):
    change(make_cases(moved)(), moved.student("zj_school_a"), ChangeKind.WITHDRAWAL, Status.WITHDRAWN, MOVED)

    found = flow(moved, CITY, FIRST, LAST, "county")
    own = flow(moved, NEW, FIRST, LAST, "school")
    rows = {row.value: row for row in found.rows}
    old, new = rows[str(moved["zj_county_1a"].pk)], rows[str(moved["zj_county_1b"].pk)]

    assert found.balances and own.balances
    assert (old.changes, new.changes) == ({"moved_out": 2}, {"moved_in": 2, "withdrew": 1})
    assert own.total.changes == {"moved_in": 2, "withdrew": 1}
    assert (own.total.start, own.total.end) == (new.start, new.end)


def test_the_lists_behind_the_numbers_have_as_many(moved):
    county = str(moved["zj_county_1a"].pk)
    with moved.scope(CITY).enter():
        for day, more in ((MOVED - ONE, 2), (MOVED, 0)):
            assert standing_list(question(day, county=county, school=moved["zj_school_a"].pk)).total == more
        asked = FlowQuestion(Period(FIRST, LAST), STUDYING, BY_KEY["county"], narrowings({}))
        part = flow_list(asked, "moved_out", county)
        assert (part.total, {row.counted_on for row in part.rows}) == (2, {MOVED})


def test_a_county_s_own_slice_balances_when_a_school_came(moved):
    found = flow(moved, CITY, FIRST, LAST, "sex", county=moved["zj_county_1b"].pk)

    assert found.balances
    assert found.total.changes == {"moved_in": 2}


def test_a_late_snapshot_counts_the_school_where_it_sat_on_the_day(world):
    school_moves(world, "zj_school_a", "zj_county_1b", date(2026, 9, 5))
    with world.scope("zj.reviewer").enter() as scope:
        snapshot_take_missed(actor=scope, year=2026)
        lines, _sums = compared(snapshots_of(scope), STUDYING, BY_KEY["county"])

    counts = {line.value: line.counts[2026] for line in lines}
    assert [counts[str(world[key].pk)] for key in ("zj_county_1a", "zj_county_1b")] == [4, 2]


def test_what_a_county_reported_stays_its_own_when_a_school_leaves(world):
    with world.scope("zj.reviewer").enter() as scope:
        snapshot_take_missed(actor=scope, year=2026)
    school_moves(world, "zj_school_a", "zj_county_1b", date(2026, 9, 5))

    def kept(office: str) -> int:
        with world.scope(office).enter() as scope:
            _lines, sums = compared(snapshots_of(scope), STUDYING, BY_KEY["sex"])
            return sums[2026]

    assert (kept(OLD), kept(NEW)) == (4, 2)


@pytest.mark.parametrize(("office", "words"), [(NEW, "划入"), (OLD, "划出")])
@pytest.mark.parametrize("page", ["table", "flow"])
def test_who_lost_or_won_a_school_is_told(moved, office, words, page):
    client = Client()
    client.force_login(moved.user(office))
    asked = {"day": "2026-02-01", "first": "2025-09-01", "last": "2026-08-31"}

    html = client.get(reverse(f"statistics:{page}"), asked).content.decode()

    assert words in html and moved["zj_school_a"].name in html and "2026年3月1日" in html


def test_who_is_listed_and_waits_balances_too(world):
    waiting = make_student(world, "zj_school_a", cohort=2025, status="pending", sex="1", entered_on=date(2025, 12, 1))
    found = flow(world, "zj_school_a.registrar", FIRST, LAST, "sex", people="listed", sex="1")

    assert (found.total.start, found.total.changes, found.total.end) == (0, {"listed": 1}, 1)
    assert found.balances

    change(
        make_cases(world)(),
        waiting,
        ChangeKind.REGISTRATION,
        Status.STUDYING,
        date(2025, 11, 20),
        registered_on=date(2025, 11, 20),
    )
    earlier = flow(world, "zj_school_a.registrar", FIRST, LAST, "sex", people="listed", sex="1")
    assert (earlier.total.start, earlier.total.changes, earlier.total.end) == (0, {"registered": 1}, 1)
    assert earlier.balances
