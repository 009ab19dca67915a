"""Counts of large scopes, remembered school by school: what changes in one school counts that school anew and no other.

A city's and a province's answers are kept as one count per school with the state in which the school was counted. A state
tells of every row that was written for the school lately: how many there are and which is the newest, so that a row that is
committed late and has an older number than others is noticed too. "Lately" reaches back to a mark; when it moves on, after so
many rows (_STRIDE), everything is counted once more.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db import connection

from students.models import (
    Profile,
    ProfileHistory,
    Programme,
    ProgrammeHistory,
    StatusChange,
    Student,
    StudentHistory,
)
from students.statistics.models import FormerSeat
from xueji import clock
from xueji.database.fence import Level
from xueji.organizations.scope import Scope, asked_once

NAME = "statistics"
"""What the names of what is remembered begin with."""
KEPT = 24 * 3600  # seconds
_LARGE = frozenset({Level.CITY, Level.PROVINCE})
_STRIDE = 10_000  # rows of a table; the last one to two strides are looked through at every question
_READ = [
    (rows._meta.db_table, rows._meta.pk.column)
    for rows in (Student, Profile, Programme, StatusChange, StudentHistory, ProfileHistory, ProgrammeHistory)
]
_SEATS = (FormerSeat._meta.db_table, FormerSeat._meta.pk.column)
# Another database may have the same numbers for other rows: a copy, one that was restored.
_DATABASE = "(SELECT oid FROM pg_database WHERE datname = current_database())"
# The newest row is found from the end of its key.
_NEWEST = "coalesce((SELECT {1} FROM {0} ORDER BY {1} DESC LIMIT 1), 0)"
_LATELY = "SELECT school_id, '{0}', count(*), max({1}) FROM {0} WHERE {1} > {2} GROUP BY 1"

Row = tuple[Any, ...]
"""What is counted by, and last how many."""
Count = Callable[[Sequence[int] | None], Iterable[Row]]
"""Counts so many schools, None for all of the reader's; each row with the school in front."""
Remembered = tuple[dict[int, str], dict[int, list[Row]], datetime]


def recall(scope: Scope, key: str, last: date, count: Count) -> tuple[list[Row], datetime]:
    """The sums of what `count` answers, and when it was counted last."""
    found, counted_at = by_school(scope, key, last, count)
    return _sums(row for rows in found.values() for row in rows), counted_at


def by_school(scope: Scope, key: str, last: date, count: Count) -> tuple[dict[int, list[Row]], datetime]:
    """What `count` answers for each school. A school and a county count afresh each time.

    `last` is the last day that is asked about: an answer about the present is one of its day, one about the past stays.
    """
    if scope.level not in _LARGE:
        return _counted(None, None, count), clock.now()
    marks, states = asked_once("statistics states", _states)
    today = clock.today()
    asked_on = today if last >= today else "past"
    text = f"{scope.level}:{scope.organization_id}:{asked_on}:{marks}:{key}"
    name = f"{NAME}-{sha256(text.encode()).hexdigest()[:40]}"
    kept: Remembered | None = cache.get(name)
    changed = _changed(kept[0], states) if kept else None
    if kept is None or changed:
        kept = states, _counted(kept, changed, count), clock.now()
        cache.set(name, kept, KEPT)
    return kept[1], kept[2]


def _changed(before: dict[int, str], now: dict[int, str]) -> list[int]:
    return sorted(school for school in before.keys() | now.keys() if before.get(school) != now.get(school))


def _counted(kept: Remembered | None, changed: list[int] | None, count: Count) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    if kept is not None and changed is not None:
        found = {school: rows for school, rows in kept[1].items() if school not in set(changed)}
    for school, *row in count(changed if kept is not None else None):
        found.setdefault(school, []).append(tuple(row))
    return found


def _sums(rows: Iterable[Row]) -> list[Row]:
    sums: dict[Row, int] = {}
    for *by, count in rows:
        sums[tuple(by)] = sums.get(tuple(by), 0) + count
    return [(*by, count) for by, count in sums.items()]


def _states() -> tuple[str, dict[int, str]]:
    """The marks from which on rows are looked through, another text when any of them moves or a school changes its seat; and
    the state of each school of which there is such a row. Read before anything is counted: what is committed in between
    is counted once more."""
    states: dict[int, str] = {}
    with connection.cursor() as cursor:
        newest_of = ", ".join(_NEWEST.format(*rows) for rows in (_SEATS, *_READ))
        cursor.execute(f"SELECT {_DATABASE}, {newest_of}")
        database, seat, *newest = cursor.fetchone()
        marks = [max(number // _STRIDE - 1, 0) * _STRIDE for number in newest]
        parts = [_LATELY.format(*rows, mark) for rows, mark in zip(_READ, marks, strict=True)]
        cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY 1, 2")
        for school, *state in cursor.fetchall():
            states[school] = f"{states.get(school, '')}{state};"
    return f"{database}:{seat}:{marks}", states
