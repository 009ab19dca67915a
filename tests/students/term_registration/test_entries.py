"""Entering a term's registration: what is asked, what is kept, what a correction needs (Beijing 14)."""

from datetime import date

import pytest

from students.term_registration.actions import entries_save, register_all_except, round_set
from students.term_registration.entries import Entry
from students.term_registration.models import TermRegistrationHistory
from tests.students.term_registration.support import DUE, autumn, enter, row_of
from tests.support.world import make_student
from xueji import clock
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import unfenced

SCHOOL = "bj_school_a"
TODAY = date(2026, 9, 7)


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TODAY):
        yield


@pytest.mark.parametrize(
    "details, field",
    [
        ({"state": "registered"}, "registered_on"),
        ({"state": "registered", "registered_on": date(2026, 9, 8)}, "registered_on"),  # tomorrow
        ({"state": "registered", "registered_on": date(2026, 8, 24)}, "registered_on"),  # before it opens
        ({"state": "registered", "registered_on": date(2026, 8, 25)}, ""),
        ({"state": "registered", "registered_on": TODAY}, ""),
        ({"state": "not_registered"}, "reason"),
        ({"state": "not_registered", "reason": "未到校"}, ""),
        ({"state": "late_with_leave"}, "leave_until"),
        ({"state": "late_with_leave", "leave_until": date(2026, 8, 31)}, "leave_until"),  # before the day
        ({"state": "late_with_leave", "leave_until": date(2026, 9, 10)}, "leave_reason"),
        ({"state": "late_with_leave", "leave_until": date(2026, 9, 10), "leave_reason": "住院"}, "leave_approved_by"),
        ({"state": "elsewhere"}, "state"),
    ],
)
def test_each_state_asks_for_its_own(world, details, field):
    student = world.student(SCHOOL)
    rnd, scope = autumn(world, SCHOOL), world.scope(f"{SCHOOL}.registrar")
    with scope.enter():
        if not field:
            assert entries_save(actor=scope, rnd=rnd, entries=[Entry(student_id=student.pk, **details)]) == 1
            return
        with pytest.raises(Invalid) as error:
            entries_save(actor=scope, rnd=rnd, entries=[Entry(student_id=student.pk, **details)])
    assert list(error.value.details["rows"][student.pk]) == [field]
    assert row_of(student) is None


@pytest.mark.parametrize("status", ["on_leave", "pending", "withdrawn"])
def test_who_does_not_study_does_not_register(world, status):
    left = date(2026, 6, 30) if status == "withdrawn" else None
    student = make_student(world, SCHOOL, status=status, left_on=left)
    with pytest.raises(Invalid) as error:
        enter(world, SCHOOL, student, "registered", registered_on=DUE)
    assert "不办学期注册" in error.value.details["rows"][student.pk]["state"]


def test_the_same_again_changes_nothing(world):
    student = world.student(SCHOOL)
    enter(world, SCHOOL, student, "registered", registered_on=DUE)
    scope, rnd = world.scope(f"{SCHOOL}.registrar"), autumn(world, SCHOOL)
    with scope.enter():
        again = Entry(student_id=student.pk, state="registered", registered_on=DUE)
        assert entries_save(actor=scope, rnd=rnd, entries=[again]) == 0


def test_who_comes_at_last_is_registered_and_what_was_before_is_kept(world):
    student = world.student(SCHOOL)
    leave = {"leave_until": date(2026, 9, 10), "leave_reason": "住院", "leave_approved_by": "周敏"}
    enter(world, SCHOOL, student, "late_with_leave", leave_approved_on=TODAY, **leave)
    with clock.at(date(2026, 9, 9)):
        row = enter(world, SCHOOL, student, "registered", registered_on=date(2026, 9, 9))
    assert (row.state, row.leave_until) == ("registered", date(2026, 9, 10))
    with unfenced(reason="a test looks"):
        (before,) = TermRegistrationHistory.objects.filter(pgh_obj=row)
    assert before.state == "late_with_leave"
    assert before.actor_id == world.scope(f"{SCHOOL}.registrar").user_id


def test_a_correction_says_why(world):
    student = world.student(SCHOOL)
    enter(world, SCHOOL, student, "registered", registered_on=DUE)
    with pytest.raises(Invalid) as error:
        enter(world, SCHOOL, student, "not_registered", reason="同名登记错")
    assert list(error.value.details["rows"][student.pk]) == ["correction_reason"]
    row = enter(world, SCHOOL, student, "not_registered", reason="未到校", correction_reason="同名，登记错了人")
    assert (row.state, row.registered_on, row.correction_reason) == ("not_registered", None, "同名，登记错了人")


