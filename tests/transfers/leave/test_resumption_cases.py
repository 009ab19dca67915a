"""Resumption and restoration from the draft to the effect and back. The leave ends with the autumn term of 2026; the spring
term opens on 1 March 2027 (not published yet)."""

from datetime import date

import pytest

from students.facts import student_facts
from students.models import SchoolClass
from tests.support.casework import approve, file, fresh, hand_in, steps_of
from tests.support.world import make_student
from tests.transfers.leave.support import (
    FILED_WITH,
    agreed,
    current_leave,
    on_leave,
    open_matter,
    refreshed,
    restoration_submitted,
    resumption_row,
    resumption_submitted,
    undone,
)
from xueji import clock
from xueji.calendars.models import SchoolTerm
from xueji.errors import Conflict, Invalid, RuleViolated
from xueji.organizations.scope import unfenced

SCHOOLS = ("zj_school_a", "bj_school_a")
IN_WINDOW = date(2027, 2, 22)
OPENING = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def spring_opens(world):
    """The same opening day everywhere, so that the days below read alike."""
    with unfenced(reason="a test's terms"):
        SchoolTerm.objects.filter(school_year="2026-2027", number=2).update(starts_on=OPENING)


@pytest.fixture
def before_opening():
    with clock.at(IN_WINDOW):
        yield


def later_class(world, school):
    """The class of the next grade."""
    with unfenced(reason="a test looks"):
        return SchoolClass.objects.select_related("programme").get(school=world[school], cohort=2026)


@pytest.mark.parametrize("school", SCHOOLS)
def test_back_into_the_following_class(world, school, before_opening):
    on_leave(world, school)
    to_class = later_class(world, school)

    case = agreed(world, school, resumption_submitted(world, school, to_class=to_class))

    student = refreshed(world.student(school))
    assert (student.status, student.cohort, student.school_class_id) == ("studying", 2026, to_class.pk)
    assert current_leave(student).ended_on == date(2027, 1, 22)
    for office in FILED_WITH[school]:
        file(world, office, case)
    assert fresh(case).state == "closed"


def test_the_return_is_a_day_of_study(world, before_opening):
    on_leave(world, "zj_school_a")
    agreed(world, "zj_school_a", resumption_submitted(world, "zj_school_a"))

    with unfenced(reason="a test looks"):
        student = refreshed(world.student("zj_school_a"))
        (away,) = student_facts([student])[student.pk].absences
    assert away.ends_on == date(2027, 2, 28)


@pytest.mark.parametrize("school", SCHOOLS)
def test_an_undo_puts_class_and_leave_back(world, school, before_opening):
    on_leave(world, school)
    case = agreed(world, school, resumption_submitted(world, school, to_class=later_class(world, school)))

    undone(world, school, case)

    student = refreshed(world.student(school))
    assert (student.status, student.cohort, current_leave(student).ended_on) == ("on_leave", 2025, None)


def test_a_leave_from_which_somebody_is_back_cannot_be_undone(world, before_opening):
    case = on_leave(world, "bj_school_a")
    agreed(world, "bj_school_a", resumption_submitted(world, "bj_school_a"))

    with pytest.raises((Conflict, RuleViolated, Invalid)):
        undone(world, "bj_school_a", case)


@pytest.mark.parametrize("school, city", [("zj_school_a", "zj_city_1.reviewer"), ("bj_school_a", "bj.reviewer")])
@pytest.mark.parametrize("day", [OPENING, date(2027, 3, 14)])
def test_within_two_weeks_the_city_grants_an_exception(world, school, city, day):
    on_leave(world, school)
    with clock.at(day):
        case = resumption_submitted(world, school, resumes_on=day)
        agreed(world, school, case)
        assert fresh(case).state == "running"
        rule = f"{fresh(case).policy_key}.resumption_window"
        approve(world, city, case, exceptions={rule: "家中突遭变故，材料属实"})

    assert refreshed(world.student(school)).status == "studying"


@pytest.mark.parametrize("school", SCHOOLS)
def test_after_two_weeks_it_stays_a_draft(world, school):
    on_leave(world, school)

    with clock.at(date(2027, 3, 15)), pytest.raises(RuleViolated) as refused:
        resumption_submitted(world, school, resumes_on=date(2027, 3, 15))

    assert any("应予退学" in verdict.reason for verdict in refused.value.verdicts)


