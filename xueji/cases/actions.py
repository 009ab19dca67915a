"""Verbs of cases. Each is atomic, asks who acts, moves the case by the engine and leaves a decision behind."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from xueji import clock
from xueji.cases import checks, clocks, registry
from xueji.cases.engine import (
    advance,
    all_agreed,
    end_steps,
    lock,
    move,
    notify,
    open_step_of,
    plan_chain,
    record,
    take_effect,
)
from xueji.cases.models import Case, Item, Step
from xueji.cases.registry import NewItem
from xueji.cases.states import DecisionVerb, ItemState, StepKind, StepState
from xueji.errors import Conflict, Invalid, NotAllowed, RuleViolated
from xueji.organizations.scope import Scope
from xueji.policies.engine.registry import get as policy
from xueji.policies.engine.verdicts import Outcome, Verdicts


@transaction.atomic
def case_open(
    *,
    actor: Scope,
    kind: str,
    policy_key: str,
    title: str,
    items: list[NewItem],
    details: dict[str, Any],
    rows: Sequence[Model] = (),
) -> Case:
    """Open a draft for the actor's organization. `details` are the kind's own, `items` the students, `rows` unsaved rows
    of the kind's own tables (all of one model, each with a `case`), saved with it.

    Raises NotAllowed without the right, Invalid when nobody is in it.
    """
    case_kind = registry.get(kind)
    if not actor.allows(case_kind.start_permission) or actor.organization_id is None or actor.user_id is None:
        raise NotAllowed(_("您的职务不能开办“%(kind)s”。") % {"kind": case_kind.label})
    if not items:
        raise Invalid(_("还没有选学生，请先选学生再开办。"))
    case = Case.objects.create(
        kind=kind,
        policy_key=policy_key,
        policy_version=policy(policy_key).version(clock.today()),
        opened_by_id=actor.user_id,
        opened_for_id=actor.organization_id,
        parties=[actor.organization_id],
        viewers=[actor.organization_id],
        title=title,
        is_batch=case_kind.is_batch or len(items) > 1,
        details=details,
        created_at=clock.now(),
    )
    Item.objects.bulk_create(
        [
            Item(
                case=case,
                position=position,
                person_id=item.person_id,
                student_id=item.student_id,
                snapshot=item.snapshot,
            )
            for position, item in enumerate(items, start=1)
        ],
        batch_size=1000,
    )
    for row in rows:
        row.case = case  # type: ignore[attr-defined]
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=1000)
    case_kind.opened(case)
    return case_check(actor=actor, case=case)


@transaction.atomic
def case_check(*, actor: Scope, case: Case) -> Case:
    """Ask the rules again on fresh facts (hints while it is a draft) and lay the chain that it would run."""
    case = lock(case.pk)
    items = checks.live_items(case)
    checks.keep_verdicts(case, items, checks.check_items(case, items))
    if case.submitted_at is None:
        plan_chain(case)
    return case


@transaction.atomic
def case_submit(*, actor: Scope, case: Case, opinion: str = "") -> Case:
    """Hand a draft (or a returned case) up: rules are asked, the chain laid, the first clocks started.

    In a batch the students whom a rule stops stay behind with the reason. Raises RuleViolated when nobody is left,
    Conflict when the case or one of its students is already under way.
    """
    case = lock(case.pk)
    if actor.organization_id != case.opened_for_id or not actor.allows("open_cases"):
        raise NotAllowed(_("只有开办单位的经办人能提交。"))
    first = case.submitted_at is None
    items = _sort_out(case, checks.live_items(case), exceptions_block=False)
    move(case, DecisionVerb.SUBMIT, submitted_at=case.submitted_at or clock.now())
    if first:
        case.policy_version = policy(case.policy_key).version(clock.today())
        case.save(update_fields=["policy_version"])
        plan_chain(case)
        _bind(case, items)
    submitted = _fulfil_submission(case)
    record(case, DecisionVerb.SUBMIT, actor, step=submitted, opinion=opinion)
    advance(case)
    return case


@transaction.atomic
def step_approve(
    *,
    actor: Scope,
    case: Case,
    revision: int,
    opinion: str = "",
    exceptions: dict[str, str] | None = None,
    returned_items: dict[int, str] | None = None,
) -> Case:
    """Agree for the actor's organization; the last agreement makes the case effective, on freshly checked facts.

    `exceptions` are grounds by rule key, from the level that may grant them; `returned_items` are students of a batch
    who go back to the school, with the reason. Raises NotAllowed, Conflict, Invalid (grounds missing), RuleViolated.
    """
    case = lock(case.pk)
    step = open_step_of(case, actor, [StepKind.APPROVAL, StepKind.OUTSIDE])
    _same_revision(case, revision)
    if owed := registry.get(case.kind).owed_before_approval(case, step):
        raise Invalid(owed)
    _give_back_items(case, returned_items or {})
    grounds = {rule: text.strip() for rule, text in (exceptions or {}).items() if text.strip()}
    if step.decides_exceptions:
        _exceptions_have_grounds(case, grounds)
    else:
        _nothing_stops(case)
    clocks.finish(step)
    move(case, DecisionVerb.APPROVE)
    given_back = sorted(returned_items or {})
    record(case, DecisionVerb.APPROVE, actor, step=step, opinion=opinion, exceptions=grounds, given_back=given_back)
    if not advance(case) and all_agreed(case):
        items = _sort_out(case, checks.live_items(case), exceptions_block=True)
        take_effect(case, items, actor)
    return case


@transaction.atomic
def step_return(*, actor: Scope, case: Case, revision: int, to_position: int, opinion: str) -> Case:
    """Send the case back to an earlier step for correction. The clocks of the steps that were open stand still.

    Raises Invalid without a reason or for a step that is not earlier.
    """
    case = lock(case.pk)
    step = open_step_of(case, actor, [StepKind.APPROVAL, StepKind.OUTSIDE])
    _same_revision(case, revision)
    if not opinion.strip():
        raise Invalid(_("退回要写明需补正什么，学校才知道怎么改。"), field="opinion")
    target = case.steps.filter(position=to_position, group__lt=step.group, state=StepState.DONE).first()
    if target is None:
        raise Invalid(_("请选择退回到哪一步。"), field="to_position")
    for open_step in case.steps.filter(state=StepState.OPEN):
        clocks.stop(open_step)
    to_opener = target.kind == StepKind.SUBMISSION or target.organization_id == case.opened_for_id
    if to_opener:
        move(case, DecisionVerb.RETURN)
    else:
        move(case, DecisionVerb.EVIDENCE)
    clocks.start(target)
    record(case, DecisionVerb.RETURN, actor, step=step, opinion=opinion, to_position=to_position)
    notify(case, target.organization_id, "returned", _("%(title)s 被退回补正") % {"title": case.title})
    return case


@transaction.atomic
def case_reject(*, actor: Scope, case: Case, revision: int, opinion: str) -> Case:
    """Refuse, with a reason; the case ends without effect."""
    case = lock(case.pk)
    step = open_step_of(case, actor, [StepKind.APPROVAL, StepKind.OUTSIDE])
    _same_revision(case, revision)
    if not opinion.strip():
        raise Invalid(_("不同意要写明理由并引条款。"), field="opinion")
    clocks.finish(step)
    move(case, DecisionVerb.REJECT, closed_at=clock.now())
    record(case, DecisionVerb.REJECT, actor, step=step, opinion=opinion)
    _end(case, ItemState.REJECTED)
    notify(case, case.opened_for_id, "rejected", _("%(title)s 未获同意") % {"title": case.title})
    return case


@transaction.atomic
def case_withdraw(*, actor: Scope, case: Case, opinion: str = "") -> Case:
    """Take the case back; the opener's organization may until it has taken effect."""
    case = lock(case.pk)
    if actor.organization_id != case.opened_for_id or not actor.allows("open_cases"):
        raise NotAllowed(_("只有开办单位的经办人能撤回。"))
    move(case, DecisionVerb.WITHDRAW, closed_at=clock.now())
    record(case, DecisionVerb.WITHDRAW, actor, opinion=opinion)
    _end(case, ItemState.WITHDRAWN)
    return case


