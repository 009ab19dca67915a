"""Withdrawals, cancellations and special schools, at every station of their chains."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Protocol

from students.matters.actions import matter_open
from students.matters.kind import MatterKind, matter_kind
from students.matters.models import Matter
from students.models import Student
from transfers.special_school.models import SpecialPlacement, SpecialReturn
from transfers.withdrawal.actions import contact_attempts_record, public_notice_record
from transfers.withdrawal.models import Cancellation, RequiredWithdrawal, Withdrawal
from xueji import clock
from xueji.cases import actions
from xueji.cases.models import Case
from xueji.cases.states import StepKind
from xueji.demo.script import acting, days_before, decider, fresh, hand_in_papers, open_steps
from xueji.errors import RuleViolated
from xueji.organizations.models import Organization
from xueji.policies.facts import anniversary

_TRIES = 12  # how many students are looked at for one of full age


class Stage(Protocol):
    """What the script of all cases holds ready."""

    schools: dict[str, Organization]
    today: date

    def student(self, slug: str, cohort: int = ..., status: str = ...) -> Student: ...


def act_withdrawals(stage: Stage) -> None:
    """Everything of this file, in the order of the articles."""
    _applications(stage)
    _required(stage)
    _cancellations(stage)
    _special_schools(stage)


def _applications(stage: Stage) -> None:
    """Decided and filed, decided and lying with the county, lying with the head of the school."""
    for slug, days, filings in (("zj2", 14, 2), ("zj1", 7, 0), ("bj2", 3, None)):
        on = days_before(stage.today, days)
        case = _opened(stage, slug, on, Withdrawal(student=stage.student(slug), reason="employment"), "withdrawal")
        _hand_in(case, on)
        if filings is not None:
            _agree(case, days_before(stage.today, days - 2))
            _file(case, days_before(stage.today, days - 4), filings)


def _required(stage: Stage) -> None:
    """One who was told, one who is being announced, one draft that nobody has followed up."""
    on = days_before(stage.today, 8)
    told = _truant(stage, "bj1", on, hours=96)
    _contact(told, on, whom="guardian", result="reached", note="监护人已知情，称学生已外出务工")
    _hand_in(told, days_before(stage.today, 6))

    announced = _truant(stage, "zj1", days_before(stage.today, 12), hours=112)
    for days, way, result in ((12, "phone", "no_answer"), (10, "letter", "undelivered"), (7, "visit", "no_answer")):
        _contact(announced, days_before(stage.today, days), way=way, result=result)
    with acting(announced.opened_for, "registrar", days_before(stage.today, 3)) as scope:
        first = clock.today()
        public_notice_record(
            actor=scope, case=fresh(announced), starts_on=first, ends_on=first + timedelta(days=13), place="学校公告栏"
        )
    _truant(stage, "zj3", days_before(stage.today, 2), hours=90)


def _cancellations(stage: Stage) -> None:
    """A disappearance that was decided and is being filed."""
    on = days_before(stage.today, 6)
    row = Cancellation(
        student=stage.student("zj3"), cause="disappearance", occurred_on=on - timedelta(days=40), learnt_on=on
    )
    case = _opened(stage, "zj3", on, row, "cancellation")
    _hand_in(case, on)
    _agree(case, days_before(stage.today, 5))


def _special_schools(stage: Stage) -> None:
    """One lies with the county; one was sent, and is on the way back."""
    on = days_before(stage.today, 4)
    _hand_in(_placement(stage, "zj5", on), on)
    there = days_before(stage.today, 18)
    case = _placement(stage, "bj3", there)
    _hand_in(case, there)
    _agree(case, days_before(stage.today, 16))
    with acting(case.opened_for, "registrar", days_before(stage.today, 2)) as scope:
        found = Student.objects.get(pk=case.items.get().student_id)
        row = SpecialReturn(
            student=found, good_conduct=True, report_on=clock.today(), to_class_id=found.school_class_id
        )
        back = matter_open(actor=scope, kind=_kind("special_return"), matters=[_signed(row)])
        hand_in_papers(scope, back)
    _hand_in(back, days_before(stage.today, 2))


def _placement(stage: Stage, slug: str, on: date) -> Case:
    row = SpecialPlacement(
        student=stage.student(slug),
        serious_misconduct=True,
        unlawful_act=True,
        unsuited=True,
        decided_by="专门教育指导委员会",
        decided_on=on,
        special_school="明德专门学校",
        starts_on=on + timedelta(days=3),
    )
    return _opened(stage, slug, on, row, "special_placement")


def _truant(stage: Stage, slug: str, on: date, *, hours: int) -> Case:
    row = RequiredWithdrawal(student=_adult(stage, slug), ground="truancy", truant_hours=hours)
    return _opened(stage, slug, on, row, "required_withdrawal", signed=False)


def _adult(stage: Stage, slug: str) -> Student:
    """A student of full age, or at last whoever comes."""
    for _try in range(_TRIES):
        student = stage.student(slug, 2024)
        if anniversary(student.birth_date, 18) <= stage.today:
            break
    return student


def _opened(stage: Stage, slug: str, on: date, row: Matter, kind: str, *, signed: bool = True) -> Case:
    """A draft of the registrar; what the rules ask for is handed in."""
    with acting(stage.schools[slug], "registrar", on, hour=9) as scope:
        case = matter_open(actor=scope, kind=_kind(kind), matters=[_signed(row) if signed else row])
        papers = {need["key"] for verdict in case.verdicts for need in verdict["needs"]} - {"contact_record"}
        return hand_in_papers(scope, case) if papers and signed else case


def _signed(row: Matter) -> Matter:
    row.applied_on, row.student_consent, row.guardian_consent = clock.today(), True, True
    return row


def _kind(key: str) -> MatterKind:
    kind = matter_kind(key)
    assert kind is not None  # its app is installed
    return kind


def _contact(case: Case, on: date, **details: str) -> None:
    usual = {"way": "phone", "whom": "guardian", "result": "no_answer", "note": ""}
    with acting(case.opened_for, "registrar", on) as scope:
        students = list(Student.objects.filter(pk__in=case.items.values("student_id")))
        contact_attempts_record(
            actor=scope, case=fresh(case), students=students, on=on, by_name="班主任", **usual | details
        )


def _hand_in(case: Case, on: date) -> None:
    """What the rules of that day refuse stays a draft."""
    with acting(case.opened_for, "registrar", on, hour=11) as scope, suppress(RuleViolated):
        actions.case_submit(actor=scope, case=fresh(case), opinion="材料齐全，请核办。")


def _agree(case: Case, on: date) -> None:
    for step in open_steps(case)[:1]:
        with acting(*decider(step), on, hour=15) as scope, suppress(RuleViolated):
            current = fresh(case)
            actions.step_approve(actor=scope, case=current, revision=current.revision, opinion="情况属实，同意。")


def _file(case: Case, on: date, count: int) -> None:
    for step in [step for step in open_steps(case) if step.kind == StepKind.FILING][:count]:
        with acting(*decider(step), on, hour=16) as scope:
            actions.step_file(actor=scope, case=fresh(case), opinion="已备案。")
