"""What a rule says about facts, and the collection of all that was said."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from .citations import Citation


class Outcome(TextChoices):
    """The five answers of a rule, in the order in which a page shows them: trouble first, hints last."""

    FORBIDDEN = "forbidden", _("不予")
    EXCEPTION = "exception", _("原则上不予")
    EVIDENCE = "evidence", _("待补证据")
    ALLOWED = "allowed", _("允许")
    WARNING = "warning", _("提示")


class Level(TextChoices):
    """The levels of administration, lowest first; ``city`` is a prefecture or a municipality's bureau."""

    SCHOOL = "school", _("学校")
    COUNTY = "county", _("主管部门")
    CITY = "city", _("市级教育行政部门")
    PROVINCE = "province", _("省级教育行政部门")


@dataclass(frozen=True, slots=True)
class EvidenceNeed:
    """One paper that is owed: ``key`` is an evidence kind (see ``vocabulary.Evidence``)."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's answer. It is falsy when it holds the matter up.

    ``sentence`` is the rule, ``reason`` what it found in these facts; both are what the registrar reads.
    ``exception_level`` names who may grant an exception, ``granted`` that its grounds were recorded.
    """

    rule: str
    outcome: Outcome
    sentence: str
    reason: str
    citation: Citation
    needs: tuple[EvidenceNeed, ...] = ()
    exception_level: str | None = None
    granted: bool = False

    @property
    def blocks(self) -> bool:
        """Whether the matter cannot go on: forbidden, papers owed, or an exception not granted."""
        if self.outcome is Outcome.EXCEPTION:
            return not self.granted
        return self.outcome in (Outcome.FORBIDDEN, Outcome.EVIDENCE)

    def __bool__(self) -> bool:
        return not self.blocks

    @property
    def label(self) -> str:
        """The outcome in Chinese."""
        return str(self.outcome.label)

    def to_dict(self) -> dict[str, Any]:
        """A JSON snapshot for the case; :meth:`from_dict` reads it back."""
        return {
            "rule": self.rule,
            "outcome": self.outcome.value,
            "sentence": self.sentence,
            "reason": self.reason,
            "citation": self.citation.to_dict(),
            "needs": [{"key": need.key, "label": need.label} for need in self.needs],
            "exception_level": self.exception_level,
            "granted": self.granted,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Verdict":
        """Read a verdict back from a stored snapshot."""
        return cls(
            rule=data["rule"],
            outcome=Outcome(data["outcome"]),
            sentence=data["sentence"],
            reason=data["reason"],
            citation=Citation.from_dict(data["citation"]),
            needs=tuple(EvidenceNeed(need["key"], need["label"]) for need in data["needs"]),
            exception_level=data["exception_level"],
            granted=data["granted"],
        )


_SEVERITY_ORDER = {outcome: position for position, outcome in enumerate(Outcome)}


@dataclass(frozen=True)
class Verdicts:
    """All verdicts of one check, trouble first; truthy when nothing holds the matter up."""

    items: tuple[Verdict, ...] = field(default=())

    @classmethod
    def of(cls, verdicts: Iterable[Verdict]) -> "Verdicts":
        """Collect verdicts; within one outcome they keep the order in which the rules spoke."""
        return cls(tuple(sorted(verdicts, key=lambda verdict: _SEVERITY_ORDER[verdict.outcome])))

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __bool__(self) -> bool:
        return not self.blocks

    @property
    def blocks(self) -> bool:
        """Whether any verdict holds the matter up."""
        return any(verdict.blocks for verdict in self.items)

    @property
    def forbidden(self) -> tuple[Verdict, ...]:
        """What nobody may allow."""
        return self._with(Outcome.FORBIDDEN)

    @property
    def exceptions(self) -> tuple[Verdict, ...]:
        """What only a reasoned exception can allow, granted or not."""
        return self._with(Outcome.EXCEPTION)

    @property
    def open_exceptions(self) -> tuple[Verdict, ...]:
        """Exceptions without recorded grounds so far."""
        return tuple(verdict for verdict in self.exceptions if not verdict.granted)

    @property
    def warnings(self) -> tuple[Verdict, ...]:
        """Hints that hold nothing up."""
        return self._with(Outcome.WARNING)

    @property
    def missing_evidence(self) -> tuple[EvidenceNeed, ...]:
        """Every paper still owed, each once."""
        return tuple(dict.fromkeys(need for verdict in self.items for need in verdict.needs))

    @property
    def counts(self) -> dict[str, int]:
        """How many verdicts have each outcome, trouble first, zero counts left out."""
        totals = {outcome.value: len(self._with(outcome)) for outcome in Outcome}
        return {outcome: total for outcome, total in totals.items() if total}

    def granting(self, rules: Collection[str]) -> "Verdicts":
        """The same verdicts with the exceptions of the given rule keys granted."""
        return Verdicts(
            tuple(
                replace(verdict, granted=True)
                if verdict.outcome is Outcome.EXCEPTION and verdict.rule in rules
                else verdict
                for verdict in self.items
            )
        )

    def to_list(self) -> list[dict[str, Any]]:
        """A JSON snapshot for the case."""
        return [verdict.to_dict() for verdict in self.items]

    @classmethod
    def from_list(cls, data: Iterable[Mapping[str, Any]]) -> "Verdicts":
        """Read a snapshot back."""
        return cls(tuple(Verdict.from_dict(row) for row in data))

    def _with(self, outcome: Outcome) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.items if verdict.outcome is outcome)
