"""Reading the cells of every column, and asking for those that must not be empty."""

from functools import partial

from django.utils.translation import gettext as _

from students.rosters.checks.cells import DITTO, Cell, Day, Reader, broken, ditto, like_above, read_choice, reader_of
from students.rosters.checks.table import Table
from students.rosters.columns import DERIVED, Column, Kind
from students.rosters.headings import Mapped
from students.rosters.problems import Fault

_MOST_SPELLINGS = 500


def read_columns(table: Table) -> None:
    """Fill `table.values` for every column but the identity numbers. What repeats in a column is read once."""
    for mapped in table.sheet.mapping.columns:
        if mapped.column.kind is not Kind.IDENTITY:
            _read_column(table, mapped)


def _read_column(table: Table, mapped: Mapped) -> None:
    """What differs is read once; only cells with something to tell are gone through one by one."""
    column, name = mapped.column, mapped.column.field
    read = reader_of(column)
    texts, spellings = table.texts[name], table.spellings[name]
    if column.kind is Kind.CHOICE and len(spellings) > _MOST_SPELLINGS:
        read = partial(read_choice, suggest=False)  # no list at all: likenesses would be looked for without end
    empty = Cell(None, _required() if mapped.required and name not in DERIVED else None)
    cells = {text: _read(read, column, text, table.day) if text.strip() else empty for text in spellings}
    values = {text: cell.value for text, cell in cells.items()}
    single = len(spellings) == 1
    table.values[name] = [*values.values()] * len(texts) if single else list(map(values.__getitem__, texts))
    told = {text for text, cell in cells.items() if cell.fault is not None or cell.tidied}
    if not told:
        return
    above = ""
    for at, text in enumerate(texts):
        if text not in told:
            above = text
            continue
        cell = cells[text]
        if cell.fault is None:
            table.tidied[cell.tidied] += 1
        else:
            table.add(at, name, like_above(column, cell.fault, above))
        above = above if cell.fault is not None and cell.fault.code == DITTO else text


def _read(read: Reader, column: Column, text: str, day: Day) -> Cell:
    fault = broken(text) if text[0] == "#" else ditto(column, text)
    return Cell(None, fault) if fault else read(column, text, day)


def _required() -> Fault:
    return Fault("required", "required", _("必填，没有填写"), _("照表头模板补填"))
