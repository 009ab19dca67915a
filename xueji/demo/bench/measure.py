"""Timing, a place where everything is undone, and what only the owner of the tables may do."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import connection, transaction

from xueji.database.connect import APP_ROLE, owner_connection


@dataclass(frozen=True)
class Measure:
    """One line: what was done, how long it took in milliseconds, queries where they were counted, a note."""

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


def timed_often(act: Callable[[], Any], *, times: int) -> tuple[float, Any]:
    """The median of so many runs, in milliseconds, and what the last one returned: a page is as fast as it usually is."""
    found = [timed(act) for _run in range(times)]
    return median(taken for taken, _value in found), found[-1][1]


@contextmanager
def undone() -> Iterator[None]:
    """Run a block in a transaction that is rolled back, whatever happens in it."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@contextmanager
def as_owner(*tables: str) -> Iterator[None]:
    """Run a block in the application's role on a connection of the owner, who may take statistics of what was laid into
    these tables; their room is given back at the end. Inside a transaction (a test's) the connection stays as it is."""
    if connection.in_atomic_block:
        yield
        return
    with owner_connection(as_app=True):
        try:
            yield
        finally:
            _as_owner(f"VACUUM (ANALYZE) {', '.join(tables)}")


def take_statistics(*tables: str) -> None:
    """What autovacuum has done long before real tables are so large. Nothing for who is not their owner."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(pg_has_role(session_user, tableowner, 'USAGE')) FROM pg_tables WHERE tablename = ANY (%s)",
            [list(tables)],
        )
        (owns,) = cursor.fetchone()
    if owns:
        _as_owner(f"ANALYZE {', '.join(tables)}")


def _as_owner(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE none")
        cursor.execute(statement)
        cursor.execute(f"SET ROLE {APP_ROLE}")


def ratio(ours: float, least: float) -> str:
    """3.1 times the least."""
    return f"{ours / least:.1f} times the least" if least else ""
