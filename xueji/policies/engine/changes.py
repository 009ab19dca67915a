"""What changed in a regulation between two days: shown where a case was filed under one reading and decided later."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from .chains import Chain
from .citations import Citation
from .parameters import Interpretation, ParameterError

if TYPE_CHECKING:
    from .policy import Policy
    from .rules import AnyRule


class ChangeOf(TextChoices):
    """What it is that changed."""

    RULE = "rule", _("规则")
    NUMBER = "number", _("数值")
    READING = "reading", _("口径")
    CHAIN = "chain", _("办理路径")


@dataclass(frozen=True)
class Change:
    """One change: ``before`` and ``after`` are values of numbers and readings, sentences of rules, steps of chains
    (None where there was or is nothing)."""

    of: ChangeOf
    key: str
    label: str
    before: Any
    after: Any
    citation: Citation


def changes_between(policy: "Policy", before: date, after: date, kinds: Collection[str]) -> Iterator[Change]:
    """The changes for kinds of matters from one day to another, rules first."""
    old, new = _rules(policy, before, kinds), _rules(policy, after, kinds)
    yield from _rule_changes(old, new)
    used = {key for rule in (*old.values(), *new.values()) for key in rule.reads}
    old_chains, new_chains = _chains(policy, before, kinds), _chains(policy, after, kinds)
    used |= {
        key for chain in (*old_chains.values(), *new_chains.values()) for step in chain.steps for key in step.reads
    }
    yield from _value_changes(policy, before, after, used)
    yield from _chain_changes(old_chains, new_chains)


def _rules(policy: "Policy", on: date, kinds: Collection[str]) -> dict[str, "AnyRule"]:
    return {rule.concern: rule for kind in kinds for rule in policy.rules_for(kind, on)}


def _rule_changes(old: dict[str, "AnyRule"], new: dict[str, "AnyRule"]) -> Iterator[Change]:
    for concern in dict.fromkeys((*old, *new)):
        was, now = old.get(concern), new.get(concern)
        if type(was) is type(now):
            continue
        rule = now or was
        assert rule is not None
        yield Change(
            of=ChangeOf.RULE,
            key=rule.key,
            label=str(rule.sentence),
            before=str(was.sentence) if was else None,
            after=str(now.sentence) if now else None,
            citation=rule.citation,
        )


def _value_changes(policy: "Policy", before: date, after: date, keys: Collection[str]) -> Iterator[Change]:
    for key in sorted(keys):
        parameter = policy.parameters_by_key.find(key)
        values = []
        for day in (before, after):
            try:
                values.append(parameter.on(day))
            except ParameterError:
                values.append(None)
        if values[0] != values[1]:
            of = ChangeOf.READING if isinstance(parameter, Interpretation) else ChangeOf.NUMBER
            yield Change(of, f"{policy.key}.{key}", parameter.label, values[0], values[1], parameter.citation)


def _chains(policy: "Policy", on: date, kinds: Collection[str]) -> dict[str, Chain]:
    from .policy import NoSuchChain

    found = {}
    for kind in kinds:
        for route in policy.routes(kind):
            try:
                found[f"{kind}/{route}"] = policy.chain_for(kind, route, on)
            except NoSuchChain:
                continue
    return found


def _chain_changes(old: dict[str, Chain], new: dict[str, Chain]) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        if _steps(was) == _steps(now):
            continue
        chain = now or was
        assert chain is not None
        yield Change(ChangeOf.CHAIN, chain.key, str(chain.label), _steps(was), _steps(now), chain.steps[0].citation)


def _steps(chain: Chain | None) -> tuple[str, ...] | None:
    """The steps without their numbers, which are told as numbers."""
    return None if chain is None else tuple(f"{step.group}. {step.label}（{step.kind.label}）" for step in chain.steps)
