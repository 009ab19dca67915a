"""Counts of large scopes, kept until anything that they count has changed."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

from django.core.cache import cache

from students.models import ProfileHistory, StatusChange, Student, StudentHistory
from students.statistics.models import FormerSeat
from xueji import clock
from xueji.database.fence import Level
from xueji.organizations.scope import Scope

KEPT = 6 * 3600  # seconds
_LARGE = frozenset({Level.CITY, Level.PROVINCE})

T = TypeVar("T")


def recall(scope: Scope, key: str, count: Callable[[], T]) -> tuple[T, datetime]:
    """What `count` answers, and when it was counted. A school and a county count afresh each time."""
    if scope.level not in _LARGE:
        return count(), clock.now()
    text = f"{scope.level}:{scope.organization_id}:{clock.today()}:{_state()}:{key}"
    name = f"statistics-{sha256(text.encode()).hexdigest()[:40]}"
    kept: tuple[T, datetime] | None = cache.get(name)
    if kept is None:
        kept = count(), clock.now()
        cache.set(name, kept, KEPT)
    return kept


def _state() -> str:
    """Another text after each change of a record, a profile, the ledger or a school's seat: a table and the lists behind its
    cells never tell of two states. The newest row of each is found from the end of its key."""
    newest = [
        _newest(Student.objects.all()),
        _newest(StatusChange.objects.all()),
        _newest(StudentHistory.objects.all()),
        _newest(ProfileHistory.objects.all()),
        _newest(FormerSeat.objects.all()),
    ]
    return ".".join(str(key) for key in newest)


def _newest(rows: Any) -> int:
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0
