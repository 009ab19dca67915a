"""Opening a case, asking its rules, handing it up, opening it anew."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from xueji import clock
from xueji.audit.actions import event_record
from xueji.cases import checks, clocks, registry
from xueji.cases.engine import advance, is_opener, lock, move, record, state_after
from xueji.cases.models import Case, Evidence, Item, Step
from xueji.cases.planning import plan_chain, seat_exception
from xueji.cases.registry import CaseKind, NewItem
from xueji.cases.returning import ask_again
from xueji.cases.sorting import bind, sort_out
from xueji.cases.states import CaseState, DecisionVerb, ItemState, StepKind, StepState
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import Scope
from xueji.policies.engine.registry import get as policy

_BATCH = 1000
_LOST = frozenset({CaseState.REJECTED, CaseState.WITHDRAWN})


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
    original: Case | None = None,
) -> Case:
    """Open a draft for the actor's organization. `details` are the kind's own, `items` the students, `rows` unsaved rows
    of the kind's own tables (all of one model, each with a `case`), `original` the case that it undoes or takes up again.
    The system opens drafts that have no maker until somebody submits them.

    Raises NotAllowed without the right, Invalid when nobody is in it, Conflict when the original is being undone already.
    """
    case_kind = registry.get(kind)
    _may_open(actor, case_kind)
    assert actor.organization_id is not None  # so says the line above
    if not items:
        raise Invalid(_("还没有选学生，请先选学生再开办。"))
    draft = Case(
        kind=kind,
        policy_key=policy_key,
        policy_version=policy(policy_key).version(clock.today()),
        opened_by_id=actor.user_id,
        opened_for_id=actor.organization_id,
        original=original,
        parties=[actor.organization_id],
        viewers=[actor.organization_id],
        title=title,
        is_batch=case_kind.is_batch or len(items) > 1,
        details=details,
        created_at=clock.now(),
    )
    _save(draft, items, rows)
    case_kind.opened(draft)
    return case_check(actor=actor, case=draft)


@transaction.atomic
def case_check(*, actor: Scope, case: Case) -> Case:
    """Ask the rules again on fresh facts (hints while it is a draft) and lay the chain that it would run."""
    case = lock(case.pk)
    if case.state not in {CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED}:
        raise Conflict(_("这一件已经生效或结束，不再核对规则。"))
    items = checks.live_items(case)
    checks.keep_verdicts(case, items, checks.check_items(case, items, checks.exceptions_granted(case)))
    if case.submitted_at is None:
        plan_chain(case)
    return case


@transaction.atomic
def case_submit(*, actor: Scope, case: Case, opinion: str = "") -> Case:
    """Hand a draft (or a returned case) up: rules are asked, the chain laid, the first clocks started.

    In a batch the students whom a rule stops stay behind with the reason. Who submits a draft of the system becomes its
    maker. Raises RuleViolated when nobody is left, Conflict when the case or one of its students is already under way.
    """
    case = lock(case.pk)
    if not is_opener(actor, case) or actor.user_id is None:
        raise NotAllowed(_("只有开办单位的经办人能提交。"))
    state_after(case, DecisionVerb.SUBMIT)
    first = case.submitted_at is None
    items = sort_out(case, checks.live_items(case), exceptions_block=False)
    maker = case.opened_by_id or actor.user_id
    move(case, DecisionVerb.SUBMIT, submitted_at=case.submitted_at or clock.now(), opened_by_id=maker)
    if first:
        case.policy_version = policy(case.policy_key).version(clock.today())
        case.save(update_fields=["policy_version"])
        plan_chain(case)
        bind(case, items)
    else:
        seat_exception(case)
    submitted = _fulfil_submission(case)
    record(case, DecisionVerb.SUBMIT, actor, step=submitted, opinion=opinion)
    if submitted is not None:
        ask_again(case, submitted)
    advance(case)
    registry.get(case.kind).submitted(case)
    return case


@transaction.atomic
def case_reopen(*, actor: Scope, case: Case) -> Case:
    """A new draft with the same content as a case that was refused or taken back, linked to it, papers included.

    Raises NotAllowed for another organization's, Conflict when the case did not end so or was taken up again already.
    """
    if not is_opener(actor, case):
        raise NotAllowed(_("只有开办单位的经办人能重新开办。"))
    if case.state not in _LOST:
        raise Conflict(_("只有未获同意或已撤回的办件可以重新开办。"))
    if Case.objects.filter(original=case, kind=case.kind).exclude(state__in=_LOST).exists():
        raise Conflict(_("这一件已经重新开办，请在新的那一件上办理。"))
    kind = registry.get(case.kind)
    lost = Item.objects.filter(case=case, state__in=[ItemState.REJECTED, ItemState.WITHDRAWN]).order_by("position")
    again = case_open(
        actor=actor,
        kind=case.kind,
        policy_key=case.policy_key,
        title=case.title,
        items=[NewItem(item.student_id, item.person_id, item.snapshot) for item in lost],
        details=kind.details_again(case),
        rows=kind.rows_again(case),
        original=case.original if case.kind == "revocation" else case,
    )
    _hand_in_again(actor, case, again)
    event_record(
        kind="case_reopened",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="case",
        subject_id=again.pk,
        data={"original": case.pk},
    )
    return case_check(actor=actor, case=again)


def _may_open(actor: Scope, kind: CaseKind) -> None:
    """The system may open drafts for an organization; people need the right."""
    nobody = actor.user_id is None and actor.role != "system"
    if not kind.may_open(actor) or actor.organization_id is None or nobody:
        raise NotAllowed(_("您的职务不能开办“%(kind)s”。") % {"kind": kind.label})


def _save(draft: Case, items: list[NewItem], rows: Sequence[Model]) -> None:
    """The draft with its students and the rows of its kind."""
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("这一件已有一件撤销在办，请在那一件上办理。")) from error
    Item.objects.bulk_create([_item(draft, at, item) for at, item in enumerate(items, start=1)], batch_size=_BATCH)
    for row in rows:
        row.case = draft  # type: ignore[attr-defined]
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=_BATCH)


def _item(case: Case, position: int, item: NewItem) -> Item:
    return Item(
        case=case,
        position=position,
        person_id=item.person_id,
        student_id=item.student_id,
        snapshot=item.snapshot,
    )


def _hand_in_again(actor: Scope, case: Case, again: Case) -> None:
    """The papers of the first case, handed in for the new one by whoever takes it up."""
    papers = list(Evidence.objects.filter(case=case).order_by("id"))
    for paper in papers:
        paper.pk, paper.case, paper.added_at = None, again, clock.now()
        paper.added_by_id, paper.added_for_id = actor.user_id, actor.organization_id  # type: ignore[assignment]
    Evidence.objects.bulk_create(papers)


def _fulfil_submission(case: Case) -> Step | None:
    step = case.steps.filter(kind=StepKind.SUBMISSION, organization=case.opened_for_id).first()
    if step is not None and step.state in {StepState.WAITING, StepState.OPEN}:
        if step.state == StepState.WAITING:
            clocks.start(step)
        clocks.finish(step)
    return step
