"""Taking note of what took effect (备案), objecting, and orders to correct (责令改正: Beijing 47, Zhejiang 51)."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from xueji import clock
from xueji.cases import clocks
from xueji.cases.engine import close_if_settled, lock, move, notify, open_step_of, record
from xueji.cases.models import Case, ClockEntry, Step
from xueji.cases.states import DecisionVerb, StepKind, StepState
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import Scope
from xueji.policies.engine.registry import get as policy
from xueji.policies.readers import reads

LONGEST_ORDER = 60  # working days


@transaction.atomic
def step_file(
    *, actor: Scope, case: Case, opinion: str = "", objection: bool = False, working_days: int | None = None
) -> Case:
    """Take note of an effective case, or object: an order to correct goes to the opener, with so many working days.

    Neither undoes the effect. Filing after a correction settles the order; objecting again insists on it. Without
    `working_days` the order has the time of a step. Raises Invalid without words on what to correct.
    """
    case = lock(case.pk)
    step = open_step_of(case, actor, [StepKind.FILING])
    if not objection:
        clocks.finish(step)
        move(case, DecisionVerb.FILE)
        record(case, DecisionVerb.FILE, actor, step=step, opinion=opinion)
        close_if_settled(case)
        return case
    if not opinion.strip():
        raise Invalid(_("提出异议要写明责令改正什么。"), field="opinion")
    if working_days is not None and not 1 <= working_days <= LONGEST_ORDER:
        raise Invalid(_("改正期限应在 1 到 %(most)d 个工作日之间。") % {"most": LONGEST_ORDER}, field="working_days")
    clocks.finish(step, StepState.OBJECTED)
    move(case, DecisionVerb.OBJECT)
    order = _order(case, step, working_days or _usual_days(case))
    record(case, DecisionVerb.OBJECT, actor, step=step, opinion=opinion, order=order.position)
    notify(case, case.opened_for_id, "objected", _("%(title)s 备案时被提出异议，限期改正") % {"title": case.title})
    return case


@transaction.atomic
def step_correct(*, actor: Scope, case: Case, opinion: str) -> Case:
    """Answer an order: say what was corrected (or that a revocation was opened). The objecting level looks at it again.

    Raises NotAllowed for others than the opener's officers, Conflict when no order lies there, Invalid without words.
    """
    case = lock(case.pk)
    may = actor.allows("open_cases") or actor.allows("decide_cases")
    if actor.organization_id != case.opened_for_id or not may or actor.user_id is None:
        raise NotAllowed(_("责令改正由开办单位答复。"))
    order = (
        Step.objects.select_for_update(of=("self",))
        .select_related("ordered_by")
        .filter(case=case, kind=StepKind.CORRECTION, state=StepState.OPEN)
        .order_by("position")
        .first()
    )
    if order is None or order.ordered_by is None:
        raise Conflict(_("现在没有等待答复的责令改正。"))
    if not opinion.strip():
        raise Invalid(_("请写明改正了什么，或已开办哪一件撤销。"), field="opinion")
    clocks.finish(order)
    move(case, DecisionVerb.CORRECT)
    record(case, DecisionVerb.CORRECT, actor, step=order, opinion=opinion)
    clocks.start(order.ordered_by, event=ClockEntry.Event.RESUME)
    notify(case, order.ordered_by.organization_id, "corrected", _("%(title)s 已报告改正") % {"title": case.title})
    return case


def _order(case: Case, objected: Step, working_days: int) -> Step:
    """A step of its own behind all others, which lies with the opener and keeps its time."""
    last = case.steps.aggregate(position=Max("position"), group=Max("group"))
    order = Step(
        case=case,
        position=last["position"] + 1,
        group=last["group"] + 1,
        key="correction",
        label=_("责令改正"),
        organization_id=case.opened_for_id,
        kind=StepKind.CORRECTION,
        citation=objected.citation,
        budget=working_days,
        ordered_by=objected,
        viewers=case.viewers,
        parties=case.parties,
    )
    order.save(force_insert=True)
    clocks.start(order)
    return order


@reads("step.working_days")
def _usual_days(case: Case) -> int:
    return policy(case.policy_key).parameters(clock.today()).integer("step.working_days")
