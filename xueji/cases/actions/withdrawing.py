"""Taking a case back, until the last decision has been made."""

from django.db import transaction
from django.utils.translation import gettext as _

from xueji import clock
from xueji.cases import registry
from xueji.cases.engine import is_opener, lock, move, notify, record, state_after
from xueji.cases.models import Case, Item, Step
from xueji.cases.sorting import end_without_effect
from xueji.cases.states import DecisionVerb, ItemState, StepState
from xueji.errors import NotAllowed
from xueji.organizations.scope import Scope, unfenced


@transaction.atomic
def case_withdraw(*, actor: Scope, case: Case, opinion: str = "") -> Case:
    """Take the case back; the opener's organization may until it has taken effect."""
    case = lock(case.pk)
    if not is_opener(actor, case) or actor.user_id is None:
        raise NotAllowed(_("只有开办单位的经办人能撤回。"))
    return _withdraw(case, actor, opinion)


@transaction.atomic
def case_withdraw_by_student(*, actor: Scope, case: Case, opinion: str = "") -> Case:
    """The student takes the own application back, until it has taken effect; where the kind is applied for by students.

    Raises NotAllowed for another's case, a batch, or a matter that the school decides on without an application.
    """
    mine = Item.objects.filter(case=case.pk, person_id=actor.person_id or 0).exists()
    if actor.person_id is None or not mine or case.is_batch or not registry.get(case.kind).student_may_apply:
        raise NotAllowed(_("这一件不是您申请的，不能撤回。"))
    with unfenced(reason=f"a student withdraws case {case.pk}"):
        return _withdraw(lock(case.pk), actor, opinion)


def _withdraw(case: Case, actor: Scope, opinion: str) -> Case:
    state_after(case, DecisionVerb.WITHDRAW)
    waiting = list(Step.objects.filter(case=case, state=StepState.OPEN).values_list("organization", flat=True))
    record(case, DecisionVerb.WITHDRAW, actor, opinion=opinion)
    end_without_effect(case, ItemState.WITHDRAWN)
    maker = case.opened_by_id or actor.user_id
    move(case, DecisionVerb.WITHDRAW, closed_at=clock.now(), opened_by_id=maker)
    for organization_id in sorted({*waiting, case.opened_for_id} - {actor.organization_id}):
        notify(case, organization_id, "withdrawn", _("%(title)s 已撤回，不必再办") % {"title": case.title})
    return case
