"""Who reads a number or a reading, and which readings can therefore be set.

Rules and steps of chains say themselves what they read (``uses``, ``severity_from``, ``budget``, ``kind_from``). Code
outside the rules says it with ``@reads`` where it reads. A reading that nobody reads is stated and explained, but
changing it would do nothing: it cannot be set until something reads it.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.urls import get_resolver

from xueji import clock
from xueji.policies.engine.policy import Policy
from xueji.policies.values import is_settable, words_for

R = TypeVar("R", bound=Callable[..., Any])
_declared: dict[str, list[Callable[..., Any]]] = {}


def reads(*keys: str) -> Callable[[R], R]:
    """Decorator of a function or class outside the rules: it takes these keys from the values of a regulation."""

    def declare(reader: R) -> R:
        for key in keys:
            _declared.setdefault(key, []).append(reader)
        return reader

    return declare


def outside_readers() -> Mapping[str, list[Callable[..., Any]]]:
    """The readers outside the rules, by key."""
    _ = get_resolver().url_patterns  # the pages import whatever reads
    return _declared


def keys_read(policy: Policy) -> frozenset[str]:
    """The keys that something reads today or will read."""
    return policy.keys_read(clock.today()) | frozenset(outside_readers())


def settable_readings(policy: Policy) -> frozenset[str]:
    """The readings that can be set: of a kind that a form can set, with more than one word, and read by something."""
    read = keys_read(policy)
    return frozenset(
        reading.key
        for reading in policy.interpretations
        if reading.key in read and is_settable(reading) and len(words_for(reading)) != 1
    )
