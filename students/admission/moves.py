"""The only writer of states: looks at the table, locks, changes, and writes the history with it."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from students.admission.models import Admission, AdmissionEvent
from students.admission.states import TRANSITIONS, AdmissionState, Verb
from xueji import clock
from xueji.audit.actions import event_record
from xueji.database.fence import Level
from xueji.errors import Conflict, NotAllowed
from xueji.organizations.scope import Scope

SUBJECT = "admission"
_BATCH = 1000
Changes = Callable[[Admission], dict[str, Any]]


def require(actor: Scope, permission: str = "manage_students") -> None:
    """Raise NotAllowed unless the actor keeps the files of a school."""
    if actor.level is not Level.SCHOOL or not actor.allows(permission):
        raise NotAllowed(_("新生录取与报到由学校的学籍管理员办理。"))


def locked(keys: Iterable[int]) -> list[Admission]:
    """The admissions, locked in the order of their keys; those behind the fence are not there."""
    rows = Admission.objects.select_for_update(of=("self",)).filter(pk__in=list(keys)).order_by("pk")
    return list(rows.select_related("programme", "school", "student"))


@transaction.atomic
def move(
    *,
    actor: Scope,
    admissions: Collection[Admission],
    verb: Verb,
    to: AdmissionState | None = None,
    on: date | None = None,
    changes: Changes | None = None,
    note: str = "",
    data: dict[str, Any] | None = None,
) -> list[Admission]:
    """Do one thing to many admissions that were read under lock: state, columns, history and audit together.

    `to` is needed where the table leaves a choice. Raises Conflict when one of them is in a state in which it cannot be
    done, and changes none then.
    """
    rows, step = list(admissions), TRANSITIONS[verb]
    for admission in rows:
        if admission.state not in step.sources:
            raise Conflict(
                _("“%(name)s”现在是“%(state)s”，不能办“%(verb)s”。请刷新后再看。")
                % {"name": admission.name, "state": admission.get_state_display(), "verb": verb.label}
            )
    target = to or (step.targets[0] if len(step.targets) == 1 else None)
    if target is not None and target not in step.targets:
        raise ValueError(f"{verb} does not lead to {target}")
    before = {admission.pk: admission.state for admission in rows}
    touched: set[str] = set()
    for admission in rows:
        columns = changes(admission) if changes else {}
        if target is not None:
            columns = columns | {"state": target.value}
        for name, value in columns.items():
            setattr(admission, name, value)
        touched |= set(columns)
    if touched:
        Admission.objects.bulk_update(rows, sorted(touched), batch_size=_BATCH)
    _remember(actor, rows, verb, before, on or clock.today(), note, data or {})
    return rows


def _remember(
    actor: Scope,
    rows: list[Admission],
    verb: Verb,
    before: dict[int, str],
    on: date,
    note: str,
    data: dict[str, Any],
) -> None:
    AdmissionEvent.objects.bulk_create(
        [
            AdmissionEvent(
                school_id=admission.school_id,
                admission_id=admission.pk,
                verb=verb,
                from_state=before[admission.pk],
                to_state=admission.state,
                on=on,
                note=note[:200],
                data=data,
                actor_id=actor.user_id,
                at=clock.now(),
            )
            for admission in rows
        ],
        batch_size=_BATCH,
    )
    if rows:
        one = rows[0].pk if len(rows) == 1 else None
        event_record(
            kind=f"admission_{verb.value}",
            actor_id=actor.user_id,
            organization_id=actor.organization_id,
            subject=SUBJECT,
            subject_id=one,
            data=data | {"count": len(rows)} | ({} if one else {"first": rows[0].pk, "last": rows[-1].pk}),
        )


def listed(actor: Scope, rows: list[Admission]) -> None:
    """Write down that admissions came onto the list (they have no earlier state)."""
    _remember(actor, rows, Verb.LIST, {admission.pk: "" for admission in rows}, clock.today(), "", {})
