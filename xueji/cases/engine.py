"""The one place that moves a case: transitions by compare-and-set, what opens next, what happens when all have agreed."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from xueji import clock
from xueji.cases import clocks, registry
from xueji.cases.models import Case, ClockEntry, Decision, Item, Notice, Step
from xueji.cases.states import (
    DECIDING_VERBS,
    HOLDING,
    TRANSITIONS,
    CaseState,
    DecisionVerb,
    ItemState,
    StepKind,
    StepState,
)
from xueji.errors import Conflict, NotAllowed
from xueji.organizations.models import User
from xueji.organizations.scope import Scope, case_effect
from xueji.web.formats import cn_datetime

CONTENT_VERBS = {DecisionVerb.SUBMIT, DecisionVerb.RETURN, DecisionVerb.REFER, DecisionVerb.EVIDENCE}


def lock(case_id: int) -> Case:
    """The case under a row lock, fresh from the database.

    Raises NotAllowed for who may only read it: the levels above the parties can write nothing in it.
    """
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise NotAllowed(_("这一件不归贵单位办理，只能查看。"))
    return case


def state_after(case: Case, verb: DecisionVerb) -> CaseState:
    """Where the verb leads from the case's state. Raises Conflict when the table has nothing from here; for verbs that
    write before they move the case."""
    before = CaseState(case.state)
    after = TRANSITIONS.get((before, verb))
    if after is None:
        raise Conflict(
            _("这一件现在是“%(state)s”，不能%(verb)s。页面已经过时，请刷新后再看。")
            % {"state": before.label, "verb": verb.label}
        )
    return after


def move(case: Case, verb: DecisionVerb, **changes: Any) -> Case:
    """Make a transition. Raises Conflict when the table has none from here, or when somebody was faster."""
    before, after = case.state, state_after(case, verb)
    revision = case.revision + (verb in CONTENT_VERBS)
    moved = Case.objects.filter(pk=case.pk, state=before, revision=case.revision).update(
        state=after, revision=revision, **changes
    )
    if not moved:
        raise Conflict(_("别人刚刚办了这一件，请刷新后再看。"))
    case.state, case.revision = after, revision
    for name, value in changes.items():
        setattr(case, name, value)
    return case


def open_step_of(case: Case, actor: Scope, kinds: Iterable[StepKind]) -> Step:
    """The open step that lies with the actor's organization. Raises NotAllowed or Conflict saying why there is none."""
    if why := why_not_decide(case, actor):
        raise NotAllowed(why)
    steps = Step.objects.select_for_update().filter(case=case, organization=actor.organization_id, kind__in=list(kinds))
    found = steps.filter(state=StepState.OPEN).order_by("position").first()
    if found is None:
        raise Conflict(who_was_faster(case, actor))
    return found


def why_not_decide(case: Case, actor: Scope, decisions: Iterable[Decision] | None = None) -> str:
    """Why this person may decide nothing on the case, whichever step is open; empty when nothing stands against.

    Nobody decides on what he opened or handed up, nor twice for different organizations. `decisions` of the case, if
    they are at hand.
    """
    if not actor.allows("decide_cases"):
        return _("您的职务不能核办。请由有核办权限的同事办理。")
    if case.opened_by_id is not None and case.opened_by_id == actor.user_id:
        return _("这一件是您经办提交的，须由本单位另一位同事核办。")
    if decisions is None:
        decisions = Decision.objects.filter(case=case, actor=actor.user_id).select_related("organization")
    for decision in decisions:
        if decision.actor_id is None or decision.actor_id != actor.user_id:
            continue
        if decision.verb == DecisionVerb.SUBMIT:
            return _("这一件是您经办提交的，须由本单位另一位同事核办。")
        if decision.verb in DECIDING_VERBS and decision.organization_id != actor.organization_id:
            return _("您已代表%(name)s办过这一件，须由另一位同事核办。") % {"name": decision.organization.name}
    return ""


def is_opener(actor: Scope, case: Case) -> bool:
    """Whether the actor's office opened the case and may hand it up, take it back and open it anew."""
    return actor.organization_id == case.opened_for_id and registry.get(case.kind).may_open(actor)


