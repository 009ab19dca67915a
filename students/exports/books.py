"""Workbooks of any length, written row by row in constant memory.

XlsxWriter makes everything but the rows: styles, headings, notes, drop-downs, the cover. Of its book the sheets of data
are then copied with the rows let in before their end, as text cells; that is some ten times faster than a call per cell,
and the file is the same.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, cast

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from students.exports.texts import Row, is_odd, xml_text

MOST_ROWS = 1_048_576  # of a sheet
MOST_CELLS = 30_000_000  # of a sheet, so that no part of the archive nears the four gigabytes that old readers know
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_BATCH = 1_000
_STYLE = re.compile(r'<col [^>]*style="(\d+)"')
_DIMENSION = re.compile(r"<dimension [^>]*/>")
_END = "</sheetData>"


@dataclass(frozen=True)
class Plan:
    """What surrounds the rows. `prepare(book, sheet)` writes headings, gives every column a text format and answers the
    position (from 0) of the first row of data; `width` is the number of columns, `finish(book)` adds sheets behind."""

    name: str
    width: int
    prepare: Callable[[Any, Any], int]
    finish: Callable[[Any], None]
    most_rows: int = 0

    def sheets(self, count: int) -> int:
        """How many sheets so many rows take."""
        return max(1, -(-count // self.rows_of_a_sheet))

    @property
    def rows_of_a_sheet(self) -> int:
        """How many rows of data one sheet takes; the rest goes on the next."""
        return self.most_rows or min(MOST_ROWS - 16, MOST_CELLS // max(self.width, 1))


def write_book(out: Any, plan: Plan, rows: Iterator[Row], count: int) -> int:
    """Write the workbook to `out` (anything with `write`); at most `count` rows. Returns how many rows were written."""
    sheets = plan.sheets(count)
    shell, first = _shell(plan, sheets)
    written = 0
    with (
        zipfile.ZipFile(io.BytesIO(shell)) as given,
        zipfile.ZipFile(cast(BinaryIO, out), "w", zipfile.ZIP_DEFLATED, compresslevel=2) as made,
    ):
        parts = {f"xl/worksheets/sheet{number}.xml" for number in range(1, sheets + 1)}
        for info in given.infolist():
            if info.filename in parts:
                continue
            made.writestr(info.filename, given.read(info))
        for number in range(1, sheets + 1):
            part = f"xl/worksheets/sheet{number}.xml"
            some = islice(rows, plan.rows_of_a_sheet)
            with made.open(part, "w") as file:
                written += _fill(file, given.read(part).decode(), some, first, plan.width)
    return written


def _shell(plan: Plan, sheets: int) -> tuple[bytes, int]:
    buffer, first = io.BytesIO(), 0
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        for number in range(1, sheets + 1):
            name = plan.name if number == 1 else f"{plan.name}（{number}）"
            first = plan.prepare(book, book.add_worksheet(name))
        plan.finish(book)
    return buffer.getvalue(), first


def _fill(file: Any, xml: str, rows: Iterator[Row], first: int, width: int) -> int:
    """Write a sheet's XML with the rows before the end of its data."""
    head, _end, tail = _DIMENSION.sub("", xml).partition(_END)
    found = _STYLE.search(head)
    style = found[1] if found else "0"
    begins = [f'<c r="{xl_col_to_name(at)}' for at in range(width)]
    file.write(head.encode())
    number = first + 1
    while batch := list(islice(rows, _BATCH)):
        lines = [_line(row, number + at, begins, style) for at, row in enumerate(batch)]
        file.write("".join(lines).encode())
        number += len(batch)
    file.write(f"{_END}{tail}".encode())
    return number - first - 1


def _line(row: Row, number: int, begins: Sequence[str], style: str) -> str:
    if is_odd(row):
        return _careful(row, number, begins, style)
    middle, end = f'{number}" s="{style}" t="inlineStr"><is><t>', "</t></is></c>"
    cells = [f"{begin}{middle}{text}{end}" for begin, text in zip(begins, row, strict=False) if text]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _careful(row: Row, number: int, begins: Sequence[str], style: str) -> str:
    middle = f'{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
    cells = [f"{begin}{middle}{xml_text(text)}</t></is></c>" for begin, text in zip(begins, row, strict=False) if text]
    return f'<row r="{number}">{"".join(cells)}</row>'
