"""Kinds of cases. A chapter subclasses CaseKind and registers it; the engine knows no chapter."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xueji.cases.printing.facts import FormFacts
from xueji.errors import NotAllowed
from xueji.organizations.scope import Scope
from xueji.policies.engine.chains import PlannedStep, Route
from xueji.policies.engine.check import check
from xueji.policies.engine.verdicts import Outcome, Verdicts


@dataclass(frozen=True)
class NewItem:
    """A student going into a case: ids, and the snapshot that the parties will see."""

    student_id: int
    person_id: int
    snapshot: dict[str, Any] = field(default_factory=dict)


class CaseKind(ABC):
    """What a chapter says about its kind of case. `exclusive`: only one open case of such kinds for a person."""

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    prefix: ClassVar[str]
    verb: ClassVar[str | Promise]
    # How many are in a batch, as its title says it.
    items_label: ClassVar[str | Promise] = _("%(count)d 名学生")
    exclusive: ClassVar[bool] = True
    # Whether a case of the kind is always about many students; other kinds may be opened for one or for many.
    is_batch: ClassVar[bool] = False
    details_template: ClassVar[str] = "cases/_details.html"
    # Kinds of paper that are kept with each student, not with the case: what is owed of them is said beside the student.
    papers_of_students: ClassVar[frozenset[str]] = frozenset()
    # The page on which the kind is opened, and its name there where several kinds share one.
    start_url: ClassVar[str] = ""
    start_label: ClassVar[str | Promise] = ""
    start_permission: ClassVar[str] = "open_cases"

    def opened(self, case: Any) -> None:  # noqa: B027  (a hook)
        """Called when a draft with its items stands, before its rules are asked: the place for the chapter's own rows,
        made from the case's `details`."""

    def submitted(self, case: Any) -> None:  # noqa: B027  (a hook)
        """Called each time the case was handed up, in the transaction of the submission and in the opener's scope."""

    @abstractmethod
    def facts(self, case: Any, items: Iterable[Any]) -> dict[int, Any]:
        """Fresh facts for the rules, by item id; gathered set-based, whether one student or thousands. Runs unfenced."""

    def judge(
        self,
        policy_key: str,
        facts: Any,
        on: date,
        granted: Collection[str] = (),
        school_rules: Mapping[str, Any] | None = None,
    ) -> Verdicts:
        """What the rules in force `on` say about one student's facts; `school_rules` is what the opening school has set
        where the regulation leaves it to schools."""
        return check(policy_key, self.key, facts, on, granted, school_rules)

    @abstractmethod
    def parties(self, case: Any) -> dict[str, int | None]:
        """Who sits where in the chain: party names of xueji.policies to organization ids, absent ones None."""

    def route(self, case: Any) -> str:
        """Which of the policy's routes the case takes; matters of one school have only one."""
        return Route.ONLY

    def may_open(self, actor: Scope) -> bool:
        """Whether the office may open, hand up and take back cases of the kind."""
        return actor.allows(self.start_permission)

    def asks_exception(self, case: Any) -> bool:
        """Whether the chain needs who decides on exceptions."""
        return any(verdict["outcome"] == Outcome.EXCEPTION for verdict in case.verdicts)

    def chain_kind(self, case: Any) -> str:
        """Under which key the policy knows the chain: the kind's own, unless it runs another matter's chain again."""
        return self.key

    def seats(self, case: Any, planned: tuple[PlannedStep, ...]) -> tuple[PlannedStep, ...]:
        """The planned steps as this case needs them; positions and groups stay in order."""
        return planned

    def owed_before_approval(self, case: Any, step: Any) -> str:
        """What the step still owes before it may agree (a class), as a sentence; empty when nothing is missing."""
        return ""

    @abstractmethod
    def apply(self, case: Any, items: list[Any], scope: Scope) -> None:
        """The effect, inside the transaction of the last decision and with the right to change status."""

    # Whether the student applies for it (and may take the application back).
    student_may_apply: ClassVar[bool] = False
    # Whether a case that took effect can be undone by a case of its own (revocation), and for chosen students of it.
    can_be_undone: ClassVar[bool] = False
    undoes_single_items: ClassVar[bool] = False

    def undo(self, case: Any, items: list[Any], scope: Scope) -> None:
        """Put back what `apply` did to these items of `case`. Runs like an effect; `scope.case_id` is the case that undoes.

        Raises Conflict when something was built on it, NotAllowed for a kind that cannot be undone.
        """
        raise NotAllowed(gettext("“%(kind)s”类办件不能撤销。") % {"kind": self.label})

    def undo_obstacle(self, case: Any) -> str:
        """Why the effect cannot be taken back now, as a sentence; empty when nothing stands against it. Runs unfenced."""
        return ""

    def details_again(self, case: Any) -> dict[str, Any]:
        """The details from which `opened` makes the same matter again (for a case that is opened anew). A kind whose own
        rows were changed after they were opened answers with what stands in them now."""
        return dict(case.details)

    def rows_again(self, case: Any) -> list[Any]:
        """Unsaved copies of the kind's own rows, for the same matter opened anew; for kinds that do not make their rows in
        `opened`."""
        return []

    def closed_without_effect(self, case: Any) -> None:  # noqa: B027  (a hook)
        """Called when a case ends rejected or withdrawn."""

    def context(self, case: Any, items: list[Any]) -> dict[str, Any]:
        """What the kind's part of the case page shows, from snapshots and details only."""
        return {}

    def effects(self, case: Any, items: list[Any]) -> list[str]:
        """Sentences: what the system will do once the case takes effect."""
        return []

    def form(self, case: Any, items: list[Any]) -> dict[int, FormFacts]:
        """What stands on the printed form, by item id; asked once for all students. Without more than snapshots, those."""
        return {item.pk: FormFacts() for item in items}


_kinds: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> None:
    """Make a kind known (from an app's ready())."""
    _kinds[kind.key] = kind


def get(key: str) -> CaseKind:
    """The kind of that key; KeyError when no chapter registered it."""
    return _kinds[key]


def all_kinds() -> list[CaseKind]:
    """Every kind, in the order of registration (the order of the chapters)."""
    return list(_kinds.values())
