"""The page on which many single cases are decided on at once."""

from collections.abc import Sequence
from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from xueji.cases import registry, to_do
from xueji.cases.actions.many import Outcome
from xueji.cases.models import Item, Step
from xueji.cases.states import DecisionVerb, StepKind
from xueji.organizations.scope import Scope

SHOWN = 100
_KINDS = {DecisionVerb.APPROVE: StepKind.APPROVAL, DecisionVerb.FILE: StepKind.FILING}


def many_page(scope: Scope, query: QueryDict) -> dict[str, Any]:
    """The context of cases/many.html: single cases that lie here, the nearest last day first."""
    verb = DecisionVerb.FILE if query.get("verb") == DecisionVerb.FILE else DecisionVerb.APPROVE
    kinds = {kind.key for kind in registry.all_kinds()}
    kind = query.get("kind", "") if query.get("kind") in kinds else ""
    steps = Step.objects.to_do(scope.organization_id).filter(kind=_KINDS[verb], case__is_batch=False)
    present = set(steps.order_by().values_list("case__kind", flat=True).distinct())
    if kind:
        steps = steps.filter(case__kind=kind)
    found = list(steps.with_case()[: SHOWN + 1])
    return {
        "rows": to_do.rows_of(found[:SHOWN], scope.organization_id),
        "more": len(found) > SHOWN,
        "verb": verb.value,
        "label": _("同意所选") if verb == DecisionVerb.APPROVE else _("备案所选"),
        "kinds": _chips(verb, kind, present | {kind}),
    }


def named(outcomes: Sequence[Outcome]) -> list[SimpleNamespace]:
    """What became of each, with `who`: the student whom it is about. One query."""
    items = Item.objects.filter(case_id__in=[outcome.case_id for outcome in outcomes], position=1)
    names = {case: snapshot.get("name", "") for case, snapshot in items.values_list("case_id", "snapshot")}
    return [SimpleNamespace(**asdict(outcome), who=names.get(outcome.case_id, "")) for outcome in outcomes]


def _chips(verb: DecisionVerb, chosen: str, present: set[str]) -> list[SimpleNamespace]:
    """Agreeing or filing, and the kinds of which something lies here."""
    verbs = [_chip(_("要同意的"), "?", verb == DecisionVerb.APPROVE and not chosen),
             _chip(_("要备案的"), "?verb=file", verb == DecisionVerb.FILE and not chosen)]  # fmt: skip
    kinds = [
        _chip(str(kind.label), f"?verb={verb.value}&kind={kind.key}", kind.key == chosen)
        for kind in registry.all_kinds()
        if kind.key in present
    ]
    return verbs + kinds


def _chip(label: str, url: str, active: bool) -> SimpleNamespace:
    return SimpleNamespace(label=label, value="", url=url, active=active, removable=False)
