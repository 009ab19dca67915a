"""What a page reads first: the ids of its rows in their order, from indexes alone; the rows themselves come after them.

A page of rows with all that is joined to them makes the planner choose between the order and the condition, and it chooses
by estimates of both. Each source here leaves it one way: a range of one index, of which as many ids are taken as a page has.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from students.queries import StudentQuerySet
from students.searching import Search

NAMES = ("name_key", "id")
"""The order in which students of several schools stand."""


class Source(Protocol):
    """Rows in an order."""

    def ids(
        self, keys: Sequence[str], most: int, beyond: Sequence[Any] | None = None, *, back: bool = False
    ) -> list[int]:
        """The first `most` ids in the order of `keys` that lie behind the row with the values `beyond`; the way `back`, from
        there towards the beginning."""

    def counted(self, most: int) -> int:
        """How many there are; a source may stop at `most`."""


class Ways:
    """Rows that several conditions lead to, each of them by an index of its own."""

    def __init__(self, *ways: QuerySet) -> None:
        self._ways = ways

    def ids(
        self, keys: Sequence[str], most: int, beyond: Sequence[Any] | None = None, *, back: bool = False
    ) -> list[int]:
        order = [f"-{key}" for key in keys] if back else list(keys)
        lists = [
            self._behind(way, keys, beyond, back).order_by(*order).values_list(*keys, "pk")[:most] for way in self._ways
        ]
        merged = lists[0] if len(lists) == 1 else lists[0].union(*lists[1:]).order_by(*order)[:most]
        return [row[-1] for row in merged]

    def counted(self, most: int) -> int:
        lists = [way.order_by().values_list("pk")[:most] for way in self._ways]
        return lists[0].count() if len(lists) == 1 else min(lists[0].union(*lists[1:]).count(), most)

    @staticmethod
    def _behind(way: QuerySet, keys: Sequence[str], beyond: Sequence[Any] | None, back: bool) -> QuerySet:
        if beyond is None:
            return way
        compare = TupleLessThan if back else TupleGreaterThan
        return way.filter(compare([F(key) for key in keys], beyond))


class Part:
    """Everybody of the scope with these characters in the name, in the order of names: found and counted in one go."""

    def __init__(self, part: str) -> None:
        self._part = part

    def ids(
        self, keys: Sequence[str], most: int, beyond: Sequence[Any] | None = None, *, back: bool = False
    ) -> list[int]:
        """`keys` are NAMES."""
        direction, compare = ("DESC", "<") if back else ("ASC", ">")
        key = 'n.name_key COLLATE "C"'
        behind = f"WHERE ({key}, n.id) {compare} (%s, %s)" if beyond is not None else ""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT n.id, n.total FROM (SELECT id, name_key, count(*) OVER () AS total FROM xj_students_named(%s)) AS n"
                f" {behind} ORDER BY {key} {direction}, n.id {direction} LIMIT %s",
                [self._part, *(beyond or ()), most],
            )
            rows = cursor.fetchall()
        self._total = rows[0][1] if rows else 0
        return [pk for pk, _total in rows]

    def counted(self, most: int) -> int:
        return min(self._total, most)

    @cached_property
    def _total(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM xj_students_named(%s)", [self._part])
            return cursor.fetchone()[0]


def found_by(search: Search, students: StudentQuerySet, *, narrowed: bool = True) -> Source:
    """Those of `students` whom a search means; `narrowed` tells that they are not everybody of the scope."""
    if search.part and not narrowed:
        return Part(search.part)
    return Ways(*students.ways(search))


def rows_of(students: QuerySet, ids: Sequence[int]) -> list[Any]:
    """The rows with these ids, in their order."""
    rows = students.in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]
