"""Keyset paging: a page begins behind the last row of the one before, so that page 1,000 costs what page 1 does.

A cursor is the id of a row, never its sort key: names do not belong into addresses. The key is looked up. The ids of a page
come first (students.found), then its rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from students.found import Source, Ways, rows_of

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
    rows: QuerySet,
    keys: Sequence[str],
    *,
    source: Source | None = None,
    after: int | None = None,
    before: int | None = None,
    size: int = SIZE,
) -> Page:
    """The page of `source` (without one: of `rows`) in the order of `keys`, the last of which is unique, behind or before a
    row; `rows` says what is read of each.

    A cursor whose row is gone, and a way back that reaches the beginning, both lead to the first page.
    """
    source = source or Ways(rows)
    plain = rows.model._default_manager.all()
    if before is not None and (beyond := plain.page_keys(before, keys)) is not None:
        ids = source.ids(keys, size + 1, beyond, back=True)
        if len(ids) > size:
            return _page(rows, ids[size - 1 :: -1], has_before=True, has_more=True)
        after = None
    if after is not None and (beyond := plain.page_keys(after, keys)) is not None:
        ids = source.ids(keys, size + 1, beyond)
        if ids:
            return _page(rows, ids[:size], has_before=True, has_more=len(ids) > size)
    ids = source.ids(keys, size + 1)
    return _page(rows, ids[:size], has_before=False, has_more=len(ids) > size)


def _page(rows: QuerySet, ids: list[int], *, has_before: bool, has_more: bool) -> Page:
    found = rows_of(rows, ids)
    return Page(found, ids[0] if has_before else None, ids[-1] if has_more else None)
