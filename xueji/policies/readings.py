"""Readings that were changed by decision, handed to the engine; kept in memory and looked up again every minute.

A change holds from the next day at the earliest, so a process that knows of it a minute late is still in time.
"""

import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any

from xueji.policies.engine.overlays import Changes
from xueji.policies.models import InterpretationChange

_FRESH_FOR = 60.0  # seconds


@dataclass
class _Copy:
    changes: Changes = field(default_factory=dict)
    read_at: float | None = None


_copy = _Copy()
_lock = Lock()


def changes() -> Changes:
    """Every changed reading by regulation and key, in the order of their days."""
    with _lock:
        if _copy.read_at is None or time.monotonic() - _copy.read_at > _FRESH_FOR:
            _copy.changes = _read()
            _copy.read_at = time.monotonic()
        return _copy.changes


def forget() -> None:
    """Look again at the next question (a change was just recorded)."""
    _copy.read_at = None


def suppose(known: Changes | None = None) -> None:
    """Take these changes (none) for known: for tests, which count their queries."""
    _copy.changes = known or {}
    _copy.read_at = time.monotonic()


def _read() -> Changes:
    found: dict[str, dict[str, tuple[tuple[date, Any], ...]]] = defaultdict(dict)
    rows = InterpretationChange.objects.order_by("since", "pk").values_list("policy_key", "key", "since", "value")
    for policy, key, since, value in rows:
        found[policy][key] = (*found[policy].get(key, ()), (since, value))
    return dict(found)
