"""One regulation: who issued it, what it builds on, its rules, chains and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from .chains import Chain, ChainStep, Parties, PlannedStep, Route, plan
from .changes import Change, changes_between
from .citations import Citation
from .parameters import Interpretation, Parameters, Values
from .rules import AnyRule


class NoSuchChain(LookupError):
    """The regulation has no chain for that kind of matter on that route and day."""


@dataclass(frozen=True)
class Policy:
    """A regulation as loaded from its folder.

    ``drops`` holds the concerns of the base that it leaves out, each with the reason.
    """

    key: str
    name: str
    short_name: str
    issuer: str
    document_number: str
    effective_from: date
    base: "Policy | None"
    parameters_by_key: Parameters
    own_rules: tuple[type[AnyRule], ...]
    own_chains: tuple[Chain, ...]
    folder: Path
    draft: bool = False
    municipality: bool = False
    drops: Mapping[str, str] = field(default_factory=dict)

    def parameters(self, on: date, school: Mapping[str, Any] | None = None) -> Values:
        """The numbers and interpretations of one day, the base's behind them, and a school's own rules before them."""
        return self.parameters_by_key.on(on, school)

    def rules_for(self, kind: str, on: date, school: Mapping[str, Any] | None = None) -> tuple[AnyRule, ...]:
        """The rules that speak on a kind of matter on a day: own ones, then the base's on other concerns."""
        return self._rules_for(kind, on, self.parameters(on, school), frozenset())

    def changes_between(self, before: date, after: date, *kinds: str) -> tuple[Change, ...]:
        """What changed for kinds of matters between two days: rules, numbers and readings they use, chains."""
        return tuple(changes_between(self, before, after, kinds))

    def chain_for(self, kind: str, route: Route | str, on: date) -> Chain:
        """The chain of a kind and route with its budgets; NoSuchChain when nobody prescribes one."""
        for chain in self.own_chains:
            if chain.kind == kind and chain.route == route and chain.in_force(on):
                return chain.bound(self.parameters(on))
        if self.base is None:
            raise NoSuchChain(f"{kind}/{route}")
        return self.base.chain_for(kind, route, on).bound(self.parameters(on))

    def plan(
        self, kind: str, route: Route | str, parties: Parties, on: date, *, with_exception: bool = False
    ) -> tuple[PlannedStep, ...]:
        """The steps of one case: the chain of that day with the parties seated and melted."""
        return plan(self.chain_for(kind, route, on), parties, with_exception=with_exception)

    def routes(self, kind: str) -> list[str]:
        """The routes that a kind of matter may take."""
        return list(dict.fromkeys(chain.route.value for chain in self._all_chains() if chain.kind == kind))

    def seats(self, kind: str) -> tuple[ChainStep, ...]:
        """Every step of every chain of a kind, this regulation's own chains before the base's."""
        return tuple(step for chain in self._all_chains() if chain.kind == kind for step in chain.steps)

    def keys_read(self, on: date) -> frozenset[str]:
        """The keys of all numbers and readings on which a rule or a step in force on a day, or later, depends."""
        kinds = {kind for rule in self._all_rules() for kind in rule.kinds}
        found: set[str] = set()
        for day in {on, *(day for day in self._change_days() if day > on)}:
            found.update(key for kind in kinds for rule in self.rules_for(kind, day) for key in rule.reads)
            found.update(key for chain in self.chains(day) for step in chain.steps for key in step.reads)
        return frozenset(found)

    def chains(self, on: date) -> tuple[Chain, ...]:
        """The chain of every kind and route on a day, own or the base's."""
        routes = dict.fromkeys((chain.kind, chain.route) for chain in self._all_chains())
        return tuple(chain for kind, route in routes if (chain := self._chain_or_none(kind, route, on)) is not None)

    def version(self, on: date) -> str:
        """The reading in force on a day: year of the last change and its number in that year (``2026.1``)."""
        days = sorted(day for day in self._change_days() if day <= on) or [self.effective_from]
        return f"{days[-1].year}.{sum(1 for day in days if day.year == days[-1].year)}"

    def cite(self, article: int | str, paragraph: int | None = None, item: int | None = None) -> Citation:
        """A place in this regulation."""
        return Citation(self.key, article, paragraph, item)

    @property
    def interpretations(self) -> tuple[Interpretation, ...]:
        """The readings in use, own ones first."""
        return tuple(item for item in self.parameters_by_key if isinstance(item, Interpretation))

    def inherited_rules(self, on: date) -> tuple[AnyRule, ...]:
        """The rules of the base that hold here too."""
        kinds = sorted({kind for rule in self._all_rules() for kind in rule.kinds})
        spoken = [rule for kind in kinds for rule in self.rules_for(kind, on)]
        return tuple(rule for rule in spoken if rule.policy != self.key)

    @property
    def rule_keys(self) -> tuple[str, ...]:
        """The keys of the rules that this regulation itself states."""
        return tuple(dict.fromkeys(f"{self.key}.{rule.concern}" for rule in self.own_rules))

    def _rules_for(self, kind: str, on: date, values: Values, taken: frozenset[str]) -> tuple[AnyRule, ...]:
        own = [rule for rule in self.own_rules if rule.in_force(on) and rule.concern not in taken]
        spoken = tuple(rule(self.key, values) for rule in own if kind in rule.kinds)
        if self.base is None:
            return spoken
        taken = taken | {rule.concern for rule in own} | frozenset(self.drops)
        return spoken + self.base._rules_for(kind, on, values, taken)

    def _chain_or_none(self, kind: str, route: Route, on: date) -> Chain | None:
        try:
            return self.chain_for(kind, route, on)
        except NoSuchChain:
            return None

    def _all_rules(self) -> tuple[type[AnyRule], ...]:
        return self.own_rules + (self.base._all_rules() if self.base is not None else ())

    def _all_chains(self) -> tuple[Chain, ...]:
        return self.own_chains + (self.base._all_chains() if self.base is not None else ())

    def _change_days(self) -> set[date]:
        days = {self.effective_from, *self.parameters_by_key.change_days}
        starts = [rule.effective_from for rule in self.own_rules]
        starts += [chain.effective_from for chain in self.own_chains]
        days |= {day for day in starts if day is not None}
        if self.base is not None:
            days |= {day for day in self.base._change_days() if day > self.effective_from}
        return days
