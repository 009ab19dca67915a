"""From bytes to a sheet: which table, which headings, which rows are persons."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from students.admission.lists.columns import COLUMNS, INDISPENSABLE, known
from students.rosters.checking import extra_areas
from students.rosters.checks.cells import Day
from students.rosters.checks.people import check_people
from students.rosters.checks.reading import read_columns
from students.rosters.checks.table import Table
from students.rosters.duplicates import check_file
from students.rosters.headings import ADDED, SEARCHED_ROWS, Left, Mapped, Mapping, key_of
from students.rosters.judge import Reading
from students.rosters.limits import Unreadable
from students.rosters.people_rows import Row, Sorter
from students.rosters.workbook import Rows, Sheet, tables_of
from xueji.database import cipher

FEWEST = 2
_LEFT_ALONE = frozenset({"序号", "备注", "编号", "顺序号"})
MOST_ROWS = 5_000
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")


def read_list(data: bytes, *, today: date) -> Reading:
    """Everything that can be said of a file without the register. Raises Unreadable for what is no such list."""
    sheet = read_sheet(data)
    table = Table.of(sheet, Day(today, extra_areas()), {})
    read_columns(table)
    check_people(table)
    indexes = [cipher.blind_index(number) if number else None for number in table.values["identity_number"]]
    check_file(table, indexes)
    return Reading(table, indexes)


def read_sheet(data: bytes) -> Sheet:
    """The first table with a name and an identity number among its headings."""
    best: tuple[str, Mapping, Rows] | None = None
    names = []
    for name, rows in tables_of(data, known_in):
        names.append(name)
        mapping = find_headings(rows)
        if mapping is not None and (best is None or len(mapping.columns) > len(best[1].columns)):
            best = (name, mapping, rows)
    if best is None:
        raise Unreadable(
            "headings_missing", _("前 20 行里没有找到表头。请保留“姓名、身份证号、录取专业”等列名这一行。")
        )
    missing = [COLUMNS[field].heading for field in INDISPENSABLE if field not in best[1].fields]
    if missing:
        text = _("缺少不可少的列：%(columns)s。请补上后再传。") % {"columns": "、".join(missing)}
        raise Unreadable("columns_missing", text)
    return _sheet(*best, [name for name in names if name != best[0]])


def find_headings(rows: Rows) -> Mapping | None:
    """The row near the top with most known headings; None where no row has two."""
    found = [read_headings(row, number) for number, row in enumerate(rows[:SEARCHED_ROWS], 1)]
    best = max(found, key=lambda mapping: len(mapping.columns), default=None)
    return best if best is not None and len(best.columns) >= FEWEST else None


def read_headings(row: Sequence[object], number: int) -> Mapping:
    """What the cells of one row mean, as far as they are known."""
    columns: dict[str, Mapped] = {}
    left: list[Left] = []
    for at, cell in enumerate(row):
        text = " ".join(cell.split()) if isinstance(cell, str) else ""
        if not text or text in ADDED or key_of(text) in _LEFT_ALONE:
            continue
        field = field_of(text)
        if field is not None and field not in columns:
            columns[field] = Mapped(at, text, COLUMNS[field], COLUMNS[field].required and field in INDISPENSABLE)
        else:
            left.append(Left(at, text, key_of(text), "repeated" if field else "unknown"))
    return Mapping(number, tuple(columns.values()), tuple(left))


def field_of(heading: str) -> str | None:
    """The field that a heading means, whatever stands in brackets behind it."""
    return known().get(key_of(heading)) or known().get(key_of(_BRACKETS.sub("", heading)))


def known_in(row: Sequence[object]) -> int:
    """How many cells of a row are headings of such a list."""
    return sum(1 for cell in row if isinstance(cell, str) and field_of(cell))


def _sheet(name: str, mapping: Mapping, rows: Rows, others: list[str]) -> Sheet:
    sorter, passed_over = Sorter.of(mapping), Counter[str]()
    found, numbers = [], []
    for number, row in enumerate(rows[mapping.row :], mapping.row + 1):
        kind = sorter.kind_of(row)
        if kind is Row.STUDENT:
            found.append(row)
            numbers.append(number)
        elif kind is not Row.BLANK:
            passed_over[kind] += 1
    if not found:
        raise Unreadable("rows_missing", _("表头下面没有学生。请填好名册再传。"))
    if len(found) > MOST_ROWS:
        raise Unreadable("rows_too_many", _("一份录取名册最多 5000 人。请拆成几份再传。"))
    headings = [" ".join(str(cell).split()) for cell in rows[mapping.row - 1]]
    return Sheet(name, mapping, headings, found, numbers, others, [name], passed_over)