def test_after_two_weeks_special_circumstances_are_proved_and_decided(world):
    on_leave(world, "bj_school_a")
    with clock.at(date(2027, 3, 15)):
        papers = ("resumption_application", "health_proof", "late_reason_proof")
        case = resumption_submitted(
            world, "bj_school_a", resumes_on=date(2027, 3, 15), special_circumstances=True, papers=papers
        )
        assert [code for code, _kind, _state in steps_of(case)] == ["1198010001", "1198010001", "110000", "119801"]


@pytest.mark.parametrize(
    "changes",
    [{"recheck_passed": None}, {"recheck_passed": False}, {"hospital_grade": "primary"}, {"to_class": None}],
)
def test_what_is_not_ready_stays_a_draft(world, before_opening, changes):
    on_leave(world, "zj_school_a")

    with pytest.raises(RuleViolated):
        resumption_submitted(world, "zj_school_a", **changes)


def test_the_class_is_the_schools_own(world, before_opening):
    on_leave(world, "zj_school_a")
    elsewhere = later_class(world, "zj_school_b")
    case = resumption_submitted(world, "zj_school_a", to_class=elsewhere)

    with pytest.raises((Conflict, Invalid)):
        agreed(world, "zj_school_a", case)


def test_beijing_another_programme_is_an_exception_while_the_own_one_goes_on(world, before_opening):
    on_leave(world, "bj_school_a")
    with unfenced(reason="a test's programme"):
        other = later_class(world, "bj_school_a")
        programme = type(other.programme).objects.create(
            school=world["bj_school_a"], major_code="730701", name="护理", short_name="护理", years=3
        )
        nursing = SchoolClass.objects.create(
            school=world["bj_school_a"], programme=programme, cohort=2026, name="护理1班"
        )
    case = resumption_submitted(world, "bj_school_a", to_class=nursing)

    assert [verdict["rule"] for verdict in fresh(case).verdicts if verdict["outcome"] == "exception"] == [
        "beijing_2020.resumption_class"
    ]


def test_who_is_not_on_leave_has_nothing_to_resume(world, before_opening):
    on_leave(world, "zj_school_a")
    row = resumption_row(world, refreshed(world.student("zj_school_a")))
    row.student = refreshed(world.student("zj_school_a", 1))

    with pytest.raises(Conflict):
        open_matter(world, "zj_school_a", "resumption", row)


def test_a_conscript_comes_back_in_the_middle_of_a_term(world):
    student = make_student(world, "zj_school_a", name="穆长风", birth_date=date(2008, 5, 20))
    changes = {"ground": "military", "ends_on": date(2028, 9, 10), "service_ends_on": date(2028, 9, 10)}
    on_leave(world, "zj_school_a", student, **changes)
    with clock.at(date(2027, 11, 8)):
        case = restoration_submitted(
            world, "zj_school_a", refreshed(student), to_class=later_class(world, "zj_school_a")
        )
        agreed(world, "zj_school_a", case)

    back = refreshed(student)
    assert (back.status, back.cohort, current_leave(back).ended_on) == ("studying", 2026, date(2027, 11, 7))


def test_who_completed_early_for_the_army_is_on_the_register_again(world):
    student = make_student(
        world, "zj_school_a", name="穆长风", status="completed", left_on=date(2026, 9, 1), birth_date=date(2008, 5, 20)
    )
    with clock.at(date(2026, 11, 9)):
        case = restoration_submitted(world, "zj_school_a", refreshed(student))
        agreed(world, "zj_school_a", case)
        undo = refreshed(student)
        assert (undo.status, undo.left_on) == ("studying", None)

        undone(world, "zj_school_a", case)

    assert (refreshed(student).status, refreshed(student).left_on) == ("completed", date(2026, 9, 1))


def test_papers_of_service_are_owed(world):
    student = make_student(world, "zj_school_a", status="completed", left_on=date(2026, 9, 1))
    with clock.at(date(2026, 11, 9)), pytest.raises(RuleViolated):
        restoration_submitted(world, "zj_school_a", refreshed(student), papers=("restoration_application",))


def test_papers_may_come_after_the_draft(world, before_opening):
    on_leave(world, "zj_school_a")
    row = resumption_row(world, refreshed(world.student("zj_school_a")))
    case = open_matter(world, "zj_school_a", "resumption", row)
    owed = {need["key"] for verdict in fresh(case).verdicts for need in verdict["needs"]}
    hand_in(world, "zj_school_a.registrar", case, *owed)

    assert owed == {"resumption_application", "health_proof"}
