"""Reading a workbook: from bytes to a sheet of raw rows with its mapping."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import python_calamine as calamine
from django.utils.translation import gettext as _

from students.rosters.headings import Mapping, find_headings
from students.rosters.limits import MAX_COLUMNS, MAX_ROWS, Unreadable, damaged, encrypted, refuse_hostile, too_wide

MAX_SHEETS = 30
Raw = object
"""A cell as the workbook holds it: text, float, bool, date, datetime, time; empty text for none."""


@dataclass
class Sheet:
    """The sheet that holds the roster. `rows` are the non-empty rows below the headings, `numbers` their rows in the sheet
    (from 1), `headings` the whole heading row as text, `others` the sheets that were not read."""

    name: str
    mapping: Mapping
    headings: list[str]
    rows: list[Sequence[Raw]]
    numbers: list[int]
    others: list[str] = field(default_factory=list)


def read_sheet(data: bytes) -> Sheet:
    """The first sheet with a heading row in its first ten rows. Raises Unreadable when there is none, a column that cannot
    be done without is missing, or the file is no workbook."""
    refuse_hostile(data)
    with _open(data) as book:
        names = [meta.name for meta in book.sheets_metadata if "WorkSheet" in str(meta.typ)][:MAX_SHEETS]
        for name in names:
            rows = _rows(book, name)
            mapping = find_headings(rows)
            if mapping is not None:
                return _sheet(name, mapping, rows, [other for other in names if other != name])
    raise Unreadable(
        "headings_missing",
        _("前 10 行里没有找到表头。请保留“姓名、身份证件号、班级名称”等列名这一行，或下载表头模板填写。"),
    )


def _open(data: bytes) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise encrypted() from error
    except Exception as error:  # the parser raises its own kinds, and panics as well
        raise damaged() from error


def _rows(book: calamine.CalamineWorkbook, name: str) -> Sequence[Sequence[Raw]]:
    try:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_width > MAX_COLUMNS or sheet.total_height > 2 * MAX_ROWS:
            raise too_wide()
        return sheet.to_python(skip_empty_area=False)
    except Unreadable:
        raise
    except Exception as error:
        raise damaged() from error


def _sheet(name: str, mapping: Mapping, rows: Sequence[Sequence[Raw]], others: list[str]) -> Sheet:
    if mapping.missing:
        raise Unreadable(
            "columns_missing",
            _("缺少不可少的列：%(columns)s。请补上这些列，列名照表头模板。") % {"columns": "、".join(mapping.missing)},
        )
    kept = [mapped.at for mapped in mapping.columns]
    found: list[Sequence[Raw]] = []
    numbers: list[int] = []
    for number, row in enumerate(rows[mapping.row :], mapping.row + 1):
        if any(row[at] not in ("", None) and str(row[at]).strip() for at in kept):
            found.append(row)
            numbers.append(number)
    if not found:
        raise Unreadable("rows_missing", _("表头下面没有学生。请填好名册再传。"))
    if len(found) > MAX_ROWS:
        raise Unreadable("rows_too_many", _("一份名册最多 5 万行。请拆成几份再传。"))
    headings = [str(cell) for cell in rows[mapping.row - 1]]
    return Sheet(name, mapping, headings, found, numbers, others)
