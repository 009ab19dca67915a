"""Reading .ods: a stream of tags, nothing of which is kept but cells. Repeats are claims of the sender and are bounded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from xml.parsers import expat

from students.rosters.broken_cells import DEEPEST, reader_of_tags
from students.rosters.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, damaged, encrypted, too_wide
from students.rosters.zips import Pack

_OFFICE, _TABLE, _TEXT = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0 " for name in ("office", "table", "text"))
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_LONGEST_TEXT = 40_000

Rows = list[list[object]]


def read_ods(data: bytes) -> list[tuple[str, Rows]]:
    """The tables by name. The archive was found harmless before; Unreadable for one that is encrypted or no table."""
    pack = Pack(data, damaged)
    if "META-INF/manifest.xml" in pack.names() and b"encryption-data" in pack.read("META-INF/manifest.xml"):
        raise encrypted()
    return _tables_in(pack.pieces("content.xml"))


def read_flat_ods(data: bytes) -> list[tuple[str, Rows]]:
    """The same of an .fods, which is the content alone, packed in nothing."""
    return _tables_in([data])


def _tables_in(pieces: Iterable[bytes]) -> list[tuple[str, Rows]]:
    reader = _Reader()
    parser = reader_of_tags(reader.start)
    parser.EndElementHandler, parser.CharacterDataHandler, parser.buffer_text = reader.end, reader.text, True
    try:
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged() from error
    return reader.tables


@dataclass
class _Reader:
    """Where the stream is: the table's rows, the row's cells, the cell's attributes and text."""

    tables: list[tuple[str, Rows]] = field(default_factory=list)
    depth: int = 0
    row: list[object] = field(default_factory=list)
    row_repeats: int = 1
    skipped_rows: int = 0
    skipped_cells: int = 0
    cell: dict[str, str] | None = None
    texts: list[str] = field(default_factory=list)
    length: int = 0
    notes: int = 0
    paragraphs: int = 0
    cells: int = 0
    level: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.level += 1
        if self.level > DEEPEST:
            raise damaged()
        if tag == f"{_TABLE}table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append((attributes.get(f"{_TABLE}name", ""), []))
                self.skipped_rows = 0
        elif self.depth != 1:
            return
        elif tag == f"{_TABLE}table-row":
            self.row, self.skipped_cells = [], 0
            self.row_repeats = _repeats(attributes.get(f"{_TABLE}number-rows-repeated"))
        elif tag in _CELLS:
            self.cell, self.texts, self.length, self.paragraphs = attributes, [], 0, 0
        elif tag == f"{_OFFICE}annotation":
            self.notes += 1
        elif tag == f"{_TEXT}p" and self.cell is not None and not self.notes:
            if self.paragraphs:
                self.texts.append("\n")
            self.paragraphs += 1

    def end(self, tag: str) -> None:
        self.level -= 1
        if tag == f"{_TABLE}table":
            self.depth -= 1
        elif self.depth != 1:
            return
        elif tag == f"{_OFFICE}annotation":
            self.notes -= 1
        elif tag in _CELLS and self.cell is not None:
            self._end_cell(self.cell)
            self.cell = None
        elif tag == f"{_TABLE}table-row":
            self._end_row()

    def text(self, text: str) -> None:
        if self.depth == 1 and self.cell is not None and self.paragraphs and not self.notes:
            self.length += len(text)
            if self.length <= _LONGEST_TEXT:
                self.texts.append(text)

    def _end_cell(self, attributes: dict[str, str]) -> None:
        repeats = _repeats(attributes.get(f"{_TABLE}number-columns-repeated"))
        value = _value(attributes, "".join(self.texts))
        if value == "":
            self.skipped_cells += repeats
            return
        if len(self.row) + self.skipped_cells + repeats > MAX_COLUMNS:
            raise too_wide()
        self.row += [""] * self.skipped_cells + [value] * repeats
        self.skipped_cells = 0

    def _end_row(self) -> None:
        rows = self.tables[-1][1]
        if not self.row:
            self.skipped_rows += self.row_repeats
            return
        self.cells += len(self.row) * self.row_repeats
        if len(rows) + self.skipped_rows + self.row_repeats > 2 * MAX_ROWS or self.cells > MAX_CELLS:
            raise too_wide()
        rows += [[] for _blank in range(self.skipped_rows)]
        rows += [list(self.row) for _again in range(self.row_repeats)]
        self.skipped_rows = 0


def _repeats(text: str | None) -> int:
    return max(1, int(text[:9])) if text and text.isascii() and text.isdigit() else 1


def _value(attributes: dict[str, str], text: str) -> object:
    """What a cell holds: a number, a day or a truth by its attribute, anything else by its text."""
    kind, value = attributes.get(f"{_OFFICE}value-type"), attributes.get(f"{_OFFICE}value", "")
    try:
        if kind == "float":
            return float(value)
        if kind == "date":
            return datetime.fromisoformat(attributes[f"{_OFFICE}date-value"][:19])
    except (ValueError, KeyError):
        return text
    return attributes.get(f"{_OFFICE}boolean-value") == "true" if kind == "boolean" else text
