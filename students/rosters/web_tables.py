"""Tables of a web page: what many school systems export under the name .xls. No browser's work is done here: tags that make
a table are read, all others only part texts, and whatever a tag refers to is never fetched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from students.rosters.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, damaged, too_wide, web_page

_TAG = re.compile(r"""<(/?)([A-Za-z][\w:.-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
_LONGEST_TAG = 4_000
_MOST_BROKEN = 1_000  # signs that open a tag and do not: each is looked at for a whole tag's length
_SPAN = re.compile(r"""\b(colspan|rowspan)\s*=\s*["']?\s*(\d{1,6})""", re.IGNORECASE)
_UNREAD = {"script": re.compile("</script", re.IGNORECASE), "style": re.compile("</style", re.IGNORECASE),
           "xml": re.compile("</xml", re.IGNORECASE)}  # fmt: skip
_LINES = frozenset({"br", "p", "div", "li"})
_LONGEST_TEXT = 40_000
_HEADINGS = 3  # rows
_DEEPEST, _MOST_TABLES = 30, 2_000

Rows = list[list[object]]
Merged = tuple[tuple[int, int], tuple[int, int]]
Table = tuple[Rows, list[Merged]]


def read_web_page(text: str) -> list[Table]:
    """The tables that have rows, inner ones before those around them, each with the cells merged downwards. Raises
    Unreadable for too large a table, or a text with more broken tags than anybody writes."""
    reader = _Reader()
    for tag, is_end, attributes, words in _tokens(text):
        if words:
            reader.add(words)
        elif is_end:
            reader.end(tag)
        else:
            reader.start(tag, attributes)
    while reader.open:
        reader.end("table")
    return _under_their_headings([(table.rows, table.merged) for table in reader.tables if table.rows])


def _under_their_headings(tables: list[Table]) -> list[Table]:
    """Headings are often a table of their own above that of the rows, so that they stay when one scrolls: both are one."""
    found: list[Table] = []
    for rows, merged in tables:
        above = found[-1][0] if found else []
        if 0 < len(above) <= _HEADINGS and max(map(len, above)) == max(map(len, rows)):
            more = [((top + len(above), left), (bottom + len(above), right)) for (top, left), (bottom, right) in merged]
            found[-1] = ([*above, *rows], [*found[-1][1], *more])
        else:
            found.append((rows, merged))
    return found


def _tokens(text: str) -> Iterator[tuple[str, bool, str, str]]:
    """Tag, whether it ends, its attributes; or words. Every sign is gone through once, but for `_MOST_BROKEN` tags."""
    at, broken = 0, 0
    while (start := text.find("<", at)) >= 0:
        if start > at:
            yield "", False, "", text[at:start]
        if text.startswith(("<!", "<?"), start):
            close = "-->" if text.startswith("<!--", start) else ">"
            at = _behind(text, close, start)
        elif found := _TAG.match(text, start, start + _LONGEST_TAG):
            tag, at = found[2].lower(), found.end()
            yield tag, bool(found[1]), found[3], ""
            if not found[1] and tag in _UNREAD:
                end = _UNREAD[tag].search(text, at)
                at = end.start() if end else len(text)
        else:
            broken += 1
            if broken > _MOST_BROKEN:
                raise damaged()
            yield "", False, "", "<"
            at = start + 1
    yield "", False, "", text[at:]


def _behind(text: str, close: str, start: int) -> int:
    end = text.find(close, start)
    return end + len(close) if end >= 0 else len(text)


@dataclass
class _Table:
    """A table being read: `down` are columns that a cell above still fills, with how many rows it does so."""

    rows: Rows = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    down: dict[int, int] = field(default_factory=dict)
    cell: list[str] | None = None
    spans: tuple[int, int] = (1, 1)
    length: int = 0


@dataclass
class _Reader:
    """Tables that are open, one inside the other, and those that were read."""

    tables: list[_Table] = field(default_factory=list)
    open: list[_Table] = field(default_factory=list)
    cells: int = 0

    def start(self, tag: str, attributes: str) -> None:
        if tag == "table":
            if len(self.open) == _DEEPEST or len(self.tables) == _MOST_TABLES:
                raise web_page()
            self.open.append(_Table())
        elif not self.open:
            return
        elif tag == "tr":
            self._end_cell()
            self._start_row()
        elif tag in ("td", "th"):
            self._end_cell()
            if not self.open[-1].rows:
                self._start_row()
            spans = {name.lower(): max(1, int(count)) for name, count in _SPAN.findall(attributes)}
            table = self.open[-1]
            table.cell, table.length = [], 0
            table.spans = spans.get("colspan", 1), min(spans.get("rowspan", 1), 2 * MAX_ROWS)
        elif tag in _LINES:
            self.add("\n")

    def end(self, tag: str) -> None:
        if tag == "table" and self.open:
            self._end_cell()
            self.tables.append(self.open.pop())
        elif tag in ("td", "th", "tr") and self.open:
            self._end_cell()

    def add(self, words: str) -> None:
        if self.open and (cell := self.open[-1].cell) is not None and self.open[-1].length <= _LONGEST_TEXT:
            cell.append(words if words == "\n" else re.sub(r"\s+", " ", words))
            self.open[-1].length += len(words)

    def _start_row(self) -> None:
        table = self.open[-1]
        if table.rows:
            table.down = {at: left - 1 for at, left in table.down.items() if left > 1}
        table.rows.append([])
        self._count(1)
        if len(table.rows) > 2 * MAX_ROWS:
            raise too_wide()

    def _end_cell(self) -> None:
        table = self.open[-1]
        if table.cell is None:
            return
        row, (wide, deep) = table.rows[-1], table.spans
        while len(row) in table.down:
            row.append("")
        if len(row) + wide > MAX_COLUMNS:
            raise too_wide()
        at, line = len(row), len(table.rows) - 1
        row += [unescape("".join(table.cell)).strip(), *[""] * (wide - 1)]
        self._count(wide)
        if deep > 1:
            table.down |= dict.fromkeys(range(at, at + wide), deep)
            table.merged += [((line, column), (line + deep - 1, column)) for column in range(at, at + wide)]
        table.cell = None

    def _count(self, more: int) -> None:
        self.cells += more
        if self.cells > MAX_CELLS:
            raise too_wide()
