"""A rule: one sentence of a regulation as a pure function over facts."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models.enums import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .citations import Citation
from .parameters import Values
from .verdicts import EvidenceNeed, Level, Outcome, Verdict

F = TypeVar("F")


class Severity(TextChoices):
    """What the text makes of a breach."""

    FORBIDS = "forbids", _("不予")
    EXCEPTION = "exception", _("原则上不予，可作例外")
    EVIDENCE = "evidence", _("须附证据")
    WARNS = "warns", _("提示")


class Rule(ABC, Generic[F]):
    """One sentence of a regulation; subclasses say where it stands and decide over facts.

    ``concern`` is what the rule is about: a regulation that builds on another one replaces the other's
    rule of the same concern. ``uses`` names the numbers and interpretations it reads. Where the text leaves
    open how much a breach weighs, ``severity_from`` names the interpretation that says so.
    """

    concern: ClassVar[str]
    kinds: ClassVar[tuple[str, ...]]
    article: ClassVar[int | str]
    paragraph: ClassVar[int | None] = None
    item: ClassVar[int | None] = None
    severity: ClassVar[Severity] = Severity.FORBIDS
    severity_from: ClassVar[str | None] = None
    sentence: ClassVar[str | Promise]
    effective_from: ClassVar[date | None] = None
    effective_until: ClassVar[date | None] = None
    uses: ClassVar[tuple[str, ...]] = ()

    def __init__(self, policy: str, values: Values) -> None:
        """Bind the rule to the regulation that holds it and to the numbers of one day."""
        self.policy = policy
        self.values = values

    @property
    def key(self) -> str:
        """The rule's name for snapshots, exceptions and coverage: ``zhejiang_2015.transfer_window``."""
        return f"{self.policy}.{self.concern}"

    @property
    def citation(self) -> Citation:
        """Where the sentence stands."""
        return Citation(self.policy, self.article, self.paragraph, self.item)

    @property
    def weight(self) -> Severity:
        """How much a breach weighs: as the text has it, or as it is read on that day."""
        return Severity(self.values.text(self.severity_from)) if self.severity_from else self.severity

    @property
    def reads(self) -> tuple[str, ...]:
        """The keys of the numbers and readings that the rule depends on."""
        return tuple(key for key in dict.fromkeys((*self.uses, self.severity_from)) if key)

    @classmethod
    def in_force(cls, on: date) -> bool:
        """Whether the rule holds on a day; without dates it holds as long as its regulation."""
        started = cls.effective_from is None or cls.effective_from <= on
        return started and (cls.effective_until is None or on <= cls.effective_until)

    def applies(self, facts: F) -> bool:
        """Whether the rule has anything to say about these facts; silent rules leave no verdict."""
        return True

    @abstractmethod
    def check(self, facts: F) -> Verdict:
        """Judge the facts; called only when the rule applies."""

    def allowed(self, reason: str) -> Verdict:
        """The facts satisfy the rule."""
        return self._verdict(Outcome.ALLOWED, reason)

    def denied(self, reason: str) -> Verdict:
        """The facts are forbidden and nobody may allow them."""
        return self._verdict(Outcome.FORBIDDEN, reason)

    def warned(self, reason: str) -> Verdict:
        """The reader should know, but nothing is held up."""
        return self._verdict(Outcome.WARNING, reason)

    def needs_evidence(self, reason: str, needs: Iterable[EvidenceNeed]) -> Verdict:
        """Papers are owed before anybody can decide."""
        return self._verdict(Outcome.EVIDENCE, reason, needs=tuple(needs))

    def needs_exception(self, reason: str, level: str | None = None) -> Verdict:
        """Forbidden in principle: ``level`` (or the regulation's deciding level) may allow it on grounds."""
        decided_by = level or self.values.text("exception.level")
        return self._verdict(Outcome.EXCEPTION, reason, level=Level(decided_by).value)

    def breached(self, reason: str) -> Verdict:
        """The facts are against the rule: answer with the severity that its text (or its reading) has."""
        answers = {
            Severity.FORBIDS: self.denied,
            Severity.EXCEPTION: self.needs_exception,
            Severity.WARNS: self.warned,
        }
        return answers[self.weight](reason)

    def _verdict(
        self,
        outcome: Outcome,
        reason: str,
        *,
        needs: tuple[EvidenceNeed, ...] = (),
        level: str | None = None,
    ) -> Verdict:
        return Verdict(self.key, outcome, str(self.sentence), str(reason), self.citation, needs, level)


AnyRule = Rule[Any]
R = TypeVar("R", bound=type[AnyRule])
_by_package: dict[str, list[type[AnyRule]]] = {}


def register(rule: R) -> R:
    """Class decorator: enter a rule for the regulation in whose folder its module lies."""
    package = rule.__module__.rpartition(".")[0]
    _by_package.setdefault(package, []).append(rule)
    return rule


def registered_in(package: str) -> tuple[type[AnyRule], ...]:
    """The rules that the modules of one regulation's folder entered, in the order of the text."""
    return tuple(_by_package.get(package, ()))
