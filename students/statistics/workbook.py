"""Tables as workbooks: numbers as numbers, with a heading, the day, the definition and who made it."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from students.rosters.sheets import neutral
from xueji import clock
from xueji.web.formats import cn_datetime

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FONT = {"font_name": "宋体", "font_size": 11}
Rows = Sequence[Sequence[Any]]


def workbook(
    title: str, notes: Sequence[str], headings: Sequence[str], rows: Rows, total: Sequence[Any], made_by: str
) -> bytes:
    """One sheet. `notes` stand under the title; a last line says who made it and when."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        text = book.add_format({**_FONT, "border": 1})
        number = book.add_format({**_FONT, "border": 1, "num_format": "#,##0"})
        head = book.add_format({**_FONT, "border": 1, "bold": True, "text_wrap": True, "bg_color": "#E8EEF6"})
        strong = book.add_format({**_FONT, "border": 1, "bold": True, "num_format": "#,##0"})
        plain = book.add_format({**_FONT, "font_color": "#5B6570"})
        sheet = book.add_worksheet(_("统计表"))
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, len(headings), 12)
        sheet.write_string(0, 0, title, book.add_format({**_FONT, "bold": True, "font_size": 14}))
        for at, note in enumerate(notes, 1):
            sheet.write_string(at, 0, note, plain)
        line = len(notes) + 2
        for at, heading in enumerate(headings):
            sheet.write_string(line, at, neutral(heading), head)
        for offset, row in enumerate(rows, 1):
            _write(sheet, line + offset, row, text, number)
        last = line + len(rows) + 1
        _write(sheet, last, total, strong, strong)
        made = _("制表：%(name)s　%(at)s") % {"name": made_by, "at": cn_datetime(clock.now())}
        sheet.write_string(last + 2, 0, made, plain)
        sheet.freeze_panes(line + 1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(line)
    return buffer.getvalue()


def _write(sheet: Any, line: int, row: Sequence[str | int | float], text: Any, number: Any) -> None:
    for at, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(line, at, neutral(value), text)
        else:
            sheet.write_number(line, at, value, number)
