"""What a school has still to enter in the national system: told, taken out, and not told again (Beijing 10, Zhejiang 9)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from students.changes import Change, changes_apply, changes_undo, students_lock
from students.exports.reentry import AGAIN, waiting
from students.statuses import ChangeKind, Status
from tests.students.exports.conftest import table
from tests.support.world import make_student
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.scope import case_effect, unfenced

REGISTRAR = "zj_school_a.registrar"
LABELS = {"changes": "异动", "registered": "注册"}
MORNING = datetime(2026, 10, 12, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def changed(world):
    """changed(student, kind, status, at): recorded at a moment, in effect on its day."""

    def go(student, kind: ChangeKind, to: Status, at: datetime, school="zj_school_a", **columns):
        own = world[school].pk
        with clock.at(at), unfenced(reason="a test needs a case"):
            case = Case.objects.create(
                kind="leave", state="running", policy_key="zhejiang_2015", policy_version="2015.1",
                opened_by=world.user(f"{school}.registrar"), opened_for=world[school], title="试",
                created_at=clock.now(), submitted_at=clock.now(), parties=[own], viewers=[own],
            )  # fmt: skip
        with clock.at(at), case_effect(case.pk, reason="a test changes") as scope:
            locked = students_lock([student.pk])[student.pk]
            changes_apply(case, scope, [Change(locked, kind, to, effective_on=at.date(), columns=columns)])

    return go


def told(world, at: datetime, office=REGISTRAR):
    with clock.at(at), world.scope(office).enter() as scope:
        return [(each.label, each.count, each.days) for each in waiting(scope, LABELS)]


def taken(world, made, source, at: datetime):
    """The list as the page asks for it."""
    from students.exports.sources import base

    with clock.at(at), world.scope(REGISTRAR).enter() as scope:
        form = base.get(source).form_class({"period": AGAIN}, scope=scope)
        assert form.is_valid(), form.errors
        said = form.said()
    with clock.at(at):
        return table(made(source, said=said))


def test_nothing_waits_where_nothing_was_recorded(world):
    assert told(world, MORNING) == []


def test_what_was_recorded_waits_with_its_age_until_it_is_taken_out(world, made, changed):
    first, second, third = (make_student(world, "zj_school_a") for _each in range(3))
    changed(first, ChangeKind.LEAVE, Status.ON_LEAVE, MORNING)
    changed(second, ChangeKind.WITHDRAWAL, Status.WITHDRAWN, MORNING + timedelta(days=2))
    evening = MORNING + timedelta(days=5, hours=9)
    assert told(world, evening) == [("异动", 2, 5)]

    assert [row["姓名"] for row in taken(world, made, "changes", evening)] == [first.name, second.name]
    assert told(world, evening) == []

    changed(third, ChangeKind.LEAVE, Status.ON_LEAVE, evening + timedelta(days=1))
    later = evening + timedelta(days=1, hours=1)
    assert told(world, later) == [("异动", 1, 0)]
    assert [row["姓名"] for row in taken(world, made, "changes", later)] == [third.name]


def test_what_is_undone_after_its_list_is_told_once_more(world, made, changed):
    student = make_student(world, "zj_school_a")
    changed(student, ChangeKind.LEAVE, Status.ON_LEAVE, MORNING)
    evening, later = MORNING + timedelta(hours=9), MORNING + timedelta(days=3)
    taken(world, made, "changes", evening)
    with unfenced(reason="a test looks"):
        first = Case.objects.latest("pk")
    with clock.at(later), case_effect(first.pk, reason="a test takes back") as scope:
        changes_undo(first.pk, undoing=first, scope=scope)

    assert told(world, later + timedelta(days=1)) == [("异动", 1, 1)]
    [row] = taken(world, made, "changes", later + timedelta(days=1))
    assert row["姓名"] == student.name and row["说明"].startswith("已撤销")
    assert told(world, later + timedelta(days=2)) == []


def test_another_list_of_changes_does_not_count_as_entered(world, made, changed):
    changed(make_student(world, "zj_school_a"), ChangeKind.LEAVE, Status.ON_LEAVE, MORNING)
    with clock.at(MORNING):
        made("changes", said={"first": "2026-09-01", "last": "2026-12-31", "period": "", "kinds": ["leave"]})

    assert told(world, MORNING) == [("异动", 1, 0)]


def test_the_newly_registered_have_a_list_of_their_own(world, made, changed):
    newcomer = make_student(world, "zj_school_a", cohort=2026, status="pending")
    changed(newcomer, ChangeKind.REGISTRATION, Status.STUDYING, MORNING, registered_on=MORNING.date())

    assert told(world, MORNING) == [("注册", 1, 0)]
    assert [row["姓名"] for row in taken(world, made, "registered", MORNING)] == [newcomer.name]


def test_each_school_has_its_own(world, changed):
    changed(world.student("zj_school_b"), ChangeKind.LEAVE, Status.ON_LEAVE, MORNING, "zj_school_b")

    assert told(world, MORNING) == []
    assert told(world, MORNING, "zj_school_b.registrar") == [("异动", 1, 0)]


def test_what_was_in_effect_before_this_school_year_is_not_asked_for_the_first_time(world, changed):
    before = datetime(2026, 8, 31, 9, tzinfo=MORNING.tzinfo)
    changed(world.student("zj_school_a"), ChangeKind.LEAVE, Status.ON_LEAVE, before)

    assert told(world, MORNING) == []


def test_the_page_leads_to_the_list_with_its_period_chosen(world, changed):
    changed(world.student("zj_school_a"), ChangeKind.LEAVE, Status.ON_LEAVE, MORNING)
    client = Client()
    client.force_login(world.user(REGISTRAR))
    with clock.at(MORNING):
        page = client.get(reverse("exports:list")).content.decode()
        url = f"{reverse('exports:new', args=['changes'])}?period={AGAIN}"
        form = client.get(url).content.decode()

    assert "待录入全国系统" in page and url in page
    assert f'value="{AGAIN}" selected' in form


def test_levels_above_are_offered_no_such_list(world):
    client = Client()
    client.force_login(world.user("zj_county_1a.reviewer"))

    assert f'value="{AGAIN}"' not in client.get(reverse("exports:new", args=["changes"])).content.decode()
    assert "待录入" not in client.get(reverse("exports:list")).content.decode()


@pytest.mark.parametrize(
    ("lists", "is_told"),
    [
        (["registered"], True),
        (["registered", "changes"], True),  # no list of changes has it yet
        ([], False),  # it was entered nowhere
        (["changes"], False),
    ],
)
def test_a_registration_undone_after_its_list_is_told_as_a_correction(world, made, changed, lists, is_told):
    newcomer = make_student(world, "zj_school_a", cohort=2026, status="pending")
    changed(newcomer, ChangeKind.REGISTRATION, Status.STUDYING, MORNING, registered_on=MORNING.date())
    for source in lists:
        taken(world, made, source, MORNING + timedelta(hours=9))
    later = MORNING + timedelta(days=3)
    with unfenced(reason="a test looks"):
        first = Case.objects.latest("pk")
    with clock.at(later), case_effect(first.pk, reason="a test takes back") as scope:
        changes_undo(first.pk, undoing=first, scope=scope)
    if not lists:
        taken(world, made, "registered", later + timedelta(hours=1))  # the undone is not on it

    assert told(world, later + timedelta(days=1)) == ([("异动", 1, 1)] if is_told else [])
    rows = taken(world, made, "changes", later + timedelta(days=1))
    assert [(row["姓名"], row["异动类别"], row["说明"][:3]) for row in rows] == (
        [(newcomer.name, "注册取得学籍", "已撤销")] if is_told else []
    )
    assert told(world, later + timedelta(days=2)) == []
