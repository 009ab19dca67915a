"""The place given up or cancelled: the register proposes, a person confirms; and back, where it was a mistake."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from students.admission.actions.placing import let_go
from students.admission.models import Admission, Deferral
from students.admission.moves import locked, move, require
from students.admission.reading import Reading, reading_of
from students.admission.states import AdmissionState, Verb
from xueji import clock
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import Scope
from xueji.policies.engine.verdicts import Verdicts
from xueji.policies.windows import day_label

Refused = list[tuple[Admission, str]]


@transaction.atomic
def forfeit(*, actor: Scope, admission_ids: Collection[int], on: date | None = None) -> tuple[list[Admission], Refused]:
    """Confirm that these did not come in time (Beijing 6, Zhejiang 7). Returns whom it was confirmed for, and who was
    left out with the reason."""
    waiting = set(
        Deferral.objects.filter(admission__in=list(admission_ids), state=Deferral.State.ASKED).values_list(
            "admission", flat=True
        )
    )

    def judge(reading: Reading, row: Admission, day: date) -> Verdicts:
        return reading.forfeiture(row, day, pending=row.pk in waiting)

    def changes(reading: Reading, row: Admission, _day: date) -> dict[str, Any]:
        last = reading.last_day(row)
        reason = _("%s报到期限届满，未经批准没有报到") % day_label(last)
        return {"lost_on": reading.lost_on(row), "lost_reason": reason, "student_id": None}

    states = (AdmissionState.ADMITTED, AdmissionState.DEFERRED)
    return _lose(actor, admission_ids, on, Verb.FORFEIT, states, judge, changes)


@transaction.atomic
def cancel(*, actor: Scope, admission_ids: Collection[int], on: date | None = None) -> tuple[list[Admission], Refused]:
    """Confirm that these kept places are cancelled: re-check failed, or nobody back in time (Beijing 7)."""

    def judge(reading: Reading, row: Admission, day: date) -> Verdicts:
        return reading.cancellation(row, day)

    def changes(reading: Reading, row: Admission, day: date) -> dict[str, Any]:
        said = next(iter(reading.cancellation(row, day)))
        return {"lost_on": day, "lost_reason": said.reason[:200]}

    return _lose(actor, admission_ids, on, Verb.CANCEL, (AdmissionState.KEPT,), judge, changes)


@transaction.atomic
def reinstate(*, actor: Scope, admission: Admission, note: str) -> Admission:
    """Take a confirmation back that was a mistake; not any more once the papers are on a list that went back.

    Raises Invalid without a reason, Conflict once the papers went back.
    """
    require(actor)
    [row] = locked([admission.pk])
    if not note.strip():
        raise Invalid(_("请写明恢复入学资格的理由。"), field="note")
    if row.return_list_id is not None:
        raise Conflict(_("该生已列入退回名单 %s，先作废名单或与招生主管部门联系。") % row.return_list)
    [row] = move(
        actor=actor,
        admissions=[row],
        verb=Verb.REINSTATE,
        to=_state_before(row),
        changes=lambda _row: {"lost_on": None, "lost_reason": ""},
        note=note,
    )
    return row


def _state_before(row: Admission) -> AdmissionState:
    if row.state == AdmissionState.CANCELLED:
        return AdmissionState.KEPT
    return AdmissionState.DEFERRED if row.deferred_to else AdmissionState.ADMITTED


def _lose(
    actor: Scope,
    admission_ids: Collection[int],
    on: date | None,
    verb: Verb,
    states: Collection[AdmissionState],
    judge: Callable[[Reading, Admission, date], Verdicts],
    changes: Callable[[Reading, Admission, date], dict[str, Any]],
) -> tuple[list[Admission], Refused]:
    require(actor)
    day, rows = on or clock.today(), locked(admission_ids)
    if not rows:
        raise NotAllowed(_("本校录取名单中没有这些学生。"))
    reading = reading_of(rows[0].school)
    done: list[Admission] = []
    refused: Refused = []
    for row in rows:
        if row.state not in states:
            refused.append((row, _("现在是“%s”") % row.get_state_display()))
            continue
        verdicts = judge(reading, row, day)
        if verdicts.blocks:
            refused.append((row, next(verdict for verdict in verdicts if verdict.blocks).reason))
        else:
            done.append(row)
    for row in done:
        let_go(row)
    move(actor=actor, admissions=done, verb=verb, on=day, changes=lambda row: changes(reading, row, day))
    return done, refused
