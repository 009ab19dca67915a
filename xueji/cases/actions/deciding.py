"""Agreeing, sending back and refusing, for the organization at whose step the case lies."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from xueji import clock
from xueji.cases import clocks, registry
from xueji.cases.engine import advance, all_agreed, lock, move, notify, open_step_of, record, take_effect
from xueji.cases.models import Case
from xueji.cases.outside import paper_owed
from xueji.cases.returning import ask_again, earlier_steps, send_back
from xueji.cases.sorting import end_without_effect, judge_for_decision, leave_behind, settle_outcomes
from xueji.cases.states import DecisionVerb, ItemState, StepKind
from xueji.errors import Conflict, Invalid
from xueji.organizations.scope import Scope

_DECIDING = (StepKind.APPROVAL, StepKind.OUTSIDE)


@transaction.atomic
def step_approve(
    *,
    actor: Scope,
    case: Case,
    revision: int,
    opinion: str = "",
    exceptions: Mapping[str, str] | None = None,
    returned_items: Mapping[int, str] | None = None,
    rejected_items: Mapping[int, str] | None = None,
) -> Case:
    """Agree for the actor's organization; the last agreement makes the case effective, on freshly checked facts.

    `exceptions` are grounds by rule key, from the level that may grant them; `returned_items` and `rejected_items` are
    students of a batch who go back to the school or are refused, by item id with the reason; the others are agreed to.
    Raises NotAllowed, Conflict, Invalid (grounds or reasons missing), RuleViolated.
    """
    case = lock(case.pk)
    step = open_step_of(case, actor, _DECIDING)
    _same_revision(case, revision)
    if owed := paper_owed(case, step) or registry.get(case.kind).owed_before_approval(case, step):
        raise Invalid(owed)
    returned, rejected = dict(returned_items or {}), dict(rejected_items or {})
    items = settle_outcomes(case, returned, rejected)
    grounds = {rule: text.strip() for rule, text in (exceptions or {}).items() if text.strip()}
    verdicts, total = judge_for_decision(
        case, items, grounds if step.decides_exceptions else {}, decides_exceptions=step.decides_exceptions
    )
    clocks.finish(step)
    move(case, DecisionVerb.APPROVE)
    outcomes = {"given_back": sorted(returned), "refused": sorted(rejected)}
    record(case, DecisionVerb.APPROVE, actor, step=step, opinion=opinion, exceptions=grounds, **outcomes)
    ask_again(case, step)
    if not advance(case) and all_agreed(case):
        take_effect(case, leave_behind(case, items, verdicts, total, exceptions_block=True), actor)
    return case


@transaction.atomic
def step_return(*, actor: Scope, case: Case, revision: int, to_position: int, opinion: str) -> Case:
    """Send the case back to any earlier step for correction. The clocks of the steps that were open stand still.

    Back at its opener the case is handed up again; back at another seat it is agreed to (or sent further back) there.
    Raises Invalid without a reason or for a step that is not earlier.
    """
    case = lock(case.pk)
    step = open_step_of(case, actor, _DECIDING)
    _same_revision(case, revision)
    if not opinion.strip():
        raise Invalid(_("退回要写明需补正什么，学校才知道怎么改。"), field="opinion")
    earlier = {other.position: other for other in earlier_steps(step, list(case.steps.all()))}
    target = earlier.get(to_position)
    if target is None:
        raise Invalid(_("请选择退回到哪一步。"), field="to_position")
    content = send_back(case, target)
    move(case, DecisionVerb.RETURN if target.kind == StepKind.SUBMISSION else DecisionVerb.REFER)
    record(case, DecisionVerb.RETURN, actor, step=step, opinion=opinion, to_position=to_position, content=content)
    notify(case, target.organization_id, "returned", _("%(title)s 被退回补正") % {"title": case.title})
    return case


@transaction.atomic
def case_reject(*, actor: Scope, case: Case, revision: int, opinion: str) -> Case:
    """Refuse, with a reason; the case ends without effect."""
    case = lock(case.pk)
    step = open_step_of(case, actor, _DECIDING)
    _same_revision(case, revision)
    if not opinion.strip():
        raise Invalid(_("不同意要写明理由并引条款。"), field="opinion")
    clocks.finish(step)
    record(case, DecisionVerb.REJECT, actor, step=step, opinion=opinion)
    end_without_effect(case, ItemState.REJECTED)
    move(case, DecisionVerb.REJECT, closed_at=clock.now())
    notify(case, case.opened_for_id, "rejected", _("%(title)s 未获同意") % {"title": case.title})
    return case


def _same_revision(case: Case, revision: int) -> None:
    if case.revision != revision:
        raise Conflict(_("办件内容在您打开之后有改动，请刷新后按新内容决定。"))
