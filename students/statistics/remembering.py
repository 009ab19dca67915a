"""Counts of large scopes, kept until the ledger grows or some minutes have passed."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache

from students.models import StatusChange
from xueji import clock
from xueji.database.fence import Level
from xueji.organizations.scope import Scope

KEPT = 600  # seconds; what changes a figure without a row in the ledger shows at the latest then
_LARGE = frozenset({Level.CITY, Level.PROVINCE})

T = TypeVar("T")


def recall(scope: Scope, key: str, count: Callable[[], T]) -> tuple[T, datetime]:
    """What `count` answers, and when it was counted. A school and a county count afresh each time."""
    if scope.level not in _LARGE:
        return count(), clock.now()
    # Every row of the ledger is another key, so that a table and the list behind its cells never tell two days' work.
    newest = StatusChange.objects.order_by("-id").values_list("id", flat=True).first() or 0
    text = f"{scope.level}:{scope.organization_id}:{clock.today()}:{newest}:{key}"
    name = f"statistics-{sha256(text.encode()).hexdigest()[:40]}"
    kept: tuple[T, datetime] | None = cache.get(name)
    if kept is None:
        kept = count(), clock.now()
        cache.set(name, kept, KEPT)
    return kept
