"""A later day of check-in: asked for by student and guardian, granted or refused by the school (Beijing 6, Zhejiang 7)."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from students.admission.models import Admission, AdmissionPaper, Deferral
from students.admission.moves import locked, move, require
from students.admission.reading import reading_of
from students.admission.states import Verb
from xueji import clock
from xueji.errors import Conflict, Invalid, RuleViolated
from xueji.organizations.scope import Scope
from xueji.policies.windows import day_label

_DECIDERS = ("manage_students", "decide_cases")


@transaction.atomic
def deferral_ask(
    *,
    actor: Scope,
    admission: Admission,
    applied_on: date,
    until: date,
    reason: str,
    student_signed: bool,
    guardian_signed: bool,
) -> Deferral:
    """Record an application for a later day. Raises Invalid for days that cannot be, Conflict while another one waits."""
    require(actor)
    [row] = locked([admission.pk]) or [admission]
    if until <= row.due_on:
        raise Invalid(_("延期后的日期应晚于现在的报到日期（%s）。") % day_label(row.due_on), field="until")
    if applied_on > clock.today():
        raise Invalid(_("申请日期还没有到。"), field="applied_on")
    if Deferral.objects.filter(admission=row, state=Deferral.State.ASKED).exists():
        raise Conflict(_("这名新生已有一份延期申请待审批，请先审批。"))
    deferral = Deferral.objects.create(
        school_id=row.school_id,
        admission=row,
        applied_on=applied_on,
        until=until,
        reason=reason,
        student_signed=student_signed,
        guardian_signed=guardian_signed,
        asked_by_id=actor.user_id,
        asked_at=clock.now(),
    )
    move(actor=actor, admissions=[row], verb=Verb.ASK, note=reason, data={"until": until.isoformat()})
    return deferral


@transaction.atomic
def deferral_decide(*, actor: Scope, deferral: Deferral, granted: bool, until: date | None, note: str) -> Deferral:
    """Grant a later day (the one asked for, unless `until` says another) or refuse it with the reason.

    Raises RuleViolated where the application is not what the text asks for, Invalid, Conflict when it was decided already.
    """
    if not any(actor.allows(permission) for permission in _DECIDERS):
        require(actor)
    [row] = locked([deferral.admission_id])
    deferral = Deferral.objects.select_for_update().get(pk=deferral.pk)
    deferral.admission = row
    if deferral.state != Deferral.State.ASKED:
        raise Conflict(_("这份延期申请已经审批过。"))
    if granted:
        day = until or deferral.until
        if day <= row.due_on:
            raise Invalid(
                _("准予延期的日期应晚于现在的报到日期（%s）。") % day_label(row.due_on), field="granted_until"
            )
        verdicts = reading_of(row.school).deferral(deferral, AdmissionPaper.objects.filter(admission=row))
        if verdicts.blocks:
            raise RuleViolated(_("按规定还不能准予延期：请看核对结果。"), verdicts=verdicts)
        deferral.state, deferral.granted_until = Deferral.State.GRANTED, day
        move(
            actor=actor,
            admissions=[row],
            verb=Verb.DEFER,
            changes=lambda _row: {"deferred_to": day},
            note=note,
            data={"until": day.isoformat()},
        )
    else:
        if not note.strip():
            raise Invalid(_("不准延期的，请写明理由。"), field="decision_note")
        deferral.state = Deferral.State.REFUSED
        move(actor=actor, admissions=[row], verb=Verb.REFUSE, note=note)
    deferral.decision_note, deferral.decided_on = note[:200], clock.today()
    deferral.decided_by_id = actor.user_id
    deferral.save()
    return deferral


@transaction.atomic
def day_set(*, actor: Scope, admission_ids: Collection[int], day: date) -> list[Admission]:
    """Set another day of check-in for those who are awaited and were granted none of their own."""
    require(actor)
    rows = [row for row in locked(admission_ids) if row.state == "admitted"]
    if not rows:
        raise Invalid(_("所选的人里没有待报到的新生。"), field="day")
    return move(
        actor=actor,
        admissions=rows,
        verb=Verb.SET_DAY,
        changes=lambda _row: {"check_in_due_on": day},
        data={"day": day.isoformat()},
    )
