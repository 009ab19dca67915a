"""The one place that moves a case: transitions by compare-and-set, the chain, what happens when all have agreed."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from xueji import clock
from xueji.cases import clocks, registry
from xueji.cases.models import Case, ClockEntry, Decision, Item, Notice, Step
from xueji.cases.states import TRANSITIONS, CaseState, DecisionVerb, ItemState, StepKind, StepState
from xueji.errors import Conflict, NotAllowed
from xueji.organizations.models import Organization, User
from xueji.organizations.scope import Scope, case_effect
from xueji.policies.engine.registry import get as policy
from xueji.web.formats import cn_datetime

CONTENT_VERBS = {DecisionVerb.SUBMIT, DecisionVerb.RETURN, DecisionVerb.EVIDENCE}


def lock(case_id: int) -> Case:
    """The case under a row lock, fresh from the database.

    Raises NotAllowed for who may only read it: the levels above the parties can write nothing in it.
    """
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise NotAllowed(_("这一件不归贵单位办理，只能查看。"))
    return case


def move(case: Case, verb: DecisionVerb, **changes: Any) -> Case:
    """Make a transition. Raises Conflict when the table has none from here, or when somebody was faster."""
    before = CaseState(case.state)
    after = TRANSITIONS.get((before, verb))
    if after is None:
        raise Conflict(
            _("这一件现在是“%(state)s”，不能%(verb)s。页面已经过时，请刷新后再看。")
            % {"state": before.label, "verb": verb.label}
        )
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


def plan_chain(case: Case) -> None:
    """Write the steps of the chain that binds the case, with the organizations that sit in it.

    They see the case from its submission on; a draft is its opener's alone.
    """
    kind = registry.get(case.kind)
    parties = kind.parties(case)
    exception = any(verdict["outcome"] == "exception" for verdict in case.verdicts)
    planned = policy(case.policy_key).plan(
        case.kind, kind.route(case), parties, clock.today(), with_exception=exception
    )
    case.roles = {name: key for name, key in parties.items() if key}
    case.parties = case.viewers = [case.opened_for_id]
    if case.state != CaseState.DRAFT:
        case.parties = sorted({step.organization_id for step in planned} | {case.opened_for_id})
        bodies = Organization.objects.filter(pk__in=case.parties)
        case.viewers = sorted({key for body in bodies for key in body.key_chain()})
    case.save(update_fields=["roles", "parties", "viewers"])
    # A draft's steps have no decisions yet; an ordinary delete would look for them in tables that allow no deleting.
    case.steps.all()._raw_delete(case.steps.db)
    Step.objects.bulk_create(
        Step(
            case=case,
            position=step.position,
            group=step.group,
            key=step.key,
            label=step.label,
            organization_id=step.organization_id,
            outside_name=step.outside_name[:120],
            kind=step.kind,
            melted=[seat.label for seat in step.melted],
            citation=step.citation.to_dict(),
            decides_exceptions=step.decides_exceptions,
            escalates=step.late == "escalate",
            budget=step.budget_working_days,
            viewers=case.viewers,
            parties=case.parties,
        )
        for step in planned
    )


def open_step_of(case: Case, actor: Scope, kinds: Iterable[StepKind]) -> Step:
    """The open step that lies with the actor's organization. Raises NotAllowed or Conflict saying why there is none."""
    if not actor.allows("decide_cases"):
        raise NotAllowed(_("您的职务不能核办。请由有核办权限的同事办理。"))
    if case.opened_by_id == actor.user_id:
        raise NotAllowed(_("这一件是您经办提交的，须由本单位另一位同事核办。"))
    steps = Step.objects.select_for_update().filter(case=case, organization=actor.organization_id, kind__in=list(kinds))
    found = steps.filter(state=StepState.OPEN).order_by("position").first()
    if found is None:
        raise Conflict(who_was_faster(case, actor))
    return found


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
    """Open what comes next: stopped clocks first, else the next group that holds the case up. Returns what opened;
    an empty list while others of the group are still at work, or when all have agreed."""
    steps = list(case.steps.all())
    if stopped := [step for step in steps if step.state == StepState.STOPPED]:
        for step in stopped:
            clocks.start(step, event=ClockEntry.Event.RESUME)
        return stopped
    holding = [step for step in steps if step.kind != StepKind.FILING]
    if any(step.state == StepState.OPEN for step in holding):
        return []
    waiting = [step for step in holding if step.state == StepState.WAITING]
    if not waiting:
        return []
    group = min(step.group for step in waiting)
    opened = [step for step in waiting if step.group == group]
    for step in opened:
        clocks.start(step)
        notify(case, step.organization_id, "arrived", _("%(title)s 到了贵单位") % {"title": case.title})
    return opened


def all_agreed(case: Case) -> bool:
    """Whether every step that holds the case up is done."""
    return not case.steps.exclude(kind=StepKind.FILING).exclude(state=StepState.DONE).exists()


def take_effect(case: Case, items: list[Item], actor: Scope) -> None:
    """Apply the effect in the transaction of the last decision, then open the filings, or close the case."""
    moment = clock.now()
    kind = registry.get(case.kind)
    with case_effect(case.pk, reason=f"effect of case {case.pk}") as scope:
        kind.apply(case, items, scope)
        Item.objects.filter(pk__in=[item.pk for item in items]).update(state=ItemState.APPLIED, binds=False)
    move(case, DecisionVerb.APPLY, effective_at=moment)
    filings = [step for step in case.steps.all() if step.kind == StepKind.FILING]
    for step in filings:
        clocks.start(step)
        notify(case, step.organization_id, "filing", _("%(title)s 已生效，请备案") % {"title": case.title})
    notify(case, case.opened_for_id, "effective", _("%(title)s 已生效") % {"title": case.title})
    if not filings:
        move(case, DecisionVerb.CLOSE, closed_at=moment)


def end_steps(case: Case) -> None:
    """The case is over: nobody works on it any more."""
    for step in case.steps.filter(state__in=[StepState.OPEN, StepState.STOPPED]):
        clocks.finish(step, StepState.CANCELLED)
    case.steps.filter(state=StepState.WAITING).update(state=StepState.CANCELLED)


def notify(case: Case, organization_id: int, kind: str, text: str) -> None:
    """A line for an organization. Titles carry no names of students."""
    Notice.objects.bulk_create(
        [Notice(organization_id=organization_id, case=case, kind=kind, text=text, at=clock.now())]
    )