def who_was_faster(case: Case, actor: Scope) -> str:
    """Why nothing is left to decide for the actor's organization: who did what, or that it is not its turn."""
    last = Decision.objects.filter(case=case, organization=actor.organization_id, step__isnull=False).first()
    if last is None:
        return _("这一件现在不在您这里。请回到待办，看它停在哪一步。")
    return _("%(name)s 已于 %(time)s 办了“%(verb)s”，您写的意见没有提交。") % {
        "name": last.actor_name,
        "time": cn_datetime(last.at),
        "verb": last.get_verb_display(),
    }


def record(
    case: Case, verb: DecisionVerb, actor: Scope, *, step: Step | None = None, opinion: str = "", **data: Any
) -> Decision:
    """Append a decision with the rules' answers of this moment."""
    user = User.objects.filter(pk=actor.user_id).first() if actor.user_id else None
    return Decision.objects.create(
        case=case,
        step=step,
        verb=verb,
        actor=user,
        actor_name=user.name if user else _("系统"),
        organization_id=actor.organization_id or case.opened_for_id,
        role=actor.role,
        opinion=opinion,
        data=data,
        verdicts=case.verdicts,
        at=clock.now(),
    )


def advance(case: Case) -> list[Step]:
    """Open what comes next: the first group that still owes an agreement, resuming the clocks that stood.

    Returns what opened; an empty list while others are still at work, or when all have agreed.
    """
    holding = list(case.steps.filter(kind__in=HOLDING))
    if any(step.state == StepState.OPEN for step in holding):
        return []
    owing = [step for step in holding if step.state in {StepState.WAITING, StepState.STOPPED}]
    if not owing:
        return []
    group = min(step.group for step in owing)
    opened = [step for step in owing if step.group == group]
    for step in opened:
        stood = step.state == StepState.STOPPED
        clocks.start(step, event=ClockEntry.Event.RESUME if stood else ClockEntry.Event.START)
        notify(case, step.organization_id, "arrived", _("%(title)s 到了贵单位") % {"title": case.title})
    return opened


def all_agreed(case: Case) -> bool:
    """Whether every step that holds the case up is done."""
    return not case.steps.filter(kind__in=HOLDING).exclude(state=StepState.DONE).exists()


def take_effect(case: Case, items: list[Item], actor: Scope) -> None:
    """Apply the effect in the transaction of the last decision, then open the filings, or close the case."""
    moment = clock.now()
    kind = registry.get(case.kind)
    with case_effect(case.pk, reason=f"effect of case {case.pk}") as scope:
        kind.apply(case, items, scope)
        Item.objects.filter(pk__in=[item.pk for item in items]).update(state=ItemState.APPLIED, binds=False)
    move(case, DecisionVerb.APPLY, effective_at=moment)
    for step in case.steps.filter(kind=StepKind.FILING, state=StepState.WAITING):
        clocks.start(step)
        notify(case, step.organization_id, "filing", _("%(title)s 已生效，请备案") % {"title": case.title})
    notify(case, case.opened_for_id, "effective", _("%(title)s 已生效") % {"title": case.title})
    close_if_settled(case)


def close_if_settled(case: Case) -> None:
    """An effective case is closed once nobody has anything left to file, to correct or to look at again."""
    if not case.steps.filter(state=StepState.OPEN).exists():
        move(case, DecisionVerb.CLOSE, closed_at=clock.now())


def end_steps(case: Case) -> None:
    """The case is over: nobody works on it any more. To be called before the case is moved to its end, which freezes it."""
    for step in case.steps.filter(state__in=[StepState.OPEN, StepState.STOPPED]):
        clocks.finish(step, StepState.CANCELLED)
    case.steps.filter(state=StepState.WAITING).update(state=StepState.CANCELLED)


def notify(case: Case, organization_id: int, kind: str, text: str) -> None:
    """A line for an organization. Titles carry no names of students."""
    Notice.objects.bulk_create(
        [Notice(organization_id=organization_id, case=case, kind=kind, text=text, at=clock.now())]
    )
