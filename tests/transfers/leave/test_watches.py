"""What the sweep watches over leave. The leave ends with the autumn term of 2026; the spring term opens on 1 March 2027."""

from datetime import date, timedelta

import pytest

from tests.support.world import make_student
from tests.transfers.leave.support import (
    agreed,
    on_leave,
    open_matter,
    refreshed,
    resumption_row,
    resumption_submitted,
)
from transfers.leave.models import Resumption
from transfers.withdrawal.models import RequiredWithdrawal
from xueji import clock
from xueji.calendars.models import SchoolTerm
from xueji.cases import watches
from xueji.cases.actions import case_withdraw
from xueji.cases.models import Case
from xueji.organizations.scope import unfenced

OPENING = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def spring_opens(world):
    with unfenced(reason="a test's terms"):
        SchoolTerm.objects.filter(school_year="2026-2027", number=2).update(starts_on=OPENING)


def met(day: date) -> list[str]:
    """The watches over leave that met something on a day."""
    with clock.at(day):
        return sorted(found.watch for found in watches.meet_all(day) if found.watch.startswith("leave_"))


def drafts(model):
    with unfenced(reason="a test looks"):
        return list(model.objects.select_related("case").order_by("id"))


@pytest.mark.parametrize(
    "school, day",
    [("bj_school_a", date(2027, 2, 15)), ("zj_school_a", date(2027, 2, 1))],  # two weeks, a month before
)
def test_when_the_window_opens_a_resumption_is_drafted_once(world, school, day):
    on_leave(world, school)

    assert met(day - timedelta(days=1)) == []
    assert met(day) == ["leave_return_due"]
    assert met(day + timedelta(days=1)) == []
    (row,) = drafts(Resumption)
    assert (row.case.state, row.resumes_on, row.to_class) == ("draft", OPENING, None)
    assert refreshed(world.student(school)).status == "on_leave"


@pytest.mark.parametrize("school", ["bj_school_a", "zj_school_a"])
def test_two_weeks_after_the_leave_a_withdrawal_is_drafted(world, school):
    on_leave(world, school)
    met(OPENING)

    assert met(date(2027, 3, 14)) == []
    assert met(date(2027, 3, 15)) == ["leave_not_resumed"]
    (row,) = drafts(RequiredWithdrawal)
    assert (row.ground, row.case.state, row.case.opened_by_id) == ("not_resumed", "draft", None)
    assert refreshed(world.student(school)).status == "on_leave"


def test_who_has_applied_is_not_late(world):
    on_leave(world, "bj_school_a")
    with clock.at(date(2027, 2, 22)):
        resumption_submitted(world, "bj_school_a")

    assert met(date(2027, 3, 20)) == []


def test_what_the_school_drafted_itself_is_not_drafted_again(world):
    on_leave(world, "bj_school_a")
    with clock.at(date(2027, 2, 1)):
        open_matter(world, "bj_school_a", "resumption", resumption_row(world, refreshed(world.student("bj_school_a"))))

    assert met(date(2027, 2, 20)) == []


def test_who_is_back_is_not_watched(world):
    on_leave(world, "bj_school_a")
    with clock.at(date(2027, 2, 22)):
        agreed(world, "bj_school_a", resumption_submitted(world, "bj_school_a"))

    assert met(date(2027, 3, 20)) == []


def test_after_two_years_a_withdrawal_is_drafted(world):
    on_leave(world, "bj_school_a", ends_on=date(2028, 7, 5))

    assert "leave_two_years" not in met(date(2028, 8, 20))
    assert "leave_two_years" in met(date(2028, 9, 28))
    # One draft for a student, whichever watch came first.
    assert [row.ground for row in drafts(RequiredWithdrawal)] == ["not_resumed"]


def test_of_a_conscript_the_school_is_only_told(world):
    student = make_student(world, "zj_school_a", name="穆长风", birth_date=date(2008, 5, 20))
    on_leave(world, "zj_school_a", student, ground="military", ends_on=date(2028, 9, 10))
    met(date(2028, 9, 1))

    assert met(date(2028, 9, 25)) == ["leave_not_resumed"]
    assert drafts(RequiredWithdrawal) == []


def test_a_draft_can_be_discarded_and_does_not_come_back(world):
    on_leave(world, "bj_school_a")
    met(date(2027, 2, 15))
    with unfenced(reason="a test looks"):
        case = Case.objects.get(kind="resumption")
    scope = world.scope("bj_school_a.registrar")
    with scope.enter():
        case_withdraw(actor=scope, case=case, opinion="学生另有安排")

    assert met(date(2027, 2, 20)) == []
