"""Verbs of the re-check: what was found of each student; who failed gets the draft of a cancellation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from students.eligibility.facts import last_checks
from students.eligibility.lists import PRESENT
from students.eligibility.models import EligibilityCheck, Outcome
from students.matters.actions import matter_open
from students.matters.kind import MatterKind, matter_kind
from students.models import Student
from students.statuses import Status
from xueji import clock
from xueji.cases.models import Item
from xueji.cases.states import CaseState
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import CancellationCause

_IN_HAND = [CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED]
_MOST = 2000


@dataclass(frozen=True)
class Finding:
    """What was found of one student; one that failed has grounds."""

    outcome: Outcome
    grounds: str = ""


@transaction.atomic
def recheck_record(*, actor: Scope, findings: Mapping[int, Finding], checked_on: date) -> list[EligibilityCheck]:
    """Record findings by student id, all of the actor's school; who failed and has status gets the draft of a
    cancellation that somebody at the school confirms (Beijing 8 ¶2). A finding that says nothing new leaves no row.

    Raises NotAllowed without the right, Invalid for strangers, for a day to come and for a failure without grounds.
    """
    if actor.organization_id is None or not actor.allows("open_cases"):
        raise NotAllowed(_("您的职务不能录入入学条件复查。"))
    if checked_on > clock.today():
        raise Invalid(_("复查日期不能在今天之后。"), field="checked_on")
    students = _own_students(actor, findings)
    before = last_checks(students.values())
    rows = []
    for key, finding in sorted(findings.items()):
        student, known = students[key], before.get(key)
        grounds = finding.grounds.strip()
        if finding.outcome == Outcome.FAILED and not grounds:
            raise Invalid(_("%(name)s：不合格要写明依据与理由。") % {"name": student.name}, field=f"grounds_{key}")
        if known is not None and (known.outcome, known.grounds) == (finding.outcome, grounds):
            continue
        _may_change(student, known)
        rows.append(_row(actor, student, finding.outcome, grounds, checked_on))
    return EligibilityCheck.objects.bulk_create(rows, batch_size=_MOST)


def _own_students(actor: Scope, findings: Mapping[int, Finding]) -> dict[int, Student]:
    if not findings:
        raise Invalid(_("还没有选学生，请先选学生。"), field="students")
    if len(findings) > _MOST:
        raise Invalid(_("一次最多录入 %(most)d 人。") % {"most": _MOST}, field="students")
    found = Student.objects.filter(school=actor.organization_id, status__in=PRESENT).with_places()
    students: dict[int, Student] = found.in_bulk(list(findings))
    if len(students) != len(findings):
        raise Invalid(_("所选学生有的不在本校，请刷新后重选。"), field="students")
    return students


def _may_change(student: Student, known: EligibilityCheck | None) -> None:
    """Who failed has a cancellation in hand: that is taken back first."""
    if known is None or known.case_id is None:
        return
    if Item.objects.filter(case=known.case_id, student_id=student.pk, case__state__in=_IN_HAND).exists():
        raise Conflict(_("%(name)s 因复查不合格的注销正在办理，请先撤回那一件再改复查结果。") % {"name": student.name})


def _row(actor: Scope, student: Student, outcome: Outcome, grounds: str, checked_on: date) -> EligibilityCheck:
    case_id = None
    if outcome == Outcome.FAILED and student.status != Status.PENDING:
        case_id = _cancellation(actor, student, grounds, checked_on)
    return EligibilityCheck(
        school_id=student.school_id,
        student=student,
        outcome=outcome,
        grounds=grounds[:300],
        checked_on=checked_on,
        case_id=case_id,
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
    )


def _cancellation(actor: Scope, student: Student, grounds: str, checked_on: date) -> int:
    """The draft of the existing kind of case, with its ground filled in; the later chapter is known by its kind alone."""
    kind = matter_kind("cancellation")
    assert isinstance(kind, MatterKind)
    model: Any = kind.model
    row = model(
        student=student,
        cause=CancellationCause.FAILED_RECHECK,
        recheck_decided_on=checked_on,
        reason_text=grounds[:300],
    )
    return matter_open(actor=actor, kind=kind, matters=[row]).pk
