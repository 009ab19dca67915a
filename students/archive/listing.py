"""A hand-over list on paper and as a workbook, made once when the files change hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import xlsxwriter
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from students.archive.models import HandOverLine, HandOverList
from students.rosters.sheets import neutral
from xueji.printing.pdf import printed, without_lacking
from xueji.web.formats import cn_date_full

STYLE = Path(__file__).with_name("file.css")
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTHS = (6, 14, 12, 24, 16, 14, 8, 8, 10, 12, 30)


@dataclass(frozen=True)
class FrozenList:
    """The two forms of a list."""

    pdf: bytes
    workbook: bytes


def frozen(hand_over: HandOverList, lines: Sequence[HandOverLine]) -> FrozenList:
    """Both, from the same lines."""
    return FrozenList(_pdf(hand_over, lines), _workbook(hand_over, lines))


def _heads() -> list[str]:
    return [
        _("序号"),
        _("档号"),
        _("姓名"),
        _("学籍号"),
        _("班级"),
        _("离校日期"),
        _("份数"),
        _("页数"),
        _("盒号"),
        _("架位"),
        _("缺项"),
    ]


def _cells(line: HandOverLine) -> list[str]:
    return [
        str(line.position),
        line.file_number,
        line.name,
        line.number_mask,
        line.class_name,
        line.left_on.isoformat(),
        str(line.papers),
        str(line.pages),
        line.box,
        line.shelf,
        line.gaps or _("齐全"),
    ]


def _pdf(hand_over: HandOverList, lines: Sequence[HandOverLine]) -> bytes:
    context = {
        "list": hand_over,
        "heads": _heads(),
        "rows": [_cells(line) for line in lines],
        "papers": sum(line.papers for line in lines),
        "pages": sum(line.pages for line in lines),
    }
    html = without_lacking(render_to_string("archive/printing/list.html", context))
    return printed(html, STYLE, identifier=f"hand-over-{hand_over.school_id}-{hand_over.number}").data


def _workbook(hand_over: HandOverList, lines: Sequence[HandOverLine]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        text = book.add_format({"num_format": "@", "border": 1})
        bold = book.add_format({"bold": True, "num_format": "@", "border": 1, "bg_color": "#EEF1F5"})
        sheet = book.add_worksheet(_("移交清单"))
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width, text)
        facts = [
            (_("清单编号"), hand_over.number),
            (_("移交单位"), hand_over.school.name),
            (_("接收单位"), hand_over.receiver_name),
            (_("移交日期"), cn_date_full(hand_over.handed_on)),
            (_("册数"), str(len(lines))),
        ]
        for row, (label, value) in enumerate(facts):
            sheet.write_string(row, 0, label, bold)
            sheet.write_string(row, 1, neutral(value), text)
        top = len(facts) + 1
        for column, head in enumerate(_heads()):
            sheet.write_string(top, column, head, bold)
        for row, line in enumerate(lines, start=top + 1):
            for column, value in enumerate(_cells(line)):
                sheet.write_string(row, column, neutral(value), text)
        sheet.freeze_panes(top + 1, 0)
    return buffer.getvalue()
