"""Verbs of required withdrawal: record a contact, announce, draft what a long clock has brought due."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from students.matters.actions import matter_open
from students.matters.kind import matter_kind
from students.models import Student
from transfers.withdrawal.models import ContactAttempt, PublicNotice, RequiredWithdrawal
from xueji import clock
from xueji.audit.actions import event_record
from xueji.cases.actions import case_check
from xueji.cases.engine import lock, move, record
from xueji.cases.models import Case
from xueji.cases.states import CaseState, DecisionVerb
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.scope import Scope

KIND = "required_withdrawal"
# A draft, or one under way: no second is opened beside it.
_ALIVE = (CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED)


@transaction.atomic
def contact_attempts_record(
    *,
    actor: Scope,
    case: Case,
    students: Sequence[Student],
    on: date,
    way: str,
    whom: str,
    result: str,
    by_name: str,
    note: str = "",
) -> list[ContactAttempt]:
    """Write down that the school tried to reach the people of these students of the case; the rules are asked again.

    Raises NotAllowed for anybody but the opener, Conflict once the case is over, Invalid for a day that has not come
    (field "on") or a student who is not in the case.
    """
    case = _own(actor, case)
    if on > clock.today():
        raise Invalid(_("联系日期不能在今天之后。"), field="on")
    known = set(case.items.filter(student_id__in=[each.pk for each in students]).values_list("student_id", flat=True))
    if not students or known != {each.pk for each in students}:
        raise Invalid(_("请选择本件名单中的学生。"), field="who")
    common = {"on": on, "way": way, "whom": whom, "result": result, "by_name": by_name, "note": note}
    rows = ContactAttempt.objects.bulk_create(
        [ContactAttempt(case=case, student=each, **common, **_recorded(actor)) for each in students]
    )
    _said(actor, case, "contact_recorded", contacts=[row.pk for row in rows])
    return rows


@transaction.atomic
def public_notice_record(*, actor: Scope, case: Case, starts_on: date, ends_on: date, place: str) -> PublicNotice:
    """Write down from when to when those who could not be told are announced, and where; the last notice counts.

    Raises NotAllowed for anybody but the opener, Conflict once the case is over, Invalid for days in the wrong order.
    """
    case = _own(actor, case)
    if ends_on < starts_on:
        raise Invalid(_("公示最后一日不能早于第一日。"), field="ends_on")
    notice = PublicNotice.objects.create(
        case=case, starts_on=starts_on, ends_on=ends_on, place=place, **_recorded(actor)
    )
    _said(actor, case, "public_notice_recorded", notice=notice.pk)
    return notice


@transaction.atomic
def required_withdrawal_draft(*, actor: Scope, student: Student, ground: str, **stated: Any) -> Case:
    """A draft for a person at the school to confirm or discard: the system's answer to a long clock, never more.

    `actor` may be the system acting for the school; `stated` are columns of RequiredWithdrawal (leave_started_on,
    leave_ended_on, leave_for_service, …). Answers with the case that is already open for the student, if there is one.
    Raises NotAllowed for another school's student, Conflict for one who is not on the register.
    """
    alive = Case.objects.filter(kind=KIND, state__in=_ALIVE, items__student_id=student.pk).order_by("pk").first()
    if alive is not None:
        return alive
    kind = matter_kind(KIND)
    assert kind is not None  # registered by this app
    return matter_open(
        actor=actor, kind=kind, matters=[RequiredWithdrawal(student_id=student.pk, ground=ground, **stated)]
    )


def _own(actor: Scope, case: Case) -> Case:
    """The case under a lock, for its opener, while it can still change."""
    case = lock(case.pk)
    if actor.organization_id != case.opened_for_id or not actor.allows("open_cases") or actor.user_id is None:
        raise NotAllowed(_("只有开办学校的经办人能登记联系记录和公示。"))
    return move(case, DecisionVerb.EVIDENCE)


def _recorded(actor: Scope) -> dict[str, Any]:
    return {
        "recorded_by_id": actor.user_id,
        "recorded_for_id": actor.organization_id,
        "recorded_at": clock.now(),
    }


def _said(actor: Scope, case: Case, event: str, **data: Any) -> None:
    """Leave it in the history of a case under way and in the audit; whoever decides looks again."""
    if case.submitted_at is not None:
        record(case, DecisionVerb.EVIDENCE, actor, **data)
    event_record(
        kind=event,
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="case",
        subject_id=case.pk,
        data=data,
    )
    case_check(actor=actor, case=case)
