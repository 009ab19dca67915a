"""Timing, and a place where everything is undone."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction


@dataclass(frozen=True)
class Measure:
    """One line: what was done, its best time in milliseconds, queries where they were counted, a note."""

    label: str
    milliseconds: float
    queries: int | None = None
    note: str = ""


def timed(act: Callable[[], Any], *, times: int = 1) -> tuple[float, Any]:
    """The best of so many runs, in milliseconds, and what the last one returned."""
    best, value = float("inf"), None
    for _run in range(times):
        begun = time.perf_counter()
        value = act()
        best = min(best, (time.perf_counter() - begun) * 1000)
    return best, value


@contextmanager
def undone() -> Iterator[None]:
    """Run a block in a transaction that is rolled back, whatever happens in it."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def ratio(ours: float, least: float) -> str:
    """3.1 times the least."""
    return f"{ours / least:.1f} times the least" if least else ""
