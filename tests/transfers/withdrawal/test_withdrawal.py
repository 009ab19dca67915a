"""Withdrawal on application: Beijing 24 ¶1, Zhejiang 22 ¶1. The school decides, the levels above are told."""

from datetime import date

import pytest

from tests.support.casework import file, fresh, hand_in, steps_of, submit
from tests.support.world import make_student
from tests.transfers.matters import decided, items_of, now, opened, undone
from transfers.withdrawal.models import Withdrawal
from xueji import clock
from xueji.errors import Conflict, NotAllowed, RuleViolated
from xueji.organizations.scope import unfenced

TODAY = date(2026, 9, 21)
PAPER = "withdrawal_application"


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(TODAY):
        yield


def application(student, **columns):
    signed = {"applied_on": TODAY, "student_consent": True, "guardian_consent": True}
    return Withdrawal(student=student, reason="employment", **signed | columns)


def test_zhejiang_the_school_decides_and_two_levels_are_told(world):
    student = world.student("zj_school_a")
    case = opened(world, "zj_school_a", "withdrawal", application(student), PAPER)

    submit(world, "zj_school_a.registrar", case)

    assert steps_of(case) == [
        ("3398010001", "submission", "done"),
        ("3398010001", "approval", "open"),
        ("339801", "filing", "waiting"),
        ("339800", "filing", "waiting"),
    ]


def test_it_takes_effect_before_anybody_is_told(world):
    student = world.student("zj_school_a")
    case = opened(world, "zj_school_a", "withdrawal", application(student), PAPER)

    decided(world, "zj_school_a", case)

    assert fresh(case).state == "effective"
    assert (now(student).status, now(student).left_on) == ("withdrawn", TODAY)


def test_filings_close_it(world):
    case = opened(world, "zj_school_a", "withdrawal", application(world.student("zj_school_a")), PAPER)
    decided(world, "zj_school_a", case)

    file(world, "zj_county_1a.reviewer", case)
    file(world, "zj_city_1.reviewer", case)

    assert fresh(case).state == "closed"


def test_beijing_tells_the_authority_only(world):
    case = opened(world, "bj_school_a", "withdrawal", application(world.student("bj_school_a")), PAPER)

    submit(world, "bj_school_a.registrar", case)

    assert [step for step in steps_of(case) if step[1] == "filing"] == [("119801", "filing", "waiting")]


def test_what_the_form_says_of_signatures_counts_with_the_paper(world):
    case = opened(world, "zj_school_a", "withdrawal", application(world.student("zj_school_a")))

    with pytest.raises(RuleViolated) as caught:
        submit(world, "zj_school_a.registrar", case)

    owed = {need.key for need in caught.value.verdicts.missing_evidence}
    assert owed == {PAPER}


def test_a_minor_needs_the_guardian(world):
    matter = application(world.student("bj_school_a"), guardian_consent=False)
    case = opened(world, "bj_school_a", "withdrawal", matter, PAPER)

    with pytest.raises(RuleViolated):
        submit(world, "bj_school_a.registrar", case)


def test_an_adult_signs_alone(world):
    student = make_student(world, "bj_school_a", cohort=2024, birth_date=date(2008, 9, 21))
    case = opened(world, "bj_school_a", "withdrawal", application(student, guardian_consent=False), PAPER)

    decided(world, "bj_school_a", case)

    assert now(student).status == "withdrawn"


def test_somebody_on_leave_may_withdraw(world):
    student = make_student(world, "zj_school_a", status="on_leave")
    case = opened(world, "zj_school_a", "withdrawal", application(student), PAPER)

    decided(world, "zj_school_a", case)

    assert now(student).status == "withdrawn"


def test_who_has_left_cannot(world):
    student = make_student(world, "zj_school_a", status="graduated", left_on=date(2026, 6, 30))

    with pytest.raises(Conflict, match="毕业"):
        opened(world, "zj_school_a", "withdrawal", application(student))


def test_another_schools_student_cannot(world):
    with pytest.raises(NotAllowed):
        opened(world, "zj_school_a", "withdrawal", application(world.student("zj_school_b")))


def test_undo_puts_the_record_back_as_it_was(world):
    student = world.student("zj_school_a")
    before = now(student)
    case = opened(world, "zj_school_a", "withdrawal", application(student), PAPER)
    decided(world, "zj_school_a", case)

    undone(world, "zj_school_a", case)

    after = now(student)
    assert (after.status, after.left_on, after.school_class_id) == (before.status, None, before.school_class_id)
    assert fresh(case).state == "revoked"


def test_many_withdraw_in_one_case_and_those_without_consent_stay_behind(world):
    students = [make_student(world, "bj_school_a", name=name) for name in ("甲", "乙", "丙")]
    rows = [application(students[0]), application(students[1], guardian_consent=False), application(students[2])]
    case = opened(world, "bj_school_a", "withdrawal", rows, PAPER)

    decided(world, "bj_school_a", case)

    assert [item.state for item in items_of(case)] == ["applied", "returned", "applied"]
    assert [now(student).status for student in students] == ["withdrawn", "studying", "withdrawn"]
    assert "监护人" in items_of(case)[1].note


def test_the_ledger_names_reason_and_article(world):
    student = world.student("zj_school_a")
    case = opened(world, "zj_school_a", "withdrawal", application(student), PAPER)
    decided(world, "zj_school_a", case)

    with unfenced(reason="a test looks"):
        change = student.changes.get()
    assert (change.kind, change.from_status, change.to_status) == ("withdrawal", "studying", "withdrawn")
    assert (change.note, change.citation["article"]) == ("就业或参军", 22)


def test_a_paper_handed_in_later_opens_the_way(world):
    case = opened(world, "zj_school_a", "withdrawal", application(world.student("zj_school_a")))
    hand_in(world, "zj_school_a.registrar", case, PAPER)

    assert submit(world, "zj_school_a.registrar", case).state == "running"
