"""The one question the chapters ask: what do the rules say about these facts?"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from .policy import Policy
from .registry import get
from .verdicts import Verdicts

F = TypeVar("F")


def check(
    policy: Policy | str,
    kind: str,
    facts: Any,
    on: date,
    exceptions_granted: Collection[str] = (),
) -> Verdicts:
    """Ask every rule in force on ``on`` (the day the case was filed) that applies to these facts.

    ``exceptions_granted`` are the keys of rules whose exception has its grounds recorded.
    """
    rules = _policy(policy).rules_for(kind, on)
    verdicts = Verdicts.of(rule.check(facts) for rule in rules if rule.applies(facts))
    return verdicts.granting(exceptions_granted)


def check_many(policy: Policy | str, kind: str, facts: Iterable[F], on: date) -> Iterator[tuple[F, Verdicts]]:
    """Check the items of a batch one after the other, with the rules looked up once."""
    rules = _policy(policy).rules_for(kind, on)
    for item in facts:
        yield item, Verdicts.of(rule.check(item) for rule in rules if rule.applies(item))


def _policy(policy: Policy | str) -> Policy:
    return get(policy) if isinstance(policy, str) else policy
