"""Graduation (Zhejiang 42, Beijing 38): the audit's findings, the chain, status and certificate."""

from datetime import date

import pytest

from certificates.models import Certificate
from graduation import outcomes
from graduation.actions import Findings, graduation_audit_record, graduation_open
from graduation.facts import scheduled_day
from students.models import StatusChange
from tests.support.casework import approve, fresh, records_of, steps_of, submit
from xueji import clock
from xueji.errors import Invalid, RuleViolated
from xueji.organizations.scope import unfenced

JUNE = date(2027, 6, 8)
PASSED = {"conduct_passed": True, "courses_passed": True, "internship_passed": True, "leaving_on": date(2027, 6, 25)}


@pytest.fixture(autouse=True)
def in_june():
    with clock.at(JUNE):
        yield


def opened(world, school="zj_school_a", position=1, **findings):
    """A draft for the school's student of cohort 2024, audited."""
    student = world.student(school, position)
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        graduation_audit_record(actor=scope, student_ids=[student.pk], findings=Findings(**PASSED | findings))
        return graduation_open(actor=scope, student_ids=[student.pk])


def graduated(world):
    case = submit(world, "zj_school_a.registrar", opened(world))
    approve(world, "zj_county_1a.reviewer", case)
    return approve(world, "zj_city_1.reviewer", case)


def test_zhejiang_is_certified_by_the_prefecture(world):
    case = submit(world, "zj_school_a.registrar", opened(world))

    assert [code for code, _kind, _state in steps_of(case)] == ["3398010001", "339801", "339800"]


def test_beijing_is_decided_by_the_district_and_numbered_by_the_city(world):
    case = submit(world, "bj_school_a.registrar", opened(world, "bj_school_a"))

    assert [(code, kind) for code, kind, _state in steps_of(case)] == [
        ("1198010001", "submission"),
        ("119801", "approval"),
        ("110000", "filing"),
    ]


def test_graduate_leaves_the_register(world):
    case = graduated(world)

    [record] = records_of(world.student("zj_school_a", 1))
    assert (record.status, record.left_on, fresh(case).state) == ("graduated", JUNE, "closed")
    with unfenced(reason="a test looks"):
        assert StatusChange.objects.get(case_id=case.pk).kind == "graduation"


def test_certificate_is_drafted_with_the_case(world):
    case = graduated(world)

    with unfenced(reason="a test looks"):
        assert Certificate.objects.filter(case_id=case.pk).count() == 1


def test_who_registered_hears_of_the_graduates(world, monkeypatch):
    heard = []
    monkeypatch.setattr(outcomes, "_outcomes", [lambda case, students, scope: heard.extend(s.pk for s in students)])

    graduated(world)

    assert heard == [world.student("zj_school_a", 1).pk]


@pytest.mark.parametrize("failed", ["conduct_passed", "courses_passed", "internship_passed"])
def test_each_condition_holds_graduation_up(world, failed):
    case = opened(world, **{failed: False})

    with pytest.raises(RuleViolated) as caught:
        submit(world, "zj_school_a.registrar", case)

    assert len(caught.value.verdicts.forbidden) == 1


def test_findings_not_entered_hold_it_up(world):
    with pytest.raises(RuleViolated):
        submit(world, "zj_school_a.registrar", opened(world, conduct_passed=None))


def test_a_year_early_in_the_credit_system_needs_no_exception(world):
    case = submit(world, "zj_school_a.registrar", opened(world, position=0, credits_complete=True))
    approve(world, "zj_county_1a.reviewer", case)
    approve(world, "zj_city_1.reviewer", case)

    [record] = records_of(world.student("zj_school_a", 0))
    assert record.status == "graduated"


def test_a_year_early_outside_the_credit_system_needs_grounds(world):
    case = submit(world, "zj_school_a.registrar", opened(world, position=0))
    approve(world, "zj_county_1a.reviewer", case)

    with pytest.raises(Invalid, match="例外"):
        approve(world, "zj_city_1.reviewer", case)


def test_two_years_early_needs_the_prefectures_grounds(world):
    case = submit(world, "zj_school_a.registrar", opened(world, position=2))
    approve(world, "zj_county_1a.reviewer", case)

    with pytest.raises(Invalid, match="例外"):
        approve(world, "zj_city_1.reviewer", case)


def test_findings_can_be_entered_again(world):
    opened(world, conduct_passed=False)
    student = world.student("zj_school_a", 1)
    scope = world.scope("zj_school_a.registrar")

    with scope.enter():
        graduation_audit_record(actor=scope, student_ids=[student.pk], findings=Findings(**PASSED))
        student.refresh_from_db()
        assert student.graduation_audit.conduct_passed is True


def test_another_schools_student_is_refused(world):
    scope = world.scope("zj_school_a.registrar")

    with scope.enter(), pytest.raises(Invalid):
        graduation_audit_record(actor=scope, student_ids=[world.student("zj_school_b").pk], findings=Findings(**PASSED))


def test_ordinary_day_of_an_autumn_cohort(world):
    assert scheduled_day(world.student("zj_school_a", 1)) == date(2027, 6, 1)
