"""Cancelling a status: Beijing 8 and 25, Zhejiang 23."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.support.casework import approve, file, fresh, steps_of, submit
from tests.support.world import make_student
from tests.transfers.matters import decided, now, opened, undone
from transfers.withdrawal.models import Cancellation
from xueji import clock
from xueji.errors import RuleViolated
from xueji.organizations.scope import unfenced

TODAY = date(2026, 9, 21)


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(TODAY):
        yield


def death(student, **columns):
    usual = {"cause": "death", "occurred_on": date(2026, 9, 17), "learnt_on": date(2026, 9, 18)}
    return Cancellation(student=student, **usual | columns)


def filings(case):
    return [code for code, kind, _state in steps_of(case) if kind == "filing"]


@pytest.mark.parametrize(
    "school, unnatural, told",
    [
        ("zj_school_a", False, ["339801"]),
        ("zj_school_a", True, ["339801", "339800", "330000"]),
        ("bj_school_a", False, ["119801"]),
        ("bj_school_a", True, ["119801", "110000"]),
        ("bj_school_body", True, ["119890", "110000"]),
        ("zj_school_city", True, ["339800", "330000"]),
    ],
)
def test_who_is_told_of_a_death(world, school, unnatural, told):
    case = opened(world, school, "cancellation", death(world.student(school), unnatural_death=unnatural), "death_proof")

    submit(world, f"{school}.registrar", case)

    assert filings(case) == told


def test_a_death_takes_the_student_off_the_register_without_anybodys_consent(world):
    student = world.student("zj_school_a")
    case = opened(world, "zj_school_a", "cancellation", death(student, unnatural_death=True), "death_proof")

    decided(world, "zj_school_a", case)
    for office in ("zj_county_1a", "zj_city_1", "zj"):
        file(world, f"{office}.reviewer", case)

    assert (now(student).status, now(student).left_on, fresh(case).state) == ("cancelled", TODAY, "closed")


def test_without_proof_nobody_is_cancelled(world):
    case = opened(world, "bj_school_a", "cancellation", death(world.student("bj_school_a")))

    with pytest.raises(RuleViolated) as caught:
        submit(world, "bj_school_a.registrar", case)

    assert [need.key for need in caught.value.verdicts.missing_evidence] == ["death_proof"]


def test_a_disappearance_has_its_own_proof(world):
    student = make_student(world, "bj_school_a", status="on_leave")
    case = opened(world, "bj_school_a", "cancellation", death(student, cause="disappearance"), "missing_proof")

    decided(world, "bj_school_a", case)

    assert now(student).status == "cancelled"


def test_beijing_a_failed_recheck_cancels(world):
    student = world.student("bj_school_a", 2)
    matter = Cancellation(student=student, cause="failed_recheck", recheck_decided_on=TODAY)
    case = opened(world, "bj_school_a", "cancellation", matter, "recheck_decision")

    decided(world, "bj_school_a", case)

    assert now(student).status == "cancelled"


def test_zhejiang_a_failed_recheck_needs_the_prefectures_grounds(world):
    student = world.student("zj_school_a", 2)
    matter = Cancellation(student=student, cause="failed_recheck", recheck_decided_on=TODAY)
    case = opened(world, "zj_school_a", "cancellation", matter, "recheck_decision")
    submit(world, "zj_school_a.registrar", case)
    approve(world, "zj_school_a.school_head", case)
    assert now(student).status == "studying"

    approve(
        world, "zj_city_1.reviewer", case, exceptions={"zhejiang_2015.cancellation_cause": "学籍材料不实，予以纠正"}
    )

    assert now(student).status == "cancelled"


def test_a_late_report_is_a_warning(world):
    matter = death(world.student("zj_school_a"), learnt_on=date(2026, 9, 17), unnatural_death=True)
    case = opened(world, "zj_school_a", "cancellation", matter, "death_proof")

    submit(world, "zj_school_a.registrar", case)

    said = {verdict["rule"]: verdict["outcome"] for verdict in fresh(case).verdicts}
    assert said["zhejiang_2015.cancellation_unnatural_report"] == "warning"


def test_undo_when_the_missing_student_comes_back(world):
    student = world.student("zj_school_a")
    case = opened(world, "zj_school_a", "cancellation", death(student, cause="disappearance"), "missing_proof")
    decided(world, "zj_school_a", case)

    undone(world, "zj_school_a", case)

    assert (now(student).status, now(student).left_on) == ("studying", None)


@pytest.mark.parametrize(
    "columns",
    [
        {"cause": "disappearance", "unnatural_death": True},
        {"cause": "boredom"},
        {"learnt_on": date(2026, 9, 16)},
    ],
)
def test_the_database_refuses_nonsense(world, columns):
    case = opened(world, "zj_school_a", "cancellation", death(world.student("zj_school_a")))
    with unfenced(reason="a test tries"), pytest.raises(IntegrityError), transaction.atomic():
        Cancellation.objects.filter(case=case).update(**columns)
