"""One state of the register for all of an export, however many transactions it takes to read it.

A connection of its own holds a snapshot of the database; each transaction that reads takes it over. Who is moved or changed
while the file is being made stands in it as before, in every row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from xueji.organizations.scope import Scope


@dataclass(frozen=True)
class State:
    """A state of the register by the name of its snapshot; without a name the one that each transaction finds."""

    snapshot: str = ""

    @contextmanager
    def enter(self, scope: Scope) -> Iterator[Scope]:
        """Read under a scope, in this state."""
        if not self.snapshot:
            with scope.enter():
                yield scope
            return
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SET TRANSACTION SNAPSHOT %s", [self.snapshot])
            with scope.enter():
                yield scope


NOW = State()


@contextmanager
def steady() -> Iterator[State]:
    """The state of now, for as long as the block. Inside a transaction that one's own."""
    if connection.in_atomic_block:
        yield NOW
        return
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        yield State(snapshot)
    finally:
        holder.close()
