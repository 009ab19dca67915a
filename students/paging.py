"""Keyset paging: a page begins behind the last row of the one before, so that page 1,000 costs what page 1 does.

A cursor is the id of a row, never its sort key: names do not belong into addresses. The key is looked up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from students.queries import StudentQuerySet

SIZE = 50


@dataclass
class Page:
    """One page: its rows, the cursors of its neighbours (None at an end), and how many rows lie before it."""

    rows: list[Any]
    previous_cursor: int | None
    next_cursor: int | None
    before: int = 0
    total: str = ""
    query: QueryDict | None = None

    @property
    def previous_url(self) -> str:
        return self._url("before", self.previous_cursor, max(self.before - SIZE, 0))

    @property
    def next_url(self) -> str:
        return self._url("after", self.next_cursor, self.before + len(self.rows))

    @cached_property
    def summary(self) -> str:
        """第 1—50 人，共 91 人; empty when there is nobody."""
        if not self.rows:
            return ""
        first, last = self.before + 1, self.before + len(self.rows)
        text = _("第 %(first)s—%(last)s 人") % {"first": f"{first:,}", "last": f"{last:,}"}
        return text + (_("，共 %(total)s 人") % {"total": self.total} if self.total else "")

    def _url(self, name: str, cursor: int | None, at: int) -> str:
        if cursor is None:
            return ""
        query = self.query.copy() if self.query is not None else QueryDict(mutable=True)
        for key in ("before", "after", "at"):
            query.pop(key, None)
        query[name] = str(cursor)
        query["at"] = str(at)
        return f"?{query.urlencode()}"


def page_of(
    students: StudentQuerySet,
    keys: Sequence[str],
    *,
    after: int | None = None,
    before: int | None = None,
    size: int = SIZE,
) -> Page:
    """The page of `students` in the order of `keys` (the last of which is unique) behind or before a row.

    A cursor whose row is gone, and a way back that reaches the beginning, both lead to the first page.
    """
    if before is not None and (found := _rows(students, keys, before, size, backwards=True)) is not None:
        rows, has_more = found
        if has_more:
            return Page(rows, rows[0].pk, rows[-1].pk)
        after = None
    if after is not None and (found := _rows(students, keys, after, size)) is not None:
        rows, has_more = found
        if rows:
            return Page(rows, rows[0].pk, rows[-1].pk if has_more else None)
    rows, has_more = _cut(list(students.order_by(*keys)[: size + 1]), size)
    return Page(rows, None, rows[-1].pk if has_more else None)


def _rows(
    students: StudentQuerySet, keys: Sequence[str], cursor: int, size: int, *, backwards: bool = False
) -> tuple[list[Any], bool] | None:
    values = students.page_keys(cursor, keys)
    if values is None:
        return None
    columns = [F(key) for key in keys]
    if not backwards:
        behind = students.filter(TupleGreaterThan(columns, values)).order_by(*keys)
        return _cut(list(behind[: size + 1]), size)
    ahead = students.filter(TupleLessThan(columns, values)).order_by(*(f"-{key}" for key in keys))
    rows, has_more = _cut(list(ahead[: size + 1]), size)
    return rows[::-1], has_more


def _cut(rows: list[Any], size: int) -> tuple[list[Any], bool]:
    return rows[:size], len(rows) > size
