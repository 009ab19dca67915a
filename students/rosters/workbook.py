"""Reading a file: from bytes to sheets of raw rows with their mapping, several sheets laid one below the other."""

import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import python_calamine as calamine
from django.utils.translation import gettext as _

from students.rosters import limits
from students.rosters.headings import Choices, Mapping, find_headings, known_in, likely_headings
from students.rosters.limits import Content, Unreadable, damaged, encrypted, refuse_hostile, too_wide
from students.rosters.people_rows import Row, Sorter
from students.rosters.plain import read_text

MAX_SHEETS = 30
MAX_ROWS = limits.MAX_ROWS
SHEET_STEP = 1_000_000
"""Rows of the second sheet are numbered from here on, of the third from twice this: a number names sheet and row."""
Raw = object
"""A cell as the workbook holds it: text, float, bool, date, datetime, time; empty text for none."""
Rows = Sequence[Sequence[Raw]]


@dataclass
class Sheet:
    """What holds the roster. `rows` are the students' rows below the headings, `numbers` their rows in the sheet (from 1;
    see SHEET_STEP), `headings` the whole heading row as text, `others` the sheets that were not read, `names` those that
    were, `passed_over` how many rows were no students and why, `notes` what is worth telling of the file."""

    name: str
    mapping: Mapping
    headings: list[str]
    rows: list[Sequence[Raw]]
    numbers: list[int]
    others: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def row_label(self, at: int) -> str:
        """The row as a person names it: its number, with the sheet where several were read."""
        return row_label(self.numbers[at], self.names)


class NotMapped(Unreadable):
    """The file has rows, but a column that cannot be done without is not among the headings that are known."""

    def __init__(self, code: str, message: object, name: str, mapping: Mapping, rows: Rows) -> None:
        super().__init__(code, message)
        self.name, self.mapping, self.rows = name, mapping, rows


def row_label(number: int, names: Sequence[str]) -> str:
    """ "12", or "高二班 12" where several sheets were read."""
    sheet, row = divmod(number, SHEET_STEP)
    return f"{names[sheet]} {row}" if len(names) > 1 and sheet < len(names) else str(row)


def read_sheet(data: bytes, choices: Choices | None = None, filename: str = "") -> Sheet:
    """Every sheet with a full heading row near its top, as one. Raises Unreadable when there is none, a column that cannot
    be done without is missing (NotMapped), or the file is no table."""
    content = refuse_hostile(data)
    tables, others, notes = _text_tables(data) if content is Content.TEXT else _book_tables(data)
    notes = [*notes, *_named_otherwise(filename, content)]
    complete: list[tuple[str, Mapping, Rows]] = []
    partial: list[tuple[str, Mapping, Rows]] = []
    for name, rows in tables:
        mapping = find_headings(rows, choices)
        if mapping is None:
            others.append(name)
        else:
            (partial if mapping.missing else complete).append((name, mapping, rows))
    if not complete:
        raise _not_mapped(partial, tables, choices)
    others += [name for name, _mapping, _rows in partial]
    sheet = _together([_sheet(*each) for each in complete])
    if not sheet.rows:
        raise Unreadable("rows_missing", _("表头下面没有学生。请填好名册再传。"))
    if len(sheet.rows) > MAX_ROWS:
        raise Unreadable("rows_too_many", _("一份名册最多 5 万行。请拆成几份再传。"))
    return replace(sheet, others=others, notes=notes)


def sample_of(data: bytes, choices: Choices | None = None) -> tuple[str, Mapping, Rows] | None:
    """The sheet's name, its headings as far as they are known, and the rows below: for a person to map. None when nothing
    in the file looks like headings."""
    tables = _text_tables(data)[0] if refuse_hostile(data) is Content.TEXT else _book_tables(data)[0]
    found = [(name, mapping, rows) for name, rows in tables if (mapping := find_headings(rows, choices)) is not None]
    if not found:
        found = [(name, mapping, rows) for name, rows in tables if (mapping := likely_headings(rows, choices))]
    if not found:
        return None
    name, mapping, rows = max(found, key=lambda each: len(each[1].columns))
    return name, mapping, rows[mapping.row :]


def tables_of(data: bytes, known: Callable[[Sequence[object]], int]) -> list[tuple[str, Rows]]:
    """The tables of a file by name, whatever they hold: for lists with other headings than a roster's. `known` counts the
    headings of a row that are theirs. Raises Unreadable for what is no table."""
    if refuse_hostile(data) is Content.TEXT:
        return [("CSV", read_text(data, known)[0])]
    return _book_tables(data)[0]


def _not_mapped(
    partial: list[tuple[str, Mapping, Rows]], tables: list[tuple[str, Rows]], choices: Choices | None
) -> Unreadable:
    if not partial:
        partial = [(name, mapping, rows) for name, rows in tables if (mapping := likely_headings(rows, choices))]
    if not partial:
        text = _("前 20 行里没有找到表头。请保留“姓名、身份证件号、班级名称”等列名这一行，或下载表头模板填写。")
        return Unreadable("headings_missing", text)
    name, mapping, rows = max(partial, key=lambda each: len(each[1].columns))
    code = "columns_missing" if mapping.columns else "headings_missing"
    text = _("缺少不可少的列：%(columns)s。请补上这些列，或在“认列”中指明它们是哪几列。")
    return NotMapped(code, text % {"columns": "、".join(mapping.missing)}, name, mapping, rows)


