"""Opening a file: from bytes to tables of raw cells, whatever wrote them."""

import io
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace

import python_calamine as calamine
from django.utils.translation import gettext as _

from students.rosters import limits
from students.rosters.broken_cells import UNCALCULATED, Untold, untold_in
from students.rosters.limits import Content, Look, Unreadable, damaged, encrypted, look_at, too_wide
from students.rosters.old_workbooks import broken_cells_of_xls
from students.rosters.old_xml import read_xml
from students.rosters.opendocument import read_flat_ods, read_ods
from students.rosters.plain import decoded, read_text
from students.rosters.web_tables import read_web_page

MOST_MERGED = 200_000  # so many cells are filled from merged ones
Raw = object
"""A cell as the workbook holds it: text, float, bool, date, datetime, time; empty text for none."""
Rows = Sequence[Sequence[Raw]]
Merged = tuple[tuple[int, int], tuple[int, int]]
"""First and last (row, column) of cells merged into one, from 0."""


@dataclass(frozen=True)
class Page:
    """A table of a file: its name, its rows, the cells that were merged downwards."""

    name: str
    rows: Rows
    merged: Sequence[Merged] = ()


@dataclass(frozen=True)
class Book:
    """A file: the tables that are read, the hidden ones by name, what is worth telling, and what it is by its content."""

    pages: list[Page]
    content: Content
    hidden: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def open_book(data: bytes, known: Callable[[Sequence[object]], int]) -> Book:
    """Every table of a file. `known` counts the headings in a row: by it the separator of a text table is found. Raises
    Unreadable for what is no table, dangerous or too large."""
    look = look_at(data)
    if look.content is Content.TEXT:
        rows, encoding = read_text(data, known)
        return Book([Page("CSV", rows)], look.content, notes=[_("文本表，编码 %(encoding)s") % {"encoding": encoding}])
    if look.content in (Content.ODS, Content.FLAT_ODS):
        tables = read_ods(data) if look.content is Content.ODS else read_flat_ods(data)
        _refuse_many(len(tables))
        return Book([Page(*table) for table in tables], look.content)
    if look.content is Content.HTML:
        return _web_page(data)
    if look.content is Content.XML:
        return _old_xml(data)
    return _workbook(data, look)


def _web_page(data: bytes) -> Book:
    tables = read_web_page(decoded(data)[0])
    if not tables:
        raise limits.web_page()
    _refuse_many(len(tables))
    names = [_("表 %(number)s") % {"number": number} for number in range(1, len(tables) + 1)]
    pages = [Page(name, *table) for name, table in zip(names, tables, strict=True)]
    return Book(pages, Content.HTML)


def _old_xml(data: bytes) -> Book:
    tables = read_xml(decoded(data)[0])
    shown = [table for table in tables if not table.is_hidden] or tables
    _refuse_many(len(shown))
    hidden = [table.name for table in tables if table not in shown]
    return Book([Page(table.name, table.rows, table.merged) for table in shown], Content.XML, hidden)


def _workbook(data: bytes, look: Look) -> Book:
    """The visible worksheets with their rows, the hidden ones by name, and what is told of the workbook. What the parser
    does not tell is looked up beside it: it holds no lock of Python's."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        lookup = beside.submit(copy_context().run, _untold_in, data, look)
        pages, hidden = _parsed(data)
        untold = lookup.result()
    pages = [_with_broken(page, found) if (found := untold.broken.get(page.name)) else page for page in pages]
    notes = []
    if unseen := sum(untold.hidden.get(page.name, 0) for page in pages):
        text = _("表里有 %(count)s 行是隐藏的（筛选掉的也算），同样读了；不要的请删去再传")
        notes.append(text % {"count": unseen})
    if look.has_macros:
        notes.append(_("文件里有宏，没有运行，也没有读"))
    if look.has_links:
        notes.append(_("文件里有外部链接，没有打开；用的是表里存着的值"))
    return Book(pages, look.content, hidden, notes)


def _untold_in(data: bytes, look: Look) -> Untold:
    return Untold(broken_cells_of_xls(data)) if look.content is Content.XLS else untold_in(data)


def _parsed(data: bytes) -> tuple[list[Page], list[str]]:
    """The visible worksheets, all of them where none is visible, and the names of the others."""
    with _open(data) as book:
        worksheets = [meta for meta in book.sheets_metadata if "WorkSheet" in str(meta.typ)]
        shown = [meta.name for meta in worksheets if str(meta.visible).endswith("Visible")]
        names = shown or [meta.name for meta in worksheets]
        _refuse_many(len(names))
        pages: list[Page] = []
        for name in names:
            pages.append(_page(book, name, sum(map(_cells_of, pages))))
    return pages, [meta.name for meta in worksheets if meta.name not in names]


def _open(data: bytes) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise encrypted() from error
    except BaseException as error:  # the parser raises its own kinds, and panics as well: a panic is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise damaged() from error


def _refuse_many(sheets: int) -> None:
    if sheets > limits.MAX_SHEETS:
        text = _("工作簿里有 %(count)s 张工作表，一次最多读 %(most)s 张。请拆成几份再传。")
        raise Unreadable("sheets_too_many", text % {"count": sheets, "most": limits.MAX_SHEETS})


def _cells_of(page: Page) -> int:
    return len(page.rows) * len(page.rows[0]) if page.rows else 0


def _page(book: calamine.CalamineWorkbook, name: str, before: int) -> Page:
    """A sheet as a table; `before`: so many cells were read of others."""
    try:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_width > limits.MAX_COLUMNS or sheet.total_height > 2 * limits.MAX_ROWS:
            raise too_wide()
        if before + sheet.total_width * sheet.total_height > limits.MAX_CELLS:
            raise too_wide()
        rows = sheet.to_python(skip_empty_area=False)
        merged = [each for each in sheet.merged_cell_ranges or () if each[1][0] > each[0][0]]
    except Unreadable:
        raise
    except BaseException as error:  # as above
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise damaged() from error
    return Page(name, rows, merged)


def _with_broken(page: Page, broken: Iterable[tuple[int, int, str]]) -> Page:
    """The page with the texts of its broken cells, which the parser left empty."""
    rows = [list(row) for row in page.rows]
    height = len(rows)
    for row, column, text in broken:
        if row < height and column < len(rows[row]) and rows[row][column] == "":
            rows[row][column] = text
        elif row >= height == len(rows) and text == UNCALCULATED:
            rows.append([UNCALCULATED])  # the parser ends where values end: one line says that there is more
    return replace(page, rows=rows)


def fill_merged(page: Page, first_row: int, columns: Iterable[int]) -> Rows:
    """The rows with what cells merged downwards show in each row, from a row on (from 0) and in some columns only."""
    wanted, filled = frozenset(columns), 0
    found: list[Sequence[Raw]] | None = None
    for (top, left), (bottom, right) in page.merged:
        if top < first_row or left != right or left not in wanted:
            continue
        filled += bottom - top
        if filled > MOST_MERGED:
            raise too_wide()
        found = list(page.rows) if found is None else found
        value = found[top][left] if top < len(found) and left < len(found[top]) else ""
        for at in range(top + 1, min(bottom + 1, len(found))):
            if left < len(found[at]) and found[at][left] == "":
                row = list(found[at])
                row[left] = value
                found[at] = row
    return page.rows if found is None else found
