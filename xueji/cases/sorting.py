"""Students of a case under its verbs: who goes on, who stays behind and why. Set-based, whether one or a thousand."""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xueji.cases import checks, registry
from xueji.cases.engine import end_steps
from xueji.cases.models import Case, Item
from xueji.cases.states import ItemState
from xueji.errors import Conflict, Invalid, RuleViolated
from xueji.policies.engine.verdicts import Outcome, Verdicts

NOTE = 300
_BATCH = 1000


def sort_out(case: Case, items: list[Item], *, exceptions_block: bool) -> list[Item]:
    """Ask the rules; students whom one stops stay behind. Raises RuleViolated when nobody can go on."""
    verdicts = checks.check_items(case, items, checks.exceptions_granted(case))
    total = checks.keep_verdicts(case, items, verdicts)
    return leave_behind(case, items, verdicts, total, exceptions_block=exceptions_block)


def leave_behind(
    case: Case, items: list[Item], verdicts: Mapping[int, Verdicts], total: Verdicts, *, exceptions_block: bool
) -> list[Item]:
    """The students whom no rule stops; the others stay behind with the reason. Raises RuleViolated when nobody is left."""
    stopped = {
        item.pk: reasons
        for item in items
        if (reasons := checks.blocked(verdicts[item.pk], exceptions_block=exceptions_block))
    }
    if stopped and (len(stopped) == len(items) or not case.is_batch):
        raise RuleViolated(_("按规定现在不能办理，理由见“规则核对”。"), verdicts=total)
    notes = {key: "；".join(str(v.reason or v.sentence) for v in reasons) for key, reasons in stopped.items()}
    settle(items, notes, ItemState.RETURNED)
    going_on = [item for item in items if item.pk not in stopped]
    if stopped:  # what the case still owes is owed for those who are still in it
        checks.keep_total(case, [verdicts[item.pk] for item in going_on])
    return going_on


def settle(items: Iterable[Item], notes: Mapping[int, str], state: ItemState) -> None:
    """Let the students of `notes` leave the case in that state, each with the note, and bind them no longer."""
    leaving = [item for item in items if item.pk in notes]
    for item in leaving:
        item.state, item.binds, item.note = state, False, notes[item.pk][:NOTE]
    if leaving:
        Item.objects.bulk_update(leaving, ["state", "note", "binds"], batch_size=_BATCH)


def settle_outcomes(case: Case, returned: Mapping[int, str], rejected: Mapping[int, str]) -> list[Item]:
    """Take out the students of a batch whom a decider gives back or refuses; returns those who go on.

    Raises Invalid without a reason for each of them, for one who is in neither or in both, and when nobody would be left.
    """
    items = checks.live_items(case)
    named = set(returned) | set(rejected)
    if not named:
        return items
    if not case.is_batch or not named <= {item.pk for item in items} or set(returned) & set(rejected):
        raise Invalid(_("所选学生不在这一件里，请刷新后重选。"), field="items")
    if not all(reason.strip() for reason in (*returned.values(), *rejected.values())):
        raise Invalid(_("退回或不同意的学生要写明理由。"), field="items_reason")
    if len(named) == len(items):
        raise Invalid(_("没有学生可以同意时，请整件退回补正或不同意。"), field="items")
    settle(items, returned, ItemState.RETURNED)
    settle(items, rejected, ItemState.REJECTED)
    return [item for item in items if item.pk not in named]


def bind(case: Case, items: list[Item]) -> None:
    """Claim the students for this case. The database allows one open status change for a person."""
    if not registry.get(case.kind).exclusive:
        return
    try:
        with transaction.atomic():
            Item.objects.filter(pk__in=[item.pk for item in items]).update(binds=True)
    except IntegrityError as error:
        raise Conflict(_("该生另有一件学籍变动正在办理，办结或撤回后才能再提交。")) from error


def judge_for_decision(
    case: Case, items: list[Item], grounds: Mapping[str, str], *, decides_exceptions: bool
) -> tuple[dict[int, Verdicts], Verdicts]:
    """What the rules say now, with the grounds given so far and now: by item, and summed up.

    Raises RuleViolated when one stops the only student, Invalid naming the exceptions that lack grounds where they are
    decided.
    """
    granted = {**checks.exceptions_granted(case), **grounds}
    verdicts = checks.check_items(case, items, granted)
    total = checks.keep_verdicts(case, items, verdicts)
    if not case.is_batch and checks.blocked(total, exceptions_block=False):
        raise RuleViolated(_("按最新事实不能同意，理由见“规则核对”；可退回补正或不同意。"), verdicts=total)
    missing = [verdict for verdict in total if verdict.outcome is Outcome.EXCEPTION and not verdict.granted]
    if decides_exceptions and missing:
        sentences = "；".join(str(verdict.sentence) for verdict in missing)
        raise Invalid(_("作例外须写明理由：%(rules)s") % {"rules": sentences}, field="exceptions")
    return verdicts, total


def end_without_effect(case: Case, state: ItemState) -> None:
    """Nobody works on it any more and it binds nobody. Before the case is moved to its end, which freezes it."""
    end_steps(case)
    Item.objects.filter(case=case, state=ItemState.PENDING).update(state=state, binds=False)
    registry.get(case.kind).closed_without_effect(case)
