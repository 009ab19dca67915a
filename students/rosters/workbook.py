"""Reading a file: from its tables to a roster's rows with their mapping, several sheets laid one below the other."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from students.rosters import limits
from students.rosters.books import Book, Page, Raw, Rows, fill_merged, open_book
from students.rosters.broken_cells import UNCALCULATED
from students.rosters.headings import Choices, Mapping, find_headings, known_in, likely_headings
from students.rosters.implied import with_implied
from students.rosters.limits import Content, Unreadable
from students.rosters.people_rows import PERSONAL, Row, Sorter
from students.rosters.spellings import ROSTER, Vocabulary

MAX_ROWS = limits.MAX_ROWS
_LONGEST_FORM = 100  # rows
_NOTES = 3  # so many rows below the headings may say how to fill them in
SHEET_STEP = 1_000_000
"""Rows of the second sheet are numbered from here on, of the third from twice this: a number names sheet and row."""


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


@dataclass(frozen=True)
class _Found:
    """A table with its headings: `rows` and `mapping` with what the sheet implies, `notes` what is told of that."""

    name: str
    mapping: Mapping
    rows: Rows
    notes: list[str]


def read_sheet(
    data: bytes, choices: Choices | None = None, filename: str = "", vocabulary: Vocabulary = ROSTER
) -> Sheet:
    """Every sheet with a full heading row near its top, as one. Raises Unreadable when there is none, a column that cannot
    be done without is missing (NotMapped), or the file is no table."""
    book = open_book(data, lambda row: known_in(row, vocabulary))
    complete: list[_Found] = []
    partial: list[_Found] = []
    others = list(book.hidden)
    for page in book.pages:
        found = _find(page, choices, vocabulary)
        if found is None:
            others.append(page.name)
        else:
            (partial if found.mapping.missing else complete).append(found)
    if not complete:
        complete = [found for found in partial if found.mapping.is_enough]
        partial = [found for found in partial if found not in complete]
    if not complete:
        raise _not_mapped(partial, book, choices, vocabulary)
    _refuse_blocks(complete)
    others += [found.name for found in partial]
    sheet = _together([_sheet(found) for found in complete])
    if not sheet.rows:
        raise _nobody(complete)
    if len(sheet.rows) > MAX_ROWS:
        raise Unreadable("rows_too_many", _("一份名册最多 5 万行。请拆成几份再传。"))
    implied = [note for found in complete for note in found.notes]
    return replace(sheet, others=others, notes=[*book.notes, *_named_otherwise(filename, book.content), *implied])


def _nobody(found: Sequence[_Found]) -> Unreadable:
    if any(UNCALCULATED in row for each in found for row in each.rows[each.mapping.row :]):
        text = _("表里都是公式，还没有算出结果。请用 Excel 或 WPS 打开，保存后再传。")
        return Unreadable("formulas_uncalculated", text)
    return Unreadable("rows_missing", _("表头下面没有学生。请填好名册再传。"))


def _find(page: Page, choices: Choices | None, vocabulary: Vocabulary) -> _Found | None:
    mapping = find_headings(page.rows, choices, vocabulary)
    if mapping is None:
        return None
    places = [mapped.at for mapped in mapping.columns if mapped.column.field not in PERSONAL]
    rows = fill_merged(page, mapping.row, places)
    return _Found(page.name, *with_implied(page.name, mapping, rows))


def sample_of(
    data: bytes, choices: Choices | None = None, vocabulary: Vocabulary = ROSTER
) -> tuple[str, Mapping, Rows] | None:
    """The sheet's name, its headings as far as they are known, and the rows below: for a person to map. None when nothing
    in the file looks like headings."""
    pages = open_book(data, lambda row: known_in(row, vocabulary)).pages
    found = [each for page in pages if (each := _find(page, choices, vocabulary)) is not None]
    if not found:
        found = _likely(pages, choices, vocabulary)
    if not found:
        return None
    best = max(found, key=lambda each: len(each.mapping.columns))
    return best.name, best.mapping, best.rows[best.mapping.row :]


def _likely(pages: Sequence[Page], choices: Choices | None, vocabulary: Vocabulary) -> list[_Found]:
    mapped = ((page, likely_headings(page.rows, choices, vocabulary)) for page in pages)
    return [_Found(page.name, mapping, page.rows, []) for page, mapping in mapped if mapping is not None]


def _refuse_blocks(found: Sequence[_Found]) -> None:
    """Two tables side by side in one sheet: the right one would be passed over with all who stand in it."""
    for each in found:
        fields = {each.mapping.vocabulary.field_of(cell.text) for cell in each.mapping.left if cell.why == "repeated"}
        if set(each.mapping.vocabulary.indispensable) <= fields:
            text = _("工作表“%(name)s”里左右并排放了两块名册。请把右边一块移到左边一块的下面再传。")
            raise Unreadable("blocks_side_by_side", text % {"name": each.name})


def _not_mapped(partial: list[_Found], book: Book, choices: Choices | None, vocabulary: Vocabulary) -> Unreadable:
    found = partial or _likely(book.pages, choices, vocabulary)
    if not found:
        names = "、".join(vocabulary.columns[field].heading for field in vocabulary.indispensable[:3])
        text = _("前 20 行里没有找到表头。请保留“%(names)s”等列名这一行，或下载表头模板填写。") % {"names": names}
        return Unreadable("headings_missing", text)
    best = max(found, key=lambda each: len(each.mapping.columns))
    if _lies_across(best.rows, len(best.mapping.columns), vocabulary):
        text = _(
            "这张表是横着排的，一列一名学生。请在 Excel 或 WPS 中全部复制，用“选择性粘贴”里的“转置”贴到新表，再传。"
        )
        return Unreadable("table_lies_across", text)
    code = "columns_missing" if best.mapping.columns else "headings_missing"
    text = _("缺少不可少的列：%(columns)s。请补上这些列，或在“认列”中指明它们是哪几列。")
    missing = {"columns": "、".join(best.mapping.missing)}
    return NotMapped(code, text % missing, best.name, best.mapping, best.rows)


def _lies_across(rows: Rows, found: int, vocabulary: Vocabulary) -> bool:
    """Whether the headings stand below one another, and students side by side."""
    down = zip(*(list(row[:2]) + [""] * (2 - len(row)) for row in rows[:_LONGEST_FORM]), strict=True)
    return max((known_in(column, vocabulary) for column in down), default=0) > max(found, vocabulary.fewest)


_EXTENSIONS = {
    Content.XLSX: ("xlsx", "xlsm", "xltx", "et"), Content.XLS: ("xls", "xlt", "et", "wps"),
    Content.TEXT: ("csv", "txt", "tsv"), Content.ODS: ("ods",), Content.FLAT_ODS: ("fods",),
    Content.HTML: ("html", "htm"), Content.XML: ("xml",),
}  # fmt: skip


def _named_otherwise(filename: str, content: Content) -> list[str]:
    extension = filename.rpartition(".")[2].lower() if "." in filename else ""
    if not extension or extension in _EXTENSIONS[content]:
        return []
    names = {"extension": f".{extension}", "content": f".{_EXTENSIONS[content][0]}"}
    return [_("文件名的后缀是 %(extension)s，内容其实是 %(content)s，已照内容读") % names]


def _sheet(page: _Found) -> Sheet:
    name, mapping, rows = page.name, page.mapping, page.rows
    sorter = Sorter.of(mapping)
    found: list[Sequence[Raw]] = []
    numbers: list[int] = []
    passed_over: Counter[str] = Counter()
    for number, row in enumerate(rows[mapping.row :], mapping.row + 1):
        kind = sorter.kind_of(row, is_first=not found and number <= mapping.row + _NOTES)
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
