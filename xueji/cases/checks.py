"""Rules on cases: facts are gathered fresh, judged by the policy the case was filed under, and kept as snapshots."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from xueji import clock
from xueji.cases import registry
from xueji.cases.models import Case, Decision, Item
from xueji.cases.states import DecisionVerb, ItemState, StepState
from xueji.organizations.scope import unfenced
from xueji.policies.engine.verdicts import Outcome, Verdict, Verdicts
from xueji.policies.school_rules import schools_rules

_REASONS = 3
"""So many different reasons of one rule are told apart where students are summed up."""


def filed_on(case: Case) -> date:
    """The day whose rules bind the case: that of its first submission (Zhejiang 52), today for a draft."""
    return localtime(case.submitted_at).date() if case.submitted_at else clock.today()


def exceptions_granted(case: Case) -> dict[str, str]:
    """Grounds recorded by those who may grant an exception and whose agreement stands, by rule key."""
    granted: dict[str, str] = {}
    standing = Decision.objects.filter(
        case=case, step__decides_exceptions=True, step__state=StepState.DONE, verb=DecisionVerb.APPROVE
    )
    for data in standing.order_by("id").values_list("data", flat=True):
        granted.update(data.get("exceptions", {}))
    return granted


def check_items(case: Case, items: Iterable[Item], granted: Iterable[str] = ()) -> dict[int, Verdicts]:
    """Judge each item on fresh facts; by item id. The facts may lie at several schools, so they are read unfenced."""
    items = list(items)
    kind = registry.get(case.kind)
    with unfenced(reason=f"rules of case {case.pk}"):
        facts = kind.facts(case, items)
    day = filed_on(case)
    granted = tuple(granted)
    own_rules = schools_rules([case.opened_for_id], day).get(case.opened_for_id)
    return {item.pk: kind.judge(case.policy_key, facts[item.pk], day, granted, own_rules) for item in items}


def keep_verdicts(case: Case, items: list[Item], verdicts: dict[int, Verdicts]) -> Verdicts:
    """Store what the rules said on the items and, summed up, on the case; returns the sum."""
    batch = case.is_batch
    changed = []
    for item in items:
        said = [v.to_dict() for v in verdicts[item.pk] if not batch or v.outcome is not Outcome.ALLOWED]
        if item.verdicts != said:
            item.verdicts = said
            changed.append(item)
    Item.objects.bulk_update(changed, ["verdicts"], batch_size=1000)
    return keep_total(case, verdicts.values())


def keep_total(case: Case, verdicts: Iterable[Verdicts]) -> Verdicts:
    """Store on the case what the rules said of these students together; returns it."""
    total = summed_up(verdicts)
    if case.verdicts != (listed := total.to_list()):
        case.verdicts = listed
        Case.objects.filter(pk=case.pk).update(verdicts=listed)
    return total


def summed_up(many: Iterable[Verdicts]) -> Verdicts:
    """One verdict a rule: the worst that it said, with of how many students it said which reason (unless it said the same
    of all)."""
    worst: dict[str, Verdict] = {}
    reasons: dict[tuple[str, Outcome], Counter[str]] = defaultdict(Counter)
    students = 0
    for verdicts in many:
        students += 1
        for verdict in verdicts:
            reasons[verdict.rule, verdict.outcome][verdict.reason] += 1
            known = worst.get(verdict.rule)
            if known is None or _rank(verdict) < _rank(known):
                worst[verdict.rule] = verdict
    return Verdicts.of(
        verdict
        if reasons[rule, verdict.outcome][verdict.reason] == students
        else _of_many(verdict, reasons[rule, verdict.outcome])
        for rule, verdict in worst.items()
    )


def _of_many(verdict: Verdict, reasons: Counter[str]) -> Verdict:
    """The verdict with the reasons of many: the commonest first, each with of how many it was said."""
    told = [
        f"{_('%(count)d 人') % {'count': count}}{f'：{reason}' if reason else ''}"
        for reason, count in reasons.most_common(_REASONS)
    ]
    if rest := reasons.total() - sum(count for _reason, count in reasons.most_common(_REASONS)):
        told.append(_("另 %(count)d 人") % {"count": rest})
    return replace(verdict, reason="；".join(told))


def _rank(verdict: Verdict) -> int:
    return list(Outcome).index(verdict.outcome)


def blocked(verdicts: Verdicts, *, exceptions_block: bool) -> list[Verdict]:
    """What holds a student up: forbidden or owing evidence, and ungranted exceptions where they must be settled."""
    stops = [v for v in verdicts if v.outcome in {Outcome.FORBIDDEN, Outcome.EVIDENCE}]
    return stops + (list(verdicts.open_exceptions) if exceptions_block else [])


def live_items(case: Case) -> list[Item]:
    """The students who are still in the case, in order."""
    return list(Item.objects.filter(case=case, state=ItemState.PENDING).order_by("position"))
