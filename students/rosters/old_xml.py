"""Reading the XML tables of Excel 2003 (SpreadsheetML), which other systems export under the name .xls: a stream of tags,
nothing of which is kept but cells. Places and merged cells are claims of the sender and are bounded."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from xml.parsers import expat

from students.rosters.broken_cells import DEEPEST, reader_of_tags
from students.rosters.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, damaged, too_wide

_SHEET = "urn:schemas-microsoft-com:office:spreadsheet "
_VISIBLE = "urn:schemas-microsoft-com:office:excel Visible"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_LONGEST_TEXT = 40_000
_MOST_TABLES = 2_000
_SAFE_DIGITS = 15  # a longer number is exact as text only

Rows = list[list[object]]
Merged = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class Table:
    """A sheet: its name, its rows, the cells merged downwards, whether it is hidden."""

    name: str
    rows: Rows = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    is_hidden: bool = False


def read_xml(text: str) -> list[Table]:
    """The sheets. Raises Unreadable for what is not well formed, defines entities or lies too far out."""
    reader = _Reader()
    parser = reader_of_tags(reader.start)
    parser.EndElementHandler, parser.CharacterDataHandler, parser.buffer_text = reader.end, reader.text, True
    try:
        # The text is decoded already, whatever encoding its first line names.
        parser.Parse(_DECLARATION.sub("", text), True)
    except expat.ExpatError as error:
        raise damaged() from error
    return reader.tables


@dataclass
class _Reader:
    """Where the stream is: the sheets so far, the row and its place, the cell's attributes and text."""

    tables: list[Table] = field(default_factory=list)
    row: list[object] = field(default_factory=list)
    cell: dict[str, str] | None = None
    kind: str = ""
    texts: list[str] | None = None
    is_open: bool = False
    length: int = 0
    comments: int = 0
    visible: list[str] | None = None
    cells: int = 0
    level: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.level += 1
        if self.level > DEEPEST or len(self.tables) > _MOST_TABLES:
            raise damaged()
        if tag == f"{_SHEET}Worksheet":
            self.tables.append(Table(attributes.get(f"{_SHEET}Name", "")))
        elif tag == f"{_SHEET}Comment":
            self.comments += 1
        elif tag == _VISIBLE:
            self.visible = []
        elif not self.tables or self.comments:
            return
        elif tag == f"{_SHEET}Row":
            self._start_row(attributes)
        elif tag == f"{_SHEET}Cell":
            self.cell, self.texts, self.kind = attributes, None, ""
        elif tag == f"{_SHEET}Data" and self.cell is not None:
            self.texts, self.kind, self.length = [], attributes.get(f"{_SHEET}Type", "String"), 0
            self.is_open = True

    def end(self, tag: str) -> None:
        self.level -= 1
        if tag == f"{_SHEET}Comment":
            self.comments -= 1
        elif tag == _VISIBLE and self.visible is not None:
            if self.tables:
                self.tables[-1].is_hidden = "hidden" in "".join(self.visible).lower()
            self.visible = None
        elif tag == f"{_SHEET}Data":
            self.is_open = False
        elif tag == f"{_SHEET}Cell" and self.cell is not None and not self.comments:
            self._end_cell(self.cell)
            self.cell = None
        elif tag == f"{_SHEET}Row" and self.tables and not self.comments:
            self.tables[-1].rows.append(self.row)
            self.row = []

    def text(self, text: str) -> None:
        if self.visible is not None:
            self.visible.append(text[:100])
        elif self.is_open and self.texts is not None and not self.comments:
            self.length += len(text)
            if self.length <= _LONGEST_TEXT:
                self.texts.append(text)

    def _start_row(self, attributes: dict[str, str]) -> None:
        rows = self.tables[-1].rows
        place = _number(attributes.get(f"{_SHEET}Index")) or len(rows) + 1
        if place > 2 * MAX_ROWS or place <= len(rows):
            raise too_wide()
        self._count(place - len(rows))
        rows += [[] for _blank in range(place - 1 - len(rows))]
        self.row = []

    def _end_cell(self, attributes: dict[str, str]) -> None:
        place = _number(attributes.get(f"{_SHEET}Index")) or len(self.row) + 1
        across, down = (_number(attributes.get(f"{_SHEET}Merge{way}")) for way in ("Across", "Down"))
        if place <= len(self.row) or place + across > MAX_COLUMNS or down > 2 * MAX_ROWS:
            raise too_wide()
        self._count(place - len(self.row) + across)
        value = "" if self.texts is None else _value(self.kind, "".join(self.texts))
        self.row += [*[""] * (place - 1 - len(self.row)), value, *[""] * across]
        if down:
            line = len(self.tables[-1].rows)
            self.tables[-1].merged.append(((line, place - 1), (line + down, place - 1)))

    def _count(self, more: int) -> None:
        self.cells += more
        if self.cells > MAX_CELLS:
            raise too_wide()


def _number(text: str | None) -> int:
    return int(text[:7]) if text and text.isascii() and text.isdigit() else 0


def _value(kind: str, text: str) -> object:
    """What a cell holds: a number, a day or a truth by its type, anything else by its text."""
    try:
        if kind == "Number" and not (text.isdigit() and len(text) >= _SAFE_DIGITS):
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text[:19])
    except ValueError:
        return text
    return text == "1" if kind == "Boolean" else text
