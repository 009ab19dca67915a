"""The one question the chapters ask: what do the rules say about these facts?"""

from collections.abc import Collection, Mapping
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
    school_rules: Mapping[str, Any] | None = None,
) -> Verdicts:
    """Ask every rule in force on ``on`` (the day the case was filed) that applies to these facts.

    ``exceptions_granted`` are the keys of rules whose exception has its grounds recorded; ``school_rules`` what the
    school has set for itself where the text leaves it to schools (by parameter key, as of ``on``).
    """
    rules = _policy(policy).rules_for(kind, on, school_rules)
    verdicts = Verdicts.of(rule.check(facts) for rule in rules if rule.applies(facts))
    return verdicts.granting(exceptions_granted)


def _policy(policy: Policy | str) -> Policy:
    return get(policy) if isinstance(policy, str) else policy
