"""Readings changed by decision rather than by a new file: the app that stores them hands them in here.

The engine itself touches no database; without a provider nothing is changed.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

# By regulation and reading: the days from which another value holds, in the order of the days.
Changes = Mapping[str, Mapping[str, tuple[tuple[date, Any], ...]]]

_providers: list[Callable[[], Changes]] = []


def provide(provider: Callable[[], Changes]) -> None:
    """Say where changed readings come from (once, when the app is ready)."""
    _providers[:] = [provider]


def changes(policy: str) -> Mapping[str, tuple[tuple[date, Any], ...]]:
    """The changed readings of a regulation by key."""
    return _providers[0]().get(policy, {}) if _providers else {}