@transaction.atomic
def step_file(*, actor: Scope, case: Case, opinion: str = "", objection: bool = False) -> Case:
    """Take note of an effective case (备案), or object and order a correction; neither undoes the effect."""
    case = lock(case.pk)
    step = open_step_of(case, actor, [StepKind.FILING])
    if objection and not opinion.strip():
        raise Invalid(_("提出异议要写明责令改正什么。"), field="opinion")
    verb = DecisionVerb.OBJECT if objection else DecisionVerb.FILE
    clocks.finish(step, StepState.OBJECTED if objection else StepState.DONE)
    move(case, verb)
    record(case, verb, actor, step=step, opinion=opinion)
    if objection:
        notify(case, case.opened_for_id, "objected", _("%(title)s 备案时被提出异议") % {"title": case.title})
    if not case.steps.filter(state=StepState.OPEN).exists():
        move(case, DecisionVerb.CLOSE, closed_at=clock.now())
    return case


def _same_revision(case: Case, revision: int) -> None:
    if case.revision != revision:
        raise Conflict(_("办件内容在您打开之后有改动，请刷新后按新内容决定。"))


def _sort_out(case: Case, items: list[Item], *, exceptions_block: bool) -> list[Item]:
    """Ask the rules; students whom one stops stay behind. Raises RuleViolated when nobody can go on."""
    verdicts = checks.check_items(case, items, checks.exceptions_granted(case))
    total = checks.keep_verdicts(case, items, verdicts)
    stopped = {
        item.pk: reasons
        for item in items
        if (reasons := checks.blocked(verdicts[item.pk], exceptions_block=exceptions_block))
    }
    if stopped and (len(stopped) == len(items) or not case.is_batch):
        raise RuleViolated(_("按规定现在不能办理，理由见“规则核对”。"), verdicts=total)
    for item in items:
        if item.pk in stopped:
            item.state, item.binds = ItemState.RETURNED, False
            item.note = "；".join(str(v.reason or v.sentence) for v in stopped[item.pk])[:300]
    Item.objects.bulk_update([item for item in items if item.pk in stopped], ["state", "note", "binds"])
    return [item for item in items if item.pk not in stopped]


