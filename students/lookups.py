"""Prefix search that row-level security lets near an index.

LIKE is not leakproof: behind a policy it waits until every row of the scope has been read. The range operators of
text_pattern_ops are, and compare code points whatever the collation of the database. A column that always sorts by code
points needs none of them: the indexes that give its order serve.
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
    """`name__prefix="陈"`: name ~>=~ '陈' AND name ~<~ '陉'; with >= and < where the column's collation is C."""

    lookup_name = "prefix"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, given = self.process_lhs(compiler, connection)
        parameters = tuple(given)
        start = str(self.rhs)
        end = successor(start)
        above, below = (">=", "<") if getattr(self.lhs.output_field, "db_collation", None) == "C" else ("~>=~", "~<~")
        if not end:
            return f"{column} {above} %s", (*parameters, start)
        return f"({column} {above} %s AND {column} {below} %s)", (*parameters, start, *parameters, end)
