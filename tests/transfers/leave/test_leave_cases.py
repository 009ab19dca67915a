"""Leave from the draft to the effect, the filing and the undo, in both jurisdictions."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from students.facts import student_facts
from students.matters.gathering import Gathering
from students.models import StatusChange, Student
from tests.support.casework import approve, file, fresh, give_back, hand_in, steps_of, submit
from tests.transfers.leave.support import (
    AUTUMN,
    FILED_WITH,
    agreed,
    current_leave,
    leave_row,
    leave_submitted,
    on_leave,
    open_matter,
    refreshed,
    undone,
)
from transfers.leave.facts import leave_facts
from transfers.leave.models import Leave
from xueji import clock
from xueji.errors import Conflict, NotAllowed, RuleViolated
from xueji.organizations.scope import unfenced
from xueji.policies.actions import reading_change
from xueji.policies.facts import Period

SCHOOLS = ("zj_school_a", "bj_school_a")


@pytest.fixture(autouse=True)
def in_the_term():
    with clock.at(AUTUMN):
        yield


def test_zhejiang_the_school_decides_and_authority_and_prefecture_are_told(world):
    case = leave_submitted(world, "zj_school_a")

    assert steps_of(case) == [
        ("3398010001", "submission", "done"),
        ("3398010001", "approval", "open"),
        ("339801", "filing", "waiting"),
        ("339800", "filing", "waiting"),
    ]


def test_beijing_the_school_decides_and_the_district_is_told(world):
    case = leave_submitted(world, "bj_school_a")

    assert steps_of(case) == [
        ("1198010001", "submission", "done"),
        ("1198010001", "approval", "open"),
        ("119801", "filing", "waiting"),
    ]


def test_a_city_run_school_has_one_step_above(world):
    case = leave_submitted(world, "zj_school_city")

    assert steps_of(case)[2:] == [("339800", "filing", "waiting")]


@pytest.mark.parametrize("school", SCHOOLS)
def test_it_takes_effect_before_the_filing(world, school):
    case = agreed(world, school, leave_submitted(world, school))

    student, leave = refreshed(world.student(school)), current_leave(world.student(school))
    assert (case.state, student.status, student.left_on) == ("effective", "on_leave", None)
    assert (leave.took_effect_on, leave.ended_on, leave.began_on) == (AUTUMN, None, AUTUMN)

    for office in FILED_WITH[school]:
        file(world, office, case)

    assert fresh(case).state == "closed"


def test_a_changed_reading_makes_the_authority_decide_new_cases_and_leaves_open_ones_alone(world):
    before, tomorrow = leave_submitted(world, "zj_school_a"), AUTUMN + timedelta(days=1)
    with world.scope("zj.chief").enter() as chief:
        reading_change(
            actor=chief,
            policy_key="zhejiang_2015",
            key="leave.handling",
            value="approval",
            since=tomorrow,
            reason="休学改由主管部门核办",
        )

    with clock.at(tomorrow):
        other = world.student("zj_school_a", 1)
        after = agreed(world, "zj_school_a", leave_submitted(world, "zj_school_a", other, starts_on=tomorrow))
        before = agreed(world, "zj_school_a", before)

    assert (before.state, refreshed(world.student("zj_school_a")).status) == ("effective", "on_leave")
    assert steps_of(before)[2:] == [("339801", "filing", "open"), ("339800", "filing", "open")]
    assert (after.state, refreshed(other).status) == ("running", "studying")
    assert steps_of(after)[2:] == [("339801", "approval", "open"), ("339800", "filing", "waiting")]

    with clock.at(tomorrow):
        approve(world, "zj_county_1a.reviewer", after)
    assert (fresh(after).state, refreshed(other).status) == ("effective", "on_leave")


def test_the_ledger_says_since_when_and_on_which_article(world):
    case = on_leave(world, "bj_school_a")

    with unfenced(reason="a test looks"):
        row = StatusChange.objects.get(case_id=case.pk)
    assert (row.kind, row.from_status, row.to_status) == ("leave", "studying", "on_leave")
    assert (row.effective_on, row.citation["article"]) == (AUTUMN, 22)


def test_the_registrar_does_not_agree_to_his_own(world):
    case = leave_submitted(world, "bj_school_a")

    with pytest.raises(NotAllowed):
        approve(world, "bj_school_a.registrar", case)


def test_returned_and_handed_up_again(world):
    case = leave_submitted(world, "zj_school_a")
    give_back(world, "zj_school_a.school_head", case)
    submit(world, "zj_school_a.registrar", case)
    approve(world, "zj_school_a.school_head", case)

    assert fresh(case).state == "effective"


@pytest.mark.parametrize(
    "school, changes",
    [
        ("bj_school_a", {"hospital_grade": "grade_2"}),
        ("bj_school_a", {"hospital_local": False}),
        ("zj_school_a", {"hospital_grade": "primary"}),
        ("bj_school_a", {"missed_hours": 100, "expected_hours": 100}),  # a third exactly
        ("bj_school_a", {"ground": "enterprise"}),
        ("bj_school_a", {"ends_on": date(2029, 1, 20)}),  # five terms
        ("zj_school_a", {"ends_on": date(2029, 1, 20)}),
        ("zj_school_a", {"ground": "enterprise", "starts_on": date(2026, 8, 31)}),  # a day short of a year
    ],
)
def test_what_the_rules_refuse_stays_a_draft(world, school, changes):
    with pytest.raises(RuleViolated):
        leave_submitted(world, school, **changes)


@pytest.mark.parametrize("missing", ["leave_application", "hospital_proof", "custody_agreement"])
def test_each_paper_is_owed(world, missing):
    case = open_matter(world, "zj_school_a", "leave", leave_row(world.student("zj_school_a")))
    papers = {"leave_application", "hospital_proof", "custody_agreement"} - {missing}
    hand_in(world, "zj_school_a.registrar", case, *papers)

    with pytest.raises(RuleViolated):
        submit(world, "zj_school_a.registrar", case)


def extended(world, student):
    """The running leave, until the end of the spring term."""
    first = current_leave(student)
    with clock.at(date(2027, 1, 11)):
        case = leave_submitted(
            world,
            "zj_school_a",
            student,
            starts_on=date(2027, 1, 23),
            began_on=first.began_on,
            ends_on=date(2027, 7, 2),
            extends=first,
            current_ends_on=first.ends_on,
            missed_hours=0,
            expected_hours=0,
            term_hours=0,
        )
        return agreed(world, "zj_school_a", case)


def test_an_extension_keeps_the_status_and_moves_the_end(world):
    on_leave(world, "zj_school_a")
    student = refreshed(world.student("zj_school_a"))
    first = current_leave(student)
    extended(world, student)

    second = current_leave(student)
    assert refreshed(student).status == "on_leave"
    assert (second.extends_id, second.began_on, second.ends_on) == (first.pk, AUTUMN, date(2027, 7, 2))
    with unfenced(reason="a test looks"):
        assert [row.pk for row in Leave.objects.running()] == [second.pk]


def test_an_extension_is_undone_before_the_leave_that_it_extends(world):
    case = on_leave(world, "zj_school_a")
    student = refreshed(world.student("zj_school_a"))
    first = current_leave(student)
    extension = extended(world, student)
    with pytest.raises((Conflict, RuleViolated)):
        undone(world, "zj_school_a", case)

    undone(world, "zj_school_a", extension)

    with unfenced(reason="a test looks"):
        assert [row.pk for row in Leave.objects.running()] == [first.pk]
    assert refreshed(student).status == "on_leave"


def test_facts_cost_the_same_for_one_and_for_many(world):
    school = world["zj_school_a"]
    for position in range(3):
        on_leave(world, "zj_school_a", world.student("zj_school_a", position))
    with unfenced(reason="a test counts"):
        students = list(Student.objects.with_places().filter(school=school))
        rows = {student.pk: leave_row(student) for student in students}
        counts = []
        for some in (students, students[:1], students):  # the first time, the calendar is read
            with CaptureQueriesContext(connection) as queries:
                leave_facts(Gathering(school=school, students=some, matters=rows))
            counts.append(len(queries))
    assert counts[1] == counts[2]


@pytest.mark.parametrize("school", SCHOOLS)
def test_an_undo_makes_it_as_if_it_had_never_been(world, school):
    case = on_leave(world, school)

    undone(world, school, case)

    student = refreshed(world.student(school))
    with unfenced(reason="a test looks"):
        assert student_facts([student])[student.pk].absences == ()
        assert not Leave.objects.in_force().exists()
    assert (student.status, fresh(case).state) == ("studying", "revoked")


def test_leave_counts_from_the_ledger(world):
    on_leave(world, "zj_school_a")

    with unfenced(reason="a test looks"):
        student = refreshed(world.student("zj_school_a"))
        assert student_facts([student])[student.pk].absences == (Period(AUTUMN),)


def test_a_leave_that_ends_before_it_begins_is_no_row(world):
    row = leave_row(world.student("zj_school_a"), ends_on=date(2026, 9, 27))

    with pytest.raises(IntegrityError, match="a_leave_ends_after_it_begins"), transaction.atomic():
        open_matter(world, "zj_school_a", "leave", row)