def _text_tables(data: bytes) -> tuple[list[tuple[str, Rows]], list[str], list[str]]:
    rows, encoding = read_text(data, known_in)
    return [("CSV", rows)], [], [_("文本表，编码 %(encoding)s") % {"encoding": encoding}]


def _book_tables(data: bytes) -> tuple[list[tuple[str, Rows]], list[str], list[str]]:
    """The visible worksheets with their rows, the hidden ones by name, and what is told of the workbook."""
    with _open(data) as book:
        worksheets = [meta for meta in book.sheets_metadata if "WorkSheet" in str(meta.typ)][:MAX_SHEETS]
        shown = [meta.name for meta in worksheets if str(meta.visible).endswith("Visible")]
        names = shown or [meta.name for meta in worksheets]
        hidden = [meta.name for meta in worksheets if meta.name not in names]
        tables = [(name, _rows(book, name)) for name in names]
    notes = []
    if b"xl/vbaProject.bin" in data:
        notes.append(_("文件里有宏，没有运行，也没有读"))
    if b"xl/externalLinks/" in data:
        notes.append(_("文件里有外部链接，没有打开；用的是表里存着的值"))
    return tables, hidden, notes


_EXTENSIONS = {
    Content.XLSX: ("xlsx", "xlsm", "xltx", "et"), Content.XLS: ("xls", "xlt", "et", "wps"),
    Content.TEXT: ("csv", "txt", "tsv"),
}  # fmt: skip


def _named_otherwise(filename: str, content: Content) -> list[str]:
    extension = filename.rpartition(".")[2].lower() if "." in filename else ""
    if not extension or extension in _EXTENSIONS[content]:
        return []
    names = {"extension": f".{extension}", "content": f".{_EXTENSIONS[content][0]}"}
    return [_("文件名的后缀是 %(extension)s，内容其实是 %(content)s，已照内容读") % names]


def _open(data: bytes) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise encrypted() from error
    except Exception as error:  # the parser raises its own kinds, and panics as well
        raise damaged() from error


def _rows(book: calamine.CalamineWorkbook, name: str) -> Rows:
    try:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_width > limits.MAX_COLUMNS or sheet.total_height > 2 * limits.MAX_ROWS:
            raise too_wide()
        return sheet.to_python(skip_empty_area=False)
    except Unreadable:
        raise
    except BaseException as error:  # a panic of the parser is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise damaged() from error


def _sheet(name: str, mapping: Mapping, rows: Rows) -> Sheet:
    sorter = Sorter.of(mapping)
    found: list[Sequence[Raw]] = []
    numbers: list[int] = []
    passed_over: Counter[str] = Counter()
    for number, row in enumerate(rows[mapping.row :], mapping.row + 1):
        kind = sorter.kind_of(row)
        if kind is Row.STUDENT:
            found.append(row)
            numbers.append(number)
        elif kind is not Row.BLANK:
            passed_over[kind] += 1
    return Sheet(name, mapping, _headings(mapping, rows), found, numbers, names=[name], passed_over=passed_over)


def _headings(mapping: Mapping, rows: Rows) -> list[str]:
    texts = [" ".join(str(cell).split()) for cell in rows[mapping.row - 1]]
    told = [(cell.at, cell.text) for cell in mapping.columns] + [(cell.at, cell.text) for cell in mapping.left]
    for at, text in told:
        texts.extend([""] * (at + 1 - len(texts)))
        texts[at] = text
    return texts


def _together(sheets: list[Sheet]) -> Sheet:
    """Sheets as one: the columns of the first, those that only others have behind them. A sheet without students adds
    nothing."""
    filled = [sheet for sheet in sheets if sheet.rows] or sheets[:1]
    first = filled[0]
    if len(filled) == 1:
        return first
    columns, headings = list(first.mapping.columns), list(first.headings)
    for sheet in filled[1:]:
        for mapped in sheet.mapping.columns:
            if mapped.column.field not in {known.column.field for known in columns}:
                columns.append(replace(mapped, at=len(headings)))
                headings.append(mapped.text)
    rows, numbers = list(first.rows), list(first.numbers)
    passed_over = Counter(first.passed_over)
    for position, sheet in enumerate(filled[1:], 1):
        places = {mapped.column.field: mapped.at for mapped in sheet.mapping.columns}
        order = [places.get(mapped.column.field, -1) for mapped in columns]
        for row in sheet.rows:
            laid: list[Raw] = [""] * len(headings)
            for mapped, at in zip(columns, order, strict=True):
                laid[mapped.at] = row[at] if 0 <= at < len(row) else ""
            rows.append(laid)
        numbers += [position * SHEET_STEP + number for number in sheet.numbers]
        passed_over += sheet.passed_over
    left = tuple(cell for sheet in filled for cell in sheet.mapping.left)
    mapping = replace(first.mapping, columns=tuple(columns), left=left)
    names = [sheet.name for sheet in filled]
    return Sheet("、".join(names), mapping, headings, rows, numbers, names=names, passed_over=passed_over)
