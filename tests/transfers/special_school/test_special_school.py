"""To a special school and back: Beijing 19 ¶2, Zhejiang 17 ¶5."""

from datetime import date

import pytest

from students.matters.kind import matter_kind
from students.models import SchoolClass
from tests.support.casework import approve, fresh, records_of, steps_of, submit
from tests.support.world import make_student
from tests.transfers.matters import decided, now, opened, undone
from tests.transfers.support import accepted, submitted
from transfers.special_school.models import SpecialPlacement, SpecialReturn
from xueji import clock
from xueji.errors import Conflict, RuleViolated
from xueji.organizations.scope import unfenced

TODAY = date(2026, 11, 20)  # outside every transfer window
PAPERS = ("special_return_application", "special_school_report")


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(TODAY):
        yield


def placement(student, **columns):
    usual = {
        "serious_misconduct": True,
        "unlawful_act": True,
        "unsuited": True,
        "decided_by": "区专门教育指导委员会",
        "decided_on": date(2026, 11, 16),
        "special_school": "明德专门学校",
        "starts_on": date(2026, 11, 23),
    }
    return SpecialPlacement(student=student, **usual | columns)


def coming_back(student, **columns):
    usual = {
        "applied_on": TODAY,
        "student_consent": True,
        "guardian_consent": True,
        "good_conduct": True,
        "report_on": date(2026, 11, 18),
        "to_class_id": student.school_class_id,
    }
    return SpecialReturn(student=student, **usual | columns)


def test_beijing_the_school_decides_and_the_status_stays_with_it(world):
    student = world.student("bj_school_a")
    case = opened(world, "bj_school_a", "special_placement", placement(student), "special_school_decision")

    decided(world, "bj_school_a", case)

    after = now(student)
    assert (after.status, after.school_id, after.left_on) == ("special_school", world["bj_school_a"].pk, None)
    assert fresh(case).state == "effective"


def test_zhejiang_the_authority_decides_too(world):
    student = world.student("zj_school_a")
    case = opened(world, "zj_school_a", "special_placement", placement(student), "special_school_decision")
    decided(world, "zj_school_a", case)
    assert now(student).status == "studying"

    approve(world, "zj_county_1a.reviewer", case)

    assert (now(student).status, fresh(case).state) == ("special_school", "closed")


@pytest.mark.parametrize("missing", ["serious_misconduct", "unlawful_act", "unsuited"])
def test_zhejiang_every_ground_is_needed(world, missing):
    matter = placement(world.student("zj_school_a"), **{missing: False})
    case = opened(world, "zj_school_a", "special_placement", matter, "special_school_decision")

    with pytest.raises(RuleViolated) as caught:
        submit(world, "zj_school_a.registrar", case)

    assert [verdict.rule for verdict in caught.value.verdicts.forbidden] == ["zhejiang_2015.special_placement_grounds"]


def test_the_decision_is_handed_in(world):
    case = opened(world, "bj_school_a", "special_placement", placement(world.student("bj_school_a")))

    with pytest.raises(RuleViolated):
        submit(world, "bj_school_a.registrar", case)


def test_back_in_the_middle_of_the_term_and_in_the_graduating_grade(world):
    student = make_student(world, "bj_school_a", cohort=2024, status="special_school")
    case = opened(world, "bj_school_a", "special_return", coming_back(student), *PAPERS)

    decided(world, "bj_school_a", case)

    assert now(student).status == "studying"


def test_back_into_a_later_class(world):
    student = make_student(world, "bj_school_a", cohort=2025, status="special_school")
    with unfenced(reason="a test looks"):
        later = SchoolClass.objects.get(school=world["bj_school_a"], cohort=2026)
    case = opened(world, "bj_school_a", "special_return", coming_back(student, to_class_id=later.pk), *PAPERS)

    decided(world, "bj_school_a", case)

    assert (now(student).school_class_id, now(student).cohort) == (later.pk, 2026)


def test_undo_of_the_return_sends_nobody_anywhere_but_back_to_where_it_was(world):
    student = make_student(world, "bj_school_a", cohort=2025, status="special_school")
    with unfenced(reason="a test looks"):
        later = SchoolClass.objects.get(school=world["bj_school_a"], cohort=2026)
    case = opened(world, "bj_school_a", "special_return", coming_back(student, to_class_id=later.pk), *PAPERS)
    decided(world, "bj_school_a", case)

    undone(world, "bj_school_a", case)

    after = now(student)
    assert (after.status, after.cohort, after.school_class_id) == ("special_school", 2025, student.school_class_id)


@pytest.mark.parametrize("columns", [{"good_conduct": False}, {"student_consent": False}, {"guardian_consent": False}])
def test_the_way_back_has_conditions(world, columns):
    student = make_student(world, "zj_school_a", status="special_school")
    case = opened(world, "zj_school_a", "special_return", coming_back(student, **columns), *PAPERS)

    with pytest.raises(RuleViolated):
        submit(world, "zj_school_a.registrar", case)


def test_who_is_not_there_does_not_come_back(world):
    with pytest.raises(Conflict, match="在读"):
        opened(world, "zj_school_a", "special_return", coming_back(world.student("zj_school_a")))


def test_zhejiang_school_and_authority_in_turn(world):
    student = make_student(world, "zj_school_a", status="special_school")
    case = opened(world, "zj_school_a", "special_return", coming_back(student), *PAPERS)

    submit(world, "zj_school_a.registrar", case)

    assert steps_of(case) == [
        ("3398010001", "submission", "done"),
        ("3398010001", "approval", "open"),
        ("339801", "approval", "waiting"),
    ]


def test_to_another_school_by_transfer(world):
    """The original school must take the student back; another one may, by the rules on transfer."""
    student = make_student(world, "zj_school_a", status="special_school")
    with clock.at(date(2026, 9, 7)):
        case = submitted(world, "zj_school_a", "zj_school_b", student=student, reason="special_school_return")
        accepted(world, case, "zj_school_b")
        approve(world, "zj_county_1a.reviewer", case)
        approve(world, "zj_city_1.reviewer", case)

    assert [record.status for record in records_of(student)] == ["transferred", "studying"]


def test_a_student_who_asks_to_come_back_leaves_the_class_to_the_school():
    kind = matter_kind("special_return")
    asked = SpecialReturn(good_conduct=True, report_on=TODAY)

    assert kind.sentences(asked) == ["学籍状态改回“在读”，编入学校安排的班级"]
    assert kind.described(asked)[-1] == ("转回后的班级", "学校安排的班级")