def test_one_wrong_row_keeps_all_from_being_written(world):
    right, wrong = world.student(SCHOOL), make_student(world, SCHOOL)
    scope, rnd = world.scope(f"{SCHOOL}.registrar"), autumn(world, SCHOOL)
    entries = [
        Entry(student_id=right.pk, state="registered", registered_on=DUE),
        Entry(student_id=wrong.pk, state="not_registered"),
    ]
    with scope.enter(), pytest.raises(Invalid) as error:
        entries_save(actor=scope, rnd=rnd, entries=entries)
    assert list(error.value.details["rows"]) == [wrong.pk]
    assert row_of(right) is None


def test_all_but_some_came_and_what_was_entered_stays(world):
    group = world.classes[f"{SCHOOL}.2025"]
    here = [world.student(SCHOOL), make_student(world, SCHOOL), make_student(world, SCHOOL)]
    resting = make_student(world, SCHOOL, status="on_leave")
    enter(world, SCHOOL, here[0], "registered", registered_on=date(2026, 8, 30))
    scope, rnd = world.scope(f"{SCHOOL}.registrar"), autumn(world, SCHOOL)
    with scope.enter():
        count = register_all_except(
            actor=scope, rnd=rnd, school_class=group, absent=[here[2].pk], registered_on=DUE, reason="未到校"
        )
    assert count == 2
    found = [(row.state, row.registered_on) for row in map(row_of, here)]
    assert found == [("registered", date(2026, 8, 30)), ("registered", DUE), ("not_registered", None)]
    assert row_of(resting) is None


def test_all_but_one_of_another_class_is_refused(world):
    group, other = world.classes[f"{SCHOOL}.2025"], make_student(world, SCHOOL, cohort=2024)
    scope, rnd = world.scope(f"{SCHOOL}.registrar"), autumn(world, SCHOOL)
    with scope.enter(), pytest.raises(Invalid) as error:
        register_all_except(
            actor=scope, rnd=rnd, school_class=group, absent=[other.pk], registered_on=DUE, reason="未到校"
        )
    assert error.value.field == "absent"


def test_the_school_prescribes_the_days(world):
    scope, rnd = world.scope(f"{SCHOOL}.registrar"), autumn(world, SCHOOL)
    assert (rnd.opens_on, rnd.due_on) == (date(2026, 8, 25), DUE)
    with scope.enter():
        round_set(actor=scope, rnd=rnd, opens_on=date(2026, 8, 28), due_on=date(2026, 8, 31))
    assert autumn(world, SCHOOL).due_on == date(2026, 8, 31)


@pytest.mark.parametrize(
    "opens, due, field",
    [
        (date(2026, 9, 2), DUE, "due_on"),
        (date(2026, 6, 1), DUE, "opens_on"),
        (date(2026, 8, 25), date(2027, 6, 1), "opens_on"),
    ],
)
def test_days_that_do_not_fit_are_refused(world, opens, due, field):
    scope, rnd = world.scope(f"{SCHOOL}.registrar"), autumn(world, SCHOOL)
    with scope.enter(), pytest.raises(Invalid) as error:
        round_set(actor=scope, rnd=rnd, opens_on=opens, due_on=due)
    assert error.value.field == field


def test_only_the_school_enters(world):
    student, rnd = world.student(SCHOOL), autumn(world, SCHOOL)
    entry = Entry(student_id=student.pk, state="registered", registered_on=DUE)
    for who in (f"{SCHOOL}.school_head", "bj.chief", "bj_school_b.registrar"):
        scope = world.scope(who)
        with scope.enter(), pytest.raises((NotAllowed, Conflict)):
            entries_save(actor=scope, rnd=rnd, entries=[entry])


def test_a_wrong_day_is_told_as_days_are_written(world):
    with pytest.raises(Invalid) as refused:
        enter(world, SCHOOL, world.student(SCHOOL), "late_with_leave", leave_until=date(2026, 8, 31))

    [fields] = refused.value.details["rows"].values()
    assert fields == {"leave_until": "准假至的日期不能早于注册截止日 2026年9月1日。"}
