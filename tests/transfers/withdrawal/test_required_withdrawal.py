"""Required withdrawal: Beijing 14 and 24 ¶2, Zhejiang 22 ¶2. Nobody is withdrawn unheard."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from tests.support.casework import approve, fresh, hand_in, steps_of, submit
from tests.support.world import make_student
from tests.transfers.matters import decided, items_of, now, opened, undone
from tests.transfers.withdrawal.support import TODAY, announced, contacted, truant
from transfers.withdrawal.actions import required_withdrawal_draft
from transfers.withdrawal.models import ContactAttempt, PublicNotice, RequiredWithdrawal
from xueji import clock
from xueji.cases import watches
from xueji.cases.models import Case, Notice
from xueji.errors import Conflict, Invalid, NotAllowed, RuleViolated
from xueji.organizations.scope import Scope, unfenced

RECORD = "attendance_record"
TOLD = {"result": "reached"}


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(TODAY):
        yield


def adult(world, school, **fields):
    return make_student(world, school, cohort=2024, birth_date=date(2007, 5, 20), **fields)


def rules_against(caught):
    return {verdict.rule.partition(".")[2] for verdict in caught.value.verdicts if verdict.blocks}


def test_an_adult_who_was_told_is_withdrawn(world):
    student = adult(world, "zj_school_a")
    case = opened(world, "zj_school_a", "required_withdrawal", truant(student), RECORD)
    contacted(world, "zj_school_a", case, student, **TOLD)

    decided(world, "zj_school_a", case)

    assert now(student).status == "withdrawn"
    assert [step[0] for step in steps_of(case) if step[1] == "filing"] == ["339801", "339800"]


def test_nobody_is_withdrawn_without_a_contact(world):
    case = opened(world, "zj_school_a", "required_withdrawal", truant(adult(world, "zj_school_a")), RECORD)

    with pytest.raises(RuleViolated) as caught:
        submit(world, "zj_school_a.registrar", case)

    assert rules_against(caught) == {"required_withdrawal_notice", "required_withdrawal_announcement"}


def test_eighty_nine_hours_are_not_enough(world):
    student = adult(world, "bj_school_a")
    case = opened(world, "bj_school_a", "required_withdrawal", truant(student, 89), RECORD)
    contacted(world, "bj_school_a", case, student, **TOLD)

    with pytest.raises(RuleViolated) as caught:
        submit(world, "bj_school_a.registrar", case)

    assert rules_against(caught) == {"required_withdrawal_truancy"}


@pytest.mark.parametrize("school", ["zj_school_a", "bj_school_a"])
def test_who_cannot_be_reached_is_withdrawn_after_the_announcement(world, school):
    student = adult(world, school)
    case = opened(world, school, "required_withdrawal", truant(student), RECORD)
    contacted(world, school, case, student)
    announced(world, school, case, date(2026, 9, 21), date(2026, 9, 27))

    with clock.at(date(2026, 9, 27)), pytest.raises(RuleViolated) as caught:
        submit(world, f"{school}.registrar", case)
    assert rules_against(caught) == {"required_withdrawal_announcement"}
    with clock.at(date(2026, 9, 28)):
        decided(world, school, case)

    assert now(student).status == "withdrawn"


def test_the_last_announcement_counts(world):
    student = adult(world, "zj_school_a")
    case = opened(world, "zj_school_a", "required_withdrawal", truant(student), RECORD)
    contacted(world, "zj_school_a", case, student)
    announced(world, "zj_school_a", case, date(2026, 9, 1), date(2026, 9, 7))
    announced(world, "zj_school_a", case, date(2026, 9, 21), date(2026, 9, 30))

    with pytest.raises(RuleViolated):
        submit(world, "zj_school_a.registrar", case)


def test_zhejiang_forces_no_minor_out(world):
    student = world.student("zj_school_a")
    case = opened(world, "zj_school_a", "required_withdrawal", truant(student), RECORD)
    contacted(world, "zj_school_a", case, student, **TOLD)

    with pytest.raises(RuleViolated) as caught:
        submit(world, "zj_school_a.registrar", case)

    assert rules_against(caught) == {"required_withdrawal_minor"}


def test_zhejiang_a_minor_who_was_advised_applies_with_the_guardian(world):
    student = world.student("zj_school_a")
    matter = truant(student, applied_on=TODAY, student_consent=True, guardian_consent=True)
    case = opened(world, "zj_school_a", "required_withdrawal", matter, RECORD, "withdrawal_application")

    decided(world, "zj_school_a", case)

    assert now(student).status == "withdrawn"


def test_beijing_a_minor_is_a_warning(world):
    student = world.student("bj_school_a")
    case = opened(world, "bj_school_a", "required_withdrawal", truant(student), RECORD)
    contacted(world, "bj_school_a", case, student, **TOLD)

    submit(world, "bj_school_a.registrar", case)

    said = {verdict["rule"]: verdict["outcome"] for verdict in fresh(case).verdicts}
    assert said["beijing_2020.required_withdrawal_minor"] == "warning"


def test_two_years_of_leave_to_the_day(world):
    student = adult(world, "bj_school_a", status="on_leave")
    matter = RequiredWithdrawal(student=student, ground="two_years_of_leave", leave_started_on=date(2024, 9, 22))
    case = opened(world, "bj_school_a", "required_withdrawal", matter)
    contacted(world, "bj_school_a", case, student, **TOLD)

    with pytest.raises(RuleViolated) as caught:
        submit(world, "bj_school_a.registrar", case)
    assert rules_against(caught) == {"required_withdrawal_two_years"}
    with clock.at(date(2026, 9, 22)):
        decided(world, "bj_school_a", case)

    assert now(student).status == "withdrawn"


def test_who_comes_back_before_the_decision_is_heard(world):
    """A contact recorded while the head is deciding makes the head look again."""
    student = adult(world, "zj_school_a")
    case = opened(world, "zj_school_a", "required_withdrawal", truant(student), RECORD)
    contacted(world, "zj_school_a", case, student, **TOLD)
    submit(world, "zj_school_a.registrar", case)
    seen = fresh(case).revision

    contacted(world, "zj_school_a", case, student, way="in_person", whom="student", **TOLD)

    assert fresh(case).revision == seen + 1


def test_contacts_end_with_the_case(world):
    student = adult(world, "zj_school_a")
    case = opened(world, "zj_school_a", "required_withdrawal", truant(student), RECORD)
    contacted(world, "zj_school_a", case, student, **TOLD)
    decided(world, "zj_school_a", case)

    with pytest.raises(Conflict):
        contacted(world, "zj_school_a", case, student)


def test_contacts_are_the_openers(world):
    student = adult(world, "zj_school_a")
    case = opened(world, "zj_school_a", "required_withdrawal", truant(student), RECORD)

    with pytest.raises(NotAllowed):
        contacted(world, "zj_school_b", case, student)


def test_a_contact_is_of_the_past_and_of_the_case(world):
    student = adult(world, "zj_school_a")
    case = opened(world, "zj_school_a", "required_withdrawal", truant(student), RECORD)

    with pytest.raises(Invalid, match="今天之后"):
        contacted(world, "zj_school_a", case, student, on=date(2026, 9, 22))
    with pytest.raises(Invalid, match="名单"):
        contacted(world, "zj_school_a", case, world.student("zj_school_a"))


def test_what_was_recorded_stays(world):
    student = adult(world, "zj_school_a")
    case = opened(world, "zj_school_a", "required_withdrawal", truant(student), RECORD)
    [contact] = contacted(world, "zj_school_a", case, student)
    notice = announced(world, "zj_school_a", case, TODAY, date(2026, 9, 27))

    with world.scope("zj_school_a.registrar").enter():
        for model, key in ((ContactAttempt, contact.pk), (PublicNotice, notice.pk)):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                model.objects.filter(pk=key).delete()


def test_undo_brings_the_student_back(world):
    student = adult(world, "bj_school_a")
    case = opened(world, "bj_school_a", "required_withdrawal", truant(student), RECORD)
    contacted(world, "bj_school_a", case, student, **TOLD)
    decided(world, "bj_school_a", case)

    undone(world, "bj_school_a", case)

    assert (now(student).status, now(student).left_on) == ("studying", None)


def test_many_after_the_registration_of_the_term(world):
    """Beijing 14: one case, each student with an outcome of its own."""
    students = [adult(world, "bj_school_a", name=name) for name in ("甲", "乙", "丙")]
    rows = [
        RequiredWithdrawal(student=each, ground="not_registered", registration_due_on=date(2026, 9, 1))
        for each in students
    ]
    case = opened(world, "bj_school_a", "required_withdrawal", rows)
    contacted(world, "bj_school_a", case, *students[:2], **TOLD)

    submit(world, "bj_school_a.registrar", case)
    approve(world, "bj_school_a.school_head", case, returned_items={items_of(case)[1].pk: "已来校注册"})

    assert [item.state for item in items_of(case)] == ["applied", "returned", "returned"]
    assert [now(each).status for each in students] == ["withdrawn", "studying", "studying"]
    assert "联系" in items_of(case)[2].note


def test_the_system_drafts_and_a_person_decides(world):
    student = adult(world, "zj_school_a", status="on_leave")
    system = Scope.of_organization(world["zj_school_a"])
    with system.enter():
        case = required_withdrawal_draft(
            actor=system, student=student, ground="not_resumed", leave_ended_on=date(2026, 7, 5)
        )
        again = required_withdrawal_draft(actor=system, student=student, ground="two_years_of_leave")

    assert (case.state, case.opened_by_id, again.pk) == ("draft", None, case.pk)
    assert now(student).status == "on_leave"


def test_the_school_is_told_when_the_announcement_is_over(world):
    student = adult(world, "zj_school_a")
    case = opened(world, "zj_school_a", "required_withdrawal", truant(student), RECORD)
    contacted(world, "zj_school_a", case, student)
    announced(world, "zj_school_a", case, TODAY, date(2026, 9, 27))

    with clock.at(date(2026, 9, 27)):
        assert _met(date(2026, 9, 27)) == []
    with clock.at(date(2026, 9, 28)):
        assert _met(date(2026, 9, 28)) == [case.number]
        assert _met(date(2026, 9, 28)) == []

    with unfenced(reason="a test looks"):
        assert Notice.objects.filter(case=case, text__contains="公示期已满").count() == 1
        assert Case.objects.get(pk=case.pk).state == "draft"


def test_a_prolonged_announcement_is_not_over(world):
    student = adult(world, "zj_school_a")
    case = opened(world, "zj_school_a", "required_withdrawal", truant(student), RECORD)
    contacted(world, "zj_school_a", case, student)
    announced(world, "zj_school_a", case, TODAY, date(2026, 9, 27))
    announced(world, "zj_school_a", case, TODAY, date(2026, 10, 15))

    with clock.at(date(2026, 9, 28)):
        assert _met(date(2026, 9, 28)) == []


def test_the_paper_of_an_advised_student_makes_the_signatures_count(world):
    student = world.student("bj_school_a")
    matter = truant(student, applied_on=TODAY, student_consent=True, guardian_consent=True)
    case = opened(world, "bj_school_a", "required_withdrawal", matter, RECORD)
    with pytest.raises(RuleViolated):
        submit(world, "bj_school_a.registrar", case)

    hand_in(world, "bj_school_a.registrar", case, "withdrawal_application")

    assert submit(world, "bj_school_a.registrar", case).state == "running"


def _met(day):
    return [met.case for met in watches.meet_all(day) if met.watch == "withdrawal_announcement"]
