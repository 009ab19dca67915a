"""Retentions: one student and the list of a year, in both jurisdictions, and back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from students.models import Programme, SchoolClass, StatusChange
from tests.support.casework import approve, file, fresh, submit
from tests.support.world import make_student
from tests.transfers.studies.support import SUMMER, now, retention
from tests.transfers.studies.test_major_change import undo
from transfers.studies.retention import candidates
from transfers.studies.retention.candidates import Candidate
from xueji import clock
from xueji.cases.models import Item
from xueji.errors import Invalid, RuleViolated
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def _summer():
    with clock.at(SUMMER):
        yield


def test_beijing_a_third_is_retained_by_the_school(world):
    student = world.student("bj_school_a")
    case = retention(world, "bj_school_a", [student], failed_courses=4)
    approve(world, "bj_school_a.school_head", submit(world, "bj_school_a.registrar", case))
    after = now(student)
    assert (after.cohort, after.school_class_id) == (2026, world.classes["bj_school_a.2026"].pk)


def test_zhejiang_a_third_is_too_little(world):
    case = retention(world, "zj_school_a", [world.student("zj_school_a")], failed_courses=4)
    with pytest.raises(RuleViolated) as refused:
        submit(world, "zj_school_a.registrar", case)
    assert [verdict.rule for verdict in refused.value.verdicts.forbidden] == ["zhejiang_2015.retention_ground"]


def test_zhejiang_the_school_decides_and_the_county_is_told(world):
    student = world.student("zj_school_a")
    case = submit(world, "zj_school_a.registrar", retention(world, "zj_school_a", [student]))
    approve(world, "zj_school_a.school_head", case)
    assert (now(student).cohort, fresh(case).state) == (2026, "effective")
    file(world, "zj_county_1a.reviewer", case)
    assert fresh(case).state == "closed"


def test_zhejiang_another_major_needs_the_students_consent(world):
    student = world.student("zj_school_a")
    with unfenced(reason="a test"):
        other = Programme.objects.create(
            school=student.school, major_code="720201", name="护理", short_name="护理", years=3
        )
        SchoolClass.objects.filter(pk=world.classes["zj_school_a.2026"].pk).update(programme=other)
    case = retention(world, "zj_school_a", [student])
    with pytest.raises(RuleViolated) as refused:
        submit(world, "zj_school_a.registrar", case)
    assert [need.key for need in refused.value.verdicts.missing_evidence] == ["other_major_consent"]


def test_nobody_is_retained_into_no_class(world):
    case = retention(world, "bj_school_a", [world.student("bj_school_a")], to_class=None)
    submit(world, "bj_school_a.registrar", case)
    with pytest.raises(Invalid, match="1 人没有安排随读的班级"):
        approve(world, "bj_school_a.school_head", case)


def test_in_a_list_who_did_not_fail_enough_stays_behind(world):
    failed, passed = world.student("bj_school_a"), make_student(world, "bj_school_a", name="许清和")
    case = retention(world, "bj_school_a", [failed, passed])
    with unfenced(reason="a test"):
        from transfers.studies.models import Retention

        Retention.objects.filter(student=passed).update(failed_courses=3)
    submit(world, "bj_school_a.registrar", case)
    approve(world, "bj_school_a.school_head", case)
    assert (now(failed).cohort, now(passed).cohort) == (2026, 2025)


def test_a_list_of_300_is_one_set_based_effect(world):
    students = [make_student(world, "bj_school_a", name=f"学生{number}") for number in range(300)]
    case = submit(world, "bj_school_a.registrar", retention(world, "bj_school_a", students))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        approve(world, "bj_school_a.school_head", case)
    with unfenced(reason="a test looks"):
        assert StatusChange.objects.filter(case_id=case.pk).count() == 300
    assert len(queries) < 120


def test_undo_puts_cohort_class_and_programme_back(world):
    before = now(world.student("bj_school_a"))
    case = retention(world, "bj_school_a", [before])
    approve(world, "bj_school_a.school_head", submit(world, "bj_school_a.registrar", case))
    undo(world, case)
    after = now(before)
    assert (after.cohort, after.school_class_id, after.programme_id) == (
        before.cohort,
        before.school_class_id,
        before.programme_id,
    )


def test_a_source_of_results_is_believed(world, monkeypatch):
    student = world.student("zj_school_a")
    monkeypatch.setattr(candidates, "_sources", [])
    candidates.register_source(lambda school, year: [Candidate(student.pk, 6, 12)] if year == 2025 else [])
    candidates.register_source(lambda school, year: [Candidate(student.pk, 1, 12)])
    assert candidates.candidates(world["zj_school_a"], 2025)[student.pk].failed_courses == 6
    assert candidates.candidates(world["zj_school_a"], 2024)[student.pk].failed_courses == 1


def test_each_item_keeps_what_its_rules_said(world):
    case = retention(world, "bj_school_a", [world.student("bj_school_a")], failed_courses=3)
    with unfenced(reason="a test looks"):
        said = Item.objects.get(case=case).verdicts
    assert "12 门课程中 3 门不及格，未达到 1/3" in next(
        each["reason"] for each in said if each["outcome"] == "forbidden"
    )
