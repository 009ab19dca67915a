"""Opening a revocation."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from xueji import clock
from xueji.cases import registry
from xueji.cases.actions.opening import case_open
from xueji.cases.models import Case, Item, Step
from xueji.cases.registry import NewItem
from xueji.cases.revocation import rules
from xueji.cases.revocation.kind import STANDING
from xueji.cases.states import DECIDED, ItemState, StepState
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import Scope

KIND = "revocation"
REASON_LENGTH = 500


@transaction.atomic
def revocation_open(*, actor: Scope, case: Case, reason: str, student_ids: Collection[int] | None = None) -> Case:
    """A draft that undoes a case which took effect, for all its students or, where the kind can, for some of them.

    Opened by the body that opened the case or by any that decided in it. Raises NotAllowed for others and for kinds that
    cannot be undone, Conflict when it does not stand (any more) or is being undone already, Invalid without a reason.
    """
    if why := why_not_revoke(actor, case):
        raise NotAllowed(why)
    if case.state not in STANDING:
        raise Conflict(_("只有已生效的办件可以撤销。"))
    if not reason.strip():
        raise Invalid(_("撤销要写明原办件错在哪里。"), field="reason")
    if len(reason) > REASON_LENGTH:
        raise Invalid(_("理由最多 %(most)d 字。") % {"most": REASON_LENGTH}, field="reason")
    items = Item.objects.filter(case=case, state=ItemState.APPLIED).order_by("position")
    if student_ids is not None:
        if not registry.get(case.kind).undoes_single_items:
            raise Invalid(_("这类办件只能整件撤销。"), field="students")
        items = items.filter(student_id__in=list(student_ids))
    return case_open(
        actor=actor,
        kind=KIND,
        policy_key=case.policy_key,
        title=(_("撤销：%(title)s") % {"title": case.title})[:120],
        items=[NewItem(item.student_id, item.person_id, _still_true(item.snapshot)) for item in items],
        details={"reason": reason.strip()},
        original=case,
    )


def _still_true(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The snapshot without the status, which the case to be revoked has changed."""
    return {key: value for key, value in snapshot.items() if key not in {"status", "status_label"}}


def why_not_revoke(actor: Scope, case: Case, steps: Collection[Step] | None = None) -> str:
    """Why the actor's office may not open a revocation of the case; empty when it may. `steps` of it, if at hand."""
    kind = registry.get(case.kind)
    if not kind.can_be_undone:
        return _("“%(kind)s”类办件不能撤销。") % {"kind": kind.label}
    if not registry.get(KIND).may_open(actor):
        return _("您的职务不能开办撤销。")
    if steps is None:
        steps = list(Step.objects.filter(case=case))
    decided = any(
        step.kind in DECIDED
        and step.organization_id == actor.organization_id
        and step.state in {StepState.DONE, StepState.OBJECTED, StepState.OPEN}
        for step in steps
    )
    opener = case.opened_for_id == actor.organization_id
    if not rules.may_open(case.policy_key, clock.today(), opener=opener, decider=decided):
        return _("撤销由原开办单位或曾经核办的一级提出。")
    return ""
