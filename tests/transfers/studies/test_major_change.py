"""Changes of major from draft to effect, in both jurisdictions, and back."""

from datetime import date

import pytest

from students.models import StatusChange
from tests.support.casework import approve, fresh, hand_in, submit
from tests.transfers.studies.support import (
    AUTUMN,
    OPENING,
    major_change,
    now,
    second_programme,
    submitted_change,
)
from xueji import clock
from xueji.errors import Invalid, RuleViolated
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def _autumn():
    with clock.at(AUTUMN):
        yield


def ledger(student):
    with unfenced(reason="a test looks"):
        return StatusChange.objects.get(student=student, kind="major_change")


def stands(case):
    """Open steps by organization and what they are."""
    with unfenced(reason="a test looks"):
        return [(step.key, step.kind) for step in case.steps.filter(state="open").order_by("position")]


def test_beijing_the_school_decides_and_the_district_is_told(world):
    place = second_programme(world, "bj_school_a")
    case = submitted_change(world, "bj_school_a", place, "strength_proof")
    approve(world, "bj_school_a.school_head", case)
    student = now(world.student("bj_school_a"))
    assert (student.programme_id, student.school_class_id, student.status) == (place.programme_id, place.pk, "studying")
    assert stands(case) == [("file_authority", "filing")]


def test_zhejiang_the_county_handles_it_after_the_school(world):
    place = second_programme(world, "zj_school_a")
    case = submitted_change(world, "zj_school_a", place, reason="personal_wish")
    approve(world, "zj_school_a.school_head", case)
    assert now(world.student("zj_school_a")).programme_id != place.programme_id
    approve(world, "zj_county_1a.reviewer", case)
    assert now(world.student("zj_school_a")).programme_id == place.programme_id


def test_the_ledger_holds_both_places_and_the_opening(world):
    place = second_programme(world, "bj_school_a")
    before = world.student("bj_school_a")
    approve(world, "bj_school_a.school_head", submitted_change(world, "bj_school_a", place, "strength_proof"))
    row = ledger(before)
    assert (row.effective_on, row.from_status, row.to_status) == (OPENING, "studying", "studying")
    assert row.before == {"programme_id": before.programme_id, "school_class_id": before.school_class_id}
    assert row.after == {"programme_id": place.programme_id, "school_class_id": place.pk}
    assert row.citation["article"] == 21


def test_beijing_without_a_ground_it_stays_a_draft(world):
    place = second_programme(world, "bj_school_a")
    case = major_change(world, "bj_school_a", place, reason="personal_wish")
    hand_in(world, "bj_school_a.registrar", case, "major_change_application", "strength_proof")
    with pytest.raises(RuleViolated) as refused:
        submit(world, "bj_school_a.registrar", case)
    assert [verdict.rule for verdict in refused.value.verdicts.forbidden] == ["beijing_2020.major_change_ground"]


def test_beijing_across_categories_in_the_second_year_goes_to_the_city(world):
    place = second_programme(world, "bj_school_a", code="720201")
    case = submitted_change(world, "bj_school_a", place, "strength_proof")
    approve(world, "bj_school_a.school_head", case)
    assert stands(case) == [("exception", "approval")]
    with pytest.raises(Invalid, match="作例外须写明理由"):
        approve(world, "bj.reviewer", case)
    grounds = {"beijing_2020.major_change_time_across": "原专业课程与拟转专业衔接，教务部门出具学习方案"}
    approve(world, "bj.reviewer", case, exceptions=grounds)
    assert now(world.student("bj_school_a")).programme_id == place.programme_id


def test_signatures_count_once_the_paper_is_handed_in(world):
    case = major_change(world, "zj_school_a", second_programme(world, "zj_school_a"))
    with pytest.raises(RuleViolated) as refused:
        submit(world, "zj_school_a.registrar", case)
    assert [need.key for need in refused.value.verdicts.missing_evidence] == ["major_change_application"]


def test_the_school_agrees_to_a_class_not_to_a_change_in_general(world):
    place = second_programme(world, "zj_school_a")
    case = submitted_change(world, "zj_school_a", place, to_class=None)
    with pytest.raises(Invalid, match="转入的班级还没有选定"):
        approve(world, "zj_school_a.school_head", case)


def test_a_stopped_major_is_a_ground_after_a_retention(world):
    student = world.student("bj_school_a")
    with unfenced(reason="a test"):
        type(student.programme).objects.filter(pk=student.programme_id).update(is_open=False)
        StatusChange.objects.create(
            school=student.school, student=student, person_id=student.person_id, kind="retention",
            from_status="studying", to_status="studying", before={"cohort": 2024}, after={"cohort": 2025},
            effective_on=date(2026, 9, 1), case_id=1, recorded_at=clock.now(),
        )  # fmt: skip
    case = submitted_change(
        world, "bj_school_a", second_programme(world, "bj_school_a", "720201"), reason="major_stopped"
    )
    approve(world, "bj_school_a.school_head", case)
    assert ledger(student).note == "留级或休学，复学时原专业已停止招生"


def test_undo_puts_programme_and_class_back(world):
    before = now(world.student("zj_school_a"))
    case = submitted_change(world, "zj_school_a", second_programme(world, "zj_school_a"), reason="personal_wish")
    for office in ("zj_school_a.school_head", "zj_county_1a.reviewer"):
        approve(world, office, case)
    undo(world, case)
    after = now(before)
    assert (after.programme_id, after.school_class_id) == (before.programme_id, before.school_class_id)


def undo(world, case):
    """As the effect of a case that takes it back."""
    from xueji.cases.models import Item
    from xueji.cases.registry import get
    from xueji.organizations.scope import case_effect

    with case_effect(case.pk, reason="a test undoes") as scope:
        get(case.kind).undo(fresh(case), list(Item.objects.filter(case=case)), scope)
