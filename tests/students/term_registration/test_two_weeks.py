"""Two weeks late without leave: a draft with the contacts, never more (Beijing 14). Zhejiang only tells."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from students.term_registration.grid import Counting
from tests.students.term_registration.support import DUE, autumn, contacted, enter, missed, row_of
from tests.support.casework import submit
from tests.support.world import make_student
from transfers.withdrawal.late_registration import MissingTold, RegistrationLapsed
from transfers.withdrawal.models import ContactAttempt, RequiredWithdrawal
from xueji import clock
from xueji.cases import watches
from xueji.cases.actions import case_check
from xueji.cases.models import Case
from xueji.cases.watching.models import WatchEvent
from xueji.errors import RegisterError
from xueji.organizations.scope import unfenced

SCHOOL = "bj_school_a"
LAST, AFTER = date(2026, 9, 15), date(2026, 9, 16)
LAPSED, TOLD = "term_registration_lapsed", "term_registration_told"


def met(day: date) -> list[str]:
    with clock.at(day):
        return sorted(found.watch for found in watches.meet_all(day) if found.watch in (LAPSED, TOLD))


def drafts() -> list[RequiredWithdrawal]:
    with unfenced(reason="a test looks"):
        return list(RequiredWithdrawal.objects.select_related("case", "student").order_by("id"))


@pytest.fixture
def late(world):
    student = world.student(SCHOOL)
    with clock.at(date(2026, 9, 3)):
        missed(world, SCHOOL, student)
    return student


def test_on_the_day_after_two_weeks_a_draft_is_opened_once(world, late):
    assert met(LAST) == []
    assert met(AFTER) == [LAPSED]
    assert met(date(2026, 9, 17)) == []
    (row,) = drafts()
    assert (row.ground, row.registration_due_on) == ("not_registered", DUE)
    assert (row.case.state, row.case.opened_by_id, row.student.status) == ("draft", None, "studying")


def test_a_sweep_that_did_not_run_loses_nothing(world, late):
    assert met(date(2026, 10, 20)) == [LAPSED]


def test_leave_moves_the_two_weeks_to_its_end(world):
    leave = {"leave_until": date(2026, 9, 20), "leave_reason": "住院", "leave_approved_by": "周敏"}
    with clock.at(date(2026, 9, 3)):
        granted = {"leave_approved_on": date(2026, 9, 1)}
        enter(world, SCHOOL, world.student(SCHOOL), "late_with_leave", **leave, **granted)
    # Calendar days: the National Day holidays lie in between and prolong nothing.
    assert met(date(2026, 10, 4)) == []
    assert met(date(2026, 10, 5)) == [LAPSED]
    assert drafts()[0].registration_due_on == date(2026, 9, 20)


def test_who_has_come_or_of_whom_nothing_is_entered_is_not_drafted(world, late):
    make_student(world, SCHOOL)
    with clock.at(date(2026, 9, 10)):
        enter(world, SCHOOL, late, "registered", registered_on=date(2026, 9, 10))
    assert met(date(2026, 10, 20)) == []


def test_who_went_on_leave_since_is_not_drafted(world):
    resting = make_student(world, SCHOOL)
    with clock.at(date(2026, 9, 3)):
        missed(world, SCHOOL, resting)
    from xueji.organizations.scope import case_effect

    with case_effect(0, reason="a test's leave"):
        resting.status = "on_leave"
        resting.save(update_fields=["status"])
    assert met(date(2026, 10, 20)) == []


def test_contacts_before_the_draft_stand_in_it(world, late):
    contacted(world, SCHOOL, late, date(2026, 9, 8))
    contacted(world, SCHOOL, late, date(2026, 9, 10), whom="student", result="wrong_place")
    met(AFTER)
    (row,) = drafts()
    with unfenced(reason="a test looks"):
        found = list(ContactAttempt.objects.filter(case=row.case).order_by("on").values_list("on", "whom", "result"))
    assert found == [
        (date(2026, 9, 8), "guardian", "no_answer"),
        (date(2026, 9, 10), "student", "wrong_place"),
    ]


def test_contacts_after_the_draft_stand_in_it_too_and_in_no_other(world, late):
    met(AFTER)
    (row,) = drafts()

    contacted(world, SCHOOL, late, AFTER, result="reached")
    contacted(world, SCHOOL, make_student(world, SCHOOL), AFTER)

    with unfenced(reason="a test looks"):
        assert list(ContactAttempt.objects.values_list("case", "on", "result")) == [(row.case_id, AFTER, "reached")]
    with clock.at(AFTER):
        assert submit(world, f"{SCHOOL}.registrar", row.case).state == "running"


def test_without_a_contact_the_draft_cannot_be_submitted(world, late):
    met(AFTER)
    (row,) = drafts()
    with clock.at(AFTER), pytest.raises(RegisterError):
        submit(world, f"{SCHOOL}.registrar", row.case)
    with unfenced(reason="a test looks"):
        assert Case.objects.get(pk=row.case_id).state == "draft"


def test_who_registers_after_the_draft_is_not_withdrawn(world, late):
    contacted(world, SCHOOL, late, date(2026, 9, 8), result="reached")
    met(AFTER)
    (row,) = drafts()
    with clock.at(date(2026, 9, 17)):
        enter(world, SCHOOL, late, "registered", registered_on=date(2026, 9, 17))
        scope = world.scope(f"{SCHOOL}.registrar")
        with scope.enter():
            case = case_check(actor=scope, case=Case.objects.get(pk=row.case_id))
        with pytest.raises(RegisterError):
            submit(world, f"{SCHOOL}.registrar", case)
    assert row_of(late).state == "registered"


def test_zhejiang_only_tells_the_school_how_many(world):
    students = [world.student("zj_school_a"), make_student(world, "zj_school_a")]
    with clock.at(date(2026, 9, 3)):
        for student in students:
            missed(world, "zj_school_a", student)
    due = autumn(world, "zj_school_a").due_on
    assert due == DUE
    assert met(LAST) == []
    assert met(AFTER) == [TOLD]
    assert drafts() == []
    with unfenced(reason="a test looks"):
        assert "2 名" in WatchEvent.objects.get(watch=TOLD).text


@pytest.mark.parametrize(("watch", "school"), [(RegistrationLapsed, SCHOOL), (MissingTold, "zj_school_a")])
def test_a_watch_asks_as_much_of_one_as_of_many(world, watch, school):
    def asked() -> int:
        with unfenced(reason="a test watches"), clock.at(AFTER), CaptureQueriesContext(connection) as queries:
            assert list(watch().find(AFTER))
        return len(queries)

    with clock.at(date(2026, 9, 3)):
        missed(world, school, world.student(school))
        of_one = asked()
        for _n in range(2):
            missed(world, school, make_student(world, school))

    assert asked() == of_one


def test_the_rest_days_are_gone_through_once_for_a_whole_grid(world):
    count = Counting(world["zj_school_a"], date(2026, 9, 1))

    assert count.rest_days(2026) is count.rest_days(2026)
    assert {date(2026, 10, 1), date(2027, 1, 2)} <= count.rest_days(2026)
