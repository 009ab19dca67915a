"""Cells on their way into a file: always text, never a formula, whatever somebody once typed."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from students.rosters.sheets import neutral

Row = Sequence[str]

# Between the cells of a row stands \x1e: what XML cannot hold, what a sheet would take for a formula, and spaces at the
# ends of a cell are found by one look at the whole row.
_BETWEEN = "\x1e"
_ODD = re.compile(
    r"[&<>\x00-\x08\x0a-\x1d\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|(?:^|\x1e)[=+\-@\t ]|[ \t](?:\x1e|$)|\x1e[\t]"
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n?")
_LITERAL = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def is_odd(row: Row) -> bool:
    """Whether a cell of the row needs care before it may stand in XML."""
    return _ODD.search(_BETWEEN.join(row)) is not None


def xml_text(text: str) -> str:
    """A cell's text as XML: no formula, escaped, without the characters that XML cannot hold."""
    text = _FORBIDDEN.sub("", _LINE_END.sub("\n", neutral(text)))
    return _LITERAL.sub("_x005F_", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def csv_bytes(rows: Iterable[Row], encoding: str) -> bytes:
    """Rows as lines of a CSV file; no cell begins as a formula does."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow([neutral(text) if text else "" for text in row])
    return buffer.getvalue().encode(encoding)
