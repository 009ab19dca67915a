"""Prefix search that row-level security lets near an index.

LIKE is not leakproof: behind a policy it waits until every row of the scope has been read. The range operators of
text_pattern_ops are, and compare code points whatever the collation of the database.
"""

from typing import Any

from django.db.models import CharField, Lookup

_LAST = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


def successor(prefix: str) -> str:
    """The least text that is greater than every text beginning with `prefix`; "" when there is none."""
    for at in range(len(prefix) - 1, -1, -1):
        code = ord(prefix[at]) + 1
        if code in _SURROGATES:
            code = _SURROGATES.stop
        if code <= _LAST:
            return prefix[:at] + chr(code)
    return ""


@CharField.register_lookup
class Prefix(Lookup):
    """`name__prefix="陈"`: name ~>=~ '陈' AND name ~<~ '陉'."""

    lookup_name = "prefix"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, given = self.process_lhs(compiler, connection)
        parameters = tuple(given)
        start = str(self.rhs)
        end = successor(start)
        if not end:
            return f"{column} ~>=~ %s", (*parameters, start)
        return f"({column} ~>=~ %s AND {column} ~<~ %s)", (*parameters, start, *parameters, end)
