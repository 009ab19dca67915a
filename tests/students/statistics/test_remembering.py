"""What is remembered of a province is what counting afresh says, whatever was changed in between; and only schools that
changed are counted."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings

from students.models import Profile, Programme, Student
from students.statistics import remembering
from students.statistics.ahead import figures_ask_ahead
from students.statistics.flows import FlowQuestion, Period
from students.statistics.flows import _counted as flows_counted
from students.statistics.lists import standing_list
from students.statistics.tables import _counted, cross_table
from students.statuses import ChangeKind, Status
from tests.students.statistics.support import BY_KEY, PEOPLE, change, flow, make_cases, question, school_moves, table
from tests.students.statistics.test_flows import FIRST, LAST, STEPS, _play
from tests.support.world import World, make_student
from xueji import clock
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db

TODAY = date(2026, 9, 30)
OFFICE = "zj.reviewer"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(remembering, "NAME", f"test-{uuid4()}")
    with clock.at(TODAY):
        yield


def asked_schools(world: World, ask) -> list[list[int] | None]:
    """For which schools was counted while `ask` ran."""
    found = []

    def count(schools):
        found.append(schools)
        return _counted(question(TODAY, "sex"), schools)

    with world.scope(OFFICE).enter() as scope:
        ask(scope, count)
    return found


def ask(scope, count):
    return remembering.recall(scope, "a test", TODAY, count)


def test_only_the_school_that_changed_is_counted_anew(world):
    assert asked_schools(world, ask) == [None]
    assert asked_schools(world, ask) == []

    make_student(world, "zj_school_b", sex="1")

    assert asked_schools(world, ask) == [[world["zj_school_b"].pk]]
    assert asked_schools(world, ask) == []


@pytest.mark.parametrize("what", ["profile", "programme", "ledger", "record"])
def test_whatever_is_counted_is_noticed(world, what):
    student = world.student("zj_school_a")
    asked_schools(world, ask)

    with unfenced(reason="a test changes"):
        if what == "profile":
            Profile.objects.filter(student=student).update(data={"household_type": "农业户口"})
        elif what == "programme":
            Programme.objects.filter(pk=student.programme_id).update(years=4)
        elif what == "record":
            Student.objects.filter(pk=student.pk).update(sex="1" if student.sex == "2" else "2")
    if what == "ledger":
        change(make_cases(world)(), student, ChangeKind.WITHDRAWAL, Status.WITHDRAWN, TODAY)

    assert asked_schools(world, ask) == [[world["zj_school_a"].pk]]


def test_a_row_that_is_committed_late_is_noticed_though_newer_ones_were(world):
    late = make_student(world, "zj_school_b", sex="1")
    with unfenced(reason="a test lets a number go by"):
        gap = late.pk + 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('students_student', 'id'))")
    make_student(world, "zj_school_b", sex="1")
    asked_schools(world, ask)

    make_student(world, "zj_school_b", sex="1", id=gap)

    assert asked_schools(world, ask) == [[world["zj_school_b"].pk]]


def test_a_mark_that_moves_on_counts_everything_once_more(world, monkeypatch):
    asked_schools(world, ask)
    monkeypatch.setattr(remembering, "_STRIDE", 1)

    assert asked_schools(world, ask) == [None]


def test_a_school_that_moves_counts_everything_once_more(world):
    asked_schools(world, ask)
    school_moves(world, "zj_school_a", "zj_county_1b", date(2026, 9, 5))

    assert asked_schools(world, ask) == [None]


def test_a_question_that_was_asked_before_takes_two_looks(world):
    asked_schools(world, ask)
    with world.scope(OFFICE).enter() as scope, CaptureQueriesContext(connection) as captured:
        for _time in range(3):
            ask(scope, lambda schools: pytest.fail("was counted"))

    assert len(captured) == 2


@pytest.mark.parametrize(("last", "counted"), [(TODAY - timedelta(days=1), []), (TODAY, [None])])
def test_an_answer_about_the_past_stays_and_one_about_today_is_of_its_day(world, last, counted):
    def ask_about(scope, count):
        remembering.recall(scope, "a test", last, count)

    assert asked_schools(world, ask_about) == [None]
    with clock.at(TODAY + timedelta(days=1)):
        assert asked_schools(world, ask_about) == counted


def test_what_is_said_of_the_past_does_not_depend_on_the_day_of_asking(world):
    """Students who enter, moves and changes that take effect between the two days of asking."""
    next_case = make_cases(world)
    boy = make_student(world, "zj_school_a", sex="1")
    change(next_case(), boy, ChangeKind.LEAVE, Status.ON_LEAVE, TODAY + timedelta(days=1))
    for entered in (LAST, TODAY, TODAY + timedelta(days=1)):
        make_student(world, "zj_school_a", sex="1", status="pending", cohort=2026, entered_on=entered)

    on_the_day = _afresh(world)
    with clock.at(TODAY + timedelta(days=2)):
        assert _afresh(world) == on_the_day


def test_what_was_asked_ahead_is_not_counted_when_a_page_asks(world):
    assert figures_ask_ahead() >= 4
    client = Client()
    for office in (OFFICE, "zj_city_1.reviewer"):
        client.force_login(world.user(office))
        for page in ("table", "flow"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(reverse(f"statistics:{page}")).status_code == 200
            assert not [query for query in captured if "ledger AS" in query["sql"]]


def test_the_list_behind_a_cell_takes_its_length_from_the_table(world):
    asked = question(TODAY, "county", "sex", sex="2")
    with world.scope(OFFICE).enter() as scope:
        cross_table(scope, question(TODAY, "county", "sex"))
        with CaptureQueriesContext(connection) as captured:
            part = standing_list(asked, size=1)

    assert part.total > len(part.rows) == 1
    assert len([query for query in captured if "ledger AS" in query["sql"]]) == 1


@settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=STEPS, after=STEPS)
def test_what_is_remembered_is_what_counting_afresh_says(world, before, after):
    with transaction.atomic():
        _play(world, before)
        _remembered(world)
        _play(world, [step for step in after if step[1] != "seat"])
        assert _remembered(world) == (found := _afresh(world))
        with clock.at(TODAY + timedelta(days=40)):
            assert _afresh(world) == found
        transaction.set_rollback(True)


DAYS = (FIRST - timedelta(days=1), LAST)


def _remembered(world: World):
    flows = flow(world, OFFICE, FIRST, LAST, "county", "listed")
    changes = {(key, row.value): count for row in flows.rows for key, count in row.changes.items()}
    ends = {(end, row.value): getattr(row, end) for row in flows.rows for end in ("start", "end") if getattr(row, end)}
    return changes | ends, [table(world, OFFICE, day, "county", "cohort", people="listed").cells for day in DAYS]


def _afresh(world: World):
    asked = FlowQuestion(Period(FIRST, LAST), PEOPLE["listed"], BY_KEY["county"])
    with world.scope(OFFICE).enter():
        changes: dict[tuple[str, str], int] = {}
        for _school, key, value, count in flows_counted(asked, None):
            changes[key, value] = changes.get((key, value), 0) + count
        cells = []
        for day in DAYS:
            found: dict[tuple[str, str], int] = {}
            for _school, row, column, count in _counted(question(day, "county", "cohort", people="listed"), None):
                found[row, column] = found.get((row, column), 0) + count
            cells.append(found)
    return changes, cells
