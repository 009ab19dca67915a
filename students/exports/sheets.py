"""What surrounds the rows of an export: title and trace line, headings, the cover."""

from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from students.exports.books import Plan
from students.exports.models import Export
from students.exports.sources.base import Asked, Pairs, Source
from students.exports.sources.roll import NATIONAL, headings_for
from students.rosters import sheets as roster
from students.rosters.columns import TEMPLATE, Kind
from students.rosters.headings import column_of
from students.rosters.sheets import neutral, note_of
from xueji.codes.codesets import template_set
from xueji.organizations.models import Organization

_FONT = {"font_name": "宋体", "font_size": 11}
_LISTED_ROWS = 5_000  # so far down reach the drop-downs of a template
_NATIONAL_WIDTH = 16
_LISTS = "选项"  # the hidden sheet of the pick lists; a page that reads the file again names it


def moment_of(export: Export) -> str:
    """When it was taken out, with the year: the sheet may be looked at much later."""
    return f"{localtime(export.asked_at):%Y-%m-%d %H:%M}"


def trace_of(export: Export, organization: Organization) -> str:
    """The line that every sheet bears: who took it out, when, what for."""
    words = {
        "name": export.asked_by_name,
        "organization": organization.name,
        "at": moment_of(export),
        "number": export.pk,
    }
    line = _("导出：%(organization)s %(name)s　%(at)s　编号 %(number)s") % words
    purpose = export.purpose_text
    return f"{line}　{_('用途')} {purpose}" if purpose else line


def plan_of(export: Export, source: Source, asked: Asked, cover: Pairs, trace: str) -> Plan:
    """How the workbook of an export is laid out."""
    extra = list(source.extra_sheets(asked))
    title = source.title(asked)

    def finish(book: Any) -> None:
        for name, headings, rows in extra:
            _plain_sheet(book, name, headings, rows)
        _cover(book, title, cover)
        if asked.layout:
            _lists(book, asked.layout)

    if asked.layout:
        headings = headings_for(asked.layout)
        return Plan(_("学生名册"), len(headings), _national(title, trace, asked.layout, headings), finish)
    by_key = {column.key: column for column in source.columns(asked.scope)}
    columns = [by_key[key] for key in asked.columns]

    def prepare(book: Any, sheet: Any) -> int:
        text, head, strong, pale = _formats(book)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width, text)
            sheet.write_string(2, at, str(column.label), head)
        sheet.write_string(0, 0, title, strong)
        sheet.write_string(1, 0, neutral(trace), pale)
        sheet.freeze_panes(3, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.set_footer(f"&L{trace.replace('&', '&&')[:200]}&R&P / &N")
        return 3

    return Plan(str(source.label)[:24], len(columns), prepare, finish)


def headings_of(source: Source, asked: Asked) -> list[str]:
    """The headings in their order, for a text table."""
    if asked.layout:
        return list(headings_for(asked.layout))
    by_key = {column.key: column for column in source.columns(asked.scope)}
    return [str(by_key[key].label) for key in asked.columns]


def _formats(book: Any) -> tuple[Any, ...]:
    text = book.add_format({"num_format": "@", **_FONT})
    head = book.add_format({"bold": True, "bg_color": "#E8EEF6", "border": 1, "text_wrap": True, **_FONT})
    strong = book.add_format({"bold": True, "font_name": "宋体", "font_size": 14})
    pale = book.add_format({"font_color": "#5B6570", **_FONT})
    return text, head, strong, pale


def _national(title: str, trace: str, layout: str, headings: Sequence[str]) -> Any:
    """A generation of the national template: the title, the trace where the template has its instructions, headings."""
    columns = [column_of(heading) for heading in headings] if layout != NATIONAL else list(TEMPLATE)

    def prepare(book: Any, sheet: Any) -> int:
        text, may, strong, pale = _formats(book)
        must = book.add_format({"bold": True, "font_color": "#A3161F", "bg_color": "#E8EEF6", "border": 1, **_FONT})
        sheet.set_column(0, len(headings) - 1, _NATIONAL_WIDTH, text)
        sheet.write_string(0, 0, title, strong)
        sheet.write_string(1, 0, neutral(trace), pale)
        for at, (heading, column) in enumerate(zip(headings, columns, strict=True)):
            sheet.write_string(2, at, heading, must if column is not None and column.required else may)
            if column is not None:
                sheet.write_comment(2, at, note_of(column), {"x_scale": 1.6, "font_size": 9})
            if column is not None and column.kind is Kind.CHOICE and (found := template_set(column.list_name)):
                letter = roster.xlsxwriter.utility.xl_col_to_name(at)
                source = f"='{_LISTS}'!${letter}$1:${letter}${len(found.codes)}"
                check = {"validate": "list", "source": source, "error_type": "warning"}
                sheet.data_validation(3, at, _LISTED_ROWS, at, check)
        sheet.freeze_panes(3, 1)
        return 3

    return prepare


def _lists(book: Any, layout: str) -> None:
    """The pick lists of a template on a hidden sheet."""
    sheet = book.add_worksheet(_LISTS)
    for at, heading in enumerate(headings_for(layout)):
        column = column_of(heading) if layout != NATIONAL else TEMPLATE[at]
        if column is not None and column.kind is Kind.CHOICE and (found := template_set(column.list_name)):
            sheet.write_column(0, at, list(found.codes))
    sheet.hide()


def _plain_sheet(book: Any, name: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    text, head, *_rest = _formats(book)
    sheet = book.add_worksheet(name)
    sheet.set_column(0, len(headings) - 1, 16, text)
    for at, heading in enumerate(headings):
        sheet.write_string(0, at, heading, head)
    for line, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            sheet.write_string(line, at, neutral(value), text)
    sheet.freeze_panes(1, 0)


def _cover(book: Any, title: str, cover: Pairs) -> None:
    """Who, when, which filters, what for."""
    text, head, strong, _pale = _formats(book)
    sheet = book.add_worksheet(_("导出说明"))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, title, strong)
    for line, (label, value) in enumerate(cover, 2):
        sheet.write_string(line, 0, str(label), head)
        sheet.write_string(line, 1, neutral(value), text)
