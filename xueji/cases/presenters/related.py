"""What stands around a case: other cases about it, rules that changed since, and what its reader can still start."""

from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xueji.cases.engine import is_opener
from xueji.cases.models import Case, Step
from xueji.cases.presenters.rules_changed import rules_changed
from xueji.cases.revocation.actions import KIND, why_not_revoke
from xueji.cases.states import FINAL, CaseState, StepState
from xueji.organizations.scope import Scope

_STANDING = frozenset({CaseState.EFFECTIVE, CaseState.CLOSED})
_LOST = frozenset({CaseState.REJECTED, CaseState.WITHDRAWN})


def related_context(case: Case, scope: Scope, steps: list[Step]) -> dict[str, Any]:
    """The context of cases/_related.html. One query for a case that took effect or is over, none for others."""
    followers = list(case.followers.order_by("pk")) if case.state in FINAL | _STANDING else []
    going_on = [follower for follower in followers if follower.state not in _LOST]
    undoing = any(follower.kind == KIND and follower.state not in FINAL for follower in going_on)
    again = any(follower.kind == case.kind for follower in going_on)
    return {
        "related": [*_first(case), *(_about(follower) for follower in going_on)],
        "rules_changed": rules_changed(case),
        "can_reopen": case.state in _LOST and not again and is_opener(scope, case),
        "can_revoke": case.state in _STANDING and not undoing and not why_not_revoke(scope, case, steps),
        "can_press": scope.allows("oversee") and any(_lies_below(step, scope) for step in steps),
    }


def _first(case: Case) -> list[SimpleNamespace]:
    """The case that this one takes up again (a revocation shows its original in its own part of the page)."""
    if case.original is None or case.kind == KIND:
        return []
    return [_link(case.original, _("本件按同样内容重新开办，前一件是"))]


def _about(follower: Case) -> SimpleNamespace:
    if follower.kind != KIND:
        return _link(follower, _("已按同样内容重新开办"))
    undone = follower.state in _STANDING
    return _link(follower, _("本件已被撤销，撤销的办件是") if undone else _("有一件撤销正在办理"))


def _link(case: Case, text: str) -> SimpleNamespace:
    return SimpleNamespace(text=text, label=case.number, url=reverse("cases:case", args=[case.pk]))


def _lies_below(step: Step, scope: Scope) -> bool:
    if step.state != StepState.OPEN or step.organization_id == scope.organization_id:
        return False
    return getattr(step.organization, f"{scope.level.value}_id", None) == scope.organization_id