def _bind(case: Case, items: list[Item]) -> None:
    """Claim the students for this case. The database allows one open status change for a person."""
    if not registry.get(case.kind).exclusive:
        return
    try:
        with transaction.atomic():
            Item.objects.filter(pk__in=[item.pk for item in items]).update(binds=True)
    except IntegrityError as error:
        raise Conflict(_("该生另有一件学籍变动正在办理，办结或撤回后才能再提交。")) from error


def _fulfil_submission(case: Case) -> Step | None:
    step = case.steps.filter(kind=StepKind.SUBMISSION, organization=case.opened_for_id).first()
    if step is not None and step.state in {StepState.WAITING, StepState.OPEN}:
        if step.state == StepState.WAITING:
            clocks.start(step)
        clocks.finish(step)
    return step


def _give_back_items(case: Case, returned: dict[int, str]) -> None:
    for item in Item.objects.filter(case=case, pk__in=returned, state=ItemState.PENDING):
        item.state, item.binds, item.note = ItemState.RETURNED, False, returned[item.pk][:300]
        item.save(update_fields=["state", "binds", "note"])
    if returned and not checks.live_items(case):
        raise Invalid(_("全部学生都退回时，请整件退回补正。"))


def _exceptions_have_grounds(case: Case, grounds: dict[str, str]) -> None:
    """Who decides on exceptions must say why, rule by rule. Raises Invalid naming the rules without grounds."""
    items = checks.live_items(case)
    granted = {**checks.exceptions_granted(case), **grounds}
    total = checks.keep_verdicts(case, items, checks.check_items(case, items, granted))
    _refuse_if_stopped(case, total)
    if missing := [verdict for verdict in total if verdict.outcome is Outcome.EXCEPTION and not verdict.granted]:
        sentences = "；".join(str(verdict.sentence) for verdict in missing)
        raise Invalid(_("作例外须写明理由：%(rules)s") % {"rules": sentences}, field="exceptions")


def _nothing_stops(case: Case) -> None:
    items = checks.live_items(case)
    granted = checks.exceptions_granted(case)
    _refuse_if_stopped(case, checks.keep_verdicts(case, items, checks.check_items(case, items, granted)))


def _refuse_if_stopped(case: Case, total: Verdicts) -> None:
    if case.is_batch:
        return
    if checks.blocked(total, exceptions_block=False):
        raise RuleViolated(_("按最新事实不能同意，理由见“规则核对”；可退回补正或不同意。"), verdicts=total)


def _end(case: Case, state: ItemState) -> None:
    end_steps(case)
    Item.objects.filter(case=case, state=ItemState.PENDING).update(state=state, binds=False)
    registry.get(case.kind).closed_without_effect(case)
