"""Revocation as a kind of case: the original's chain, parties and students; its effect is the original's, backwards."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xueji import clock
from xueji.cases import registry
from xueji.cases.engine import end_steps, move, notify, record
from xueji.cases.models import Case, Item
from xueji.cases.registry import CaseKind
from xueji.cases.revocation import rules
from xueji.cases.revocation.rules import RevocationFacts
from xueji.cases.revocation.seats import seats_again
from xueji.cases.states import CaseState, DecisionVerb, ItemState
from xueji.errors import Conflict
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.policies.engine.chains import PlannedStep
from xueji.policies.engine.verdicts import Outcome, Verdicts

STANDING = frozenset({CaseState.EFFECTIVE, CaseState.CLOSED})


class RevocationKind(CaseKind):
    """撤销: puts back what another case changed (Beijing 47, Zhejiang 51)."""

    key: ClassVar[str] = "revocation"
    label: ClassVar[str | Promise] = _("撤销")
    prefix: ClassVar[str] = "CX"
    verb: ClassVar[str | Promise] = _("同意撤销")
    details_template: ClassVar[str] = "cases/_revocation.html"

    def may_open(self, actor: Scope) -> bool:
        """Schools by those who open cases, bureaus by those who decide on them."""
        return actor.allows("open_cases") or actor.allows("decide_cases")

    def facts(self, case: Case, items: Iterable[Item]) -> dict[int, RevocationFacts]:
        """The same for every student: whether the original still stands and nothing was built on it."""
        original = original_of(case)
        obstacle = obstacle_to(original)
        facts = RevocationFacts(original.number, case.details.get("reason", ""), obstacle)
        return {item.pk: facts for item in items}

    def judge(
        self,
        policy_key: str,
        facts: RevocationFacts,
        on: date,
        granted: Collection[str] = (),
        school_rules: Mapping[str, Any] | None = None,
    ) -> Verdicts:
        """Two answers with the article on orders to correct."""
        return rules.judge(policy_key, facts)

    def parties(self, case: Case) -> dict[str, int | None]:
        """Those of the original."""
        return self._kind(case).parties(original_of(case))

    def route(self, case: Case) -> str:
        """That of the original."""
        return self._kind(case).route(original_of(case))

    def chain_kind(self, case: Case) -> str:
        """The policy plans the chain of the original's kind."""
        return self._kind(case).chain_kind(original_of(case))

    def asks_exception(self, case: Case) -> bool:
        """Who allowed an exception then has a seat now."""
        return any(verdict["outcome"] == Outcome.EXCEPTION for verdict in original_of(case).verdicts)

    def seats(self, case: Case, planned: tuple[PlannedStep, ...]) -> tuple[PlannedStep, ...]:
        """The body that opens the revocation in front, those below it told instead of asked."""
        opener = Organization.objects.get(pk=case.opened_for_id)
        return seats_again(planned, opener, gettext("提出撤销"))

    def apply(self, case: Case, items: list[Item], scope: Scope) -> None:
        """Take the original's effect back and mark it. Raises Conflict when something was built on it meanwhile."""
        original = Case.objects.select_for_update().get(pk=case.original_id or 0)
        keys = [item.student_id for item in items]
        standing = Item.objects.select_for_update().filter(case=original, state=ItemState.APPLIED)
        undone = list(standing.filter(student_id__in=keys).order_by("position"))
        if original.state not in STANDING or len(undone) != len(keys):
            raise Conflict(gettext("原办件已经不在生效状态，不能再撤销。"))
        _undo(original, undone, scope)
        Item.objects.filter(pk__in=[item.pk for item in undone]).update(state=ItemState.REVOKED)
        record(original, DecisionVerb.REVOKE, scope, opinion=case.details.get("reason", ""), revocation=case.pk)
        if not standing.exists():
            end_steps(original)
            move(original, DecisionVerb.REVOKE, closed_at=original.closed_at or clock.now())
        for organization_id in original.parties:
            notify(original, organization_id, "revoked", gettext("%(title)s 已撤销") % {"title": original.title})

    def details_again(self, case: Case) -> dict[str, Any]:
        """The same reason."""
        return dict(case.details)

    def context(self, case: Case, items: list[Item]) -> dict[str, Any]:
        """The original, to which the page leads, and why."""
        return {"original": original_of(case), "reason": case.details.get("reason", "")}

    def effects(self, case: Case, items: list[Item]) -> list[str]:
        """What the system will do."""
        original = original_of(case)
        return [
            gettext("%(number)s 改动过的内容恢复到生效以前，学籍异动中两次变动都留存") % {"number": original.number},
            gettext("%(number)s 标为“已撤销”，尚未办完的备案和改正不再办理") % {"number": original.number},
        ]

    def _kind(self, case: Case) -> CaseKind:
        return registry.get(original_of(case).kind)


def original_of(case: Case) -> Case:
    """The case that a revocation undoes: one query for each revocation that was read."""
    if case.original is None:
        raise Conflict(gettext("这一件没有写明撤销哪一件。"))
    return case.original


def obstacle_to(original: Case) -> str:
    """Why an effect cannot be taken back now, as a sentence; empty when it can. Runs unfenced."""
    if original.state not in STANDING:
        return gettext("%(number)s 没有生效或已经撤销。") % {"number": original.number}
    return registry.get(original.kind).undo_obstacle(original)


def _undo(original: Case, items: list[Item], scope: Scope) -> None:
    try:
        with transaction.atomic():
            registry.get(original.kind).undo(original, items, scope)
    except IntegrityError as error:
        raise Conflict(gettext("这一件生效之后登记了与之相抵的内容，不能恢复；请先处理后来的变动。")) from error
