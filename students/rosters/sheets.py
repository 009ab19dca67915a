"""Workbooks that we write: the heading template, and the wrong rows of a roster with what is wrong in front.

Every cell is text: an identity number stays whole, and nothing typed by anybody is ever a formula.
"""

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from students.rosters.checks.cells import cell_text
from students.rosters.checks.table import Table
from students.rosters.columns import DERIVED, MEMBER_CORE, TEMPLATE, Column, Kind
from students.rosters.headings import ADDED
from students.rosters.problems import Problem
from xueji.codes.codesets import template_set

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LAST_ROW = 5_003
_FONT = {"font_name": "宋体", "font_size": 11}


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula, even after it went through a CSV file; the reader takes the
    apostrophe away again."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def error_workbook(table: Table, problems: list[Problem]) -> bytes:
    """The wrong rows as they are now, wrong cells coloured, two columns in front; it can be mended and imported as it is."""
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.at].append(problem)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        text = book.add_format({"num_format": "@", **_FONT})
        wrong = book.add_format({"num_format": "@", "bg_color": "#FBE3E4", "font_color": "#A3161F", **_FONT})
        note = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF8E5", **_FONT})
        head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E8EEF6", **_FONT})
        sheet = book.add_worksheet(_("错误行"))
        sheet.set_column(0, 1, 42, note)
        sheet.set_column(2, 1 + len(table.sheet.headings), 16, text)
        sheet.freeze_panes(1, 3)
        for at, heading in enumerate((*ADDED, *table.sheet.headings)):
            sheet.write_string(0, at, neutral(heading), head)
        for line, at in enumerate(sorted(by_row), 1):
            _write_row(sheet, line, table, at, by_row[at], (text, wrong, note))
    return buffer.getvalue()


def _write_row(sheet: Any, line: int, table: Table, at: int, problems: list[Problem], formats: tuple[Any, ...]) -> None:
    text, wrong, note = formats
    number = table.sheet.row_label(at)
    what = [f"{problem.heading}：{problem.fault.message}" for problem in problems]
    what[0] = _("原第 %(row)s 行　%(what)s") % {"row": number, "what": what[0]}
    how = [f"{problem.heading}：{problem.fault.remedy}" for problem in problems]
    sheet.write_string(line, 0, neutral("\n".join(what)), note)
    sheet.write_string(line, 1, neutral("\n".join(how)), note)
    row = table.sheet.rows[at]  # of a text table it may end before the headings do
    cells = [cell_text(cell) for cell in row] + [""] * (len(table.sheet.headings) - len(row))
    faulty = set()
    for mapped in table.sheet.mapping.columns:
        cells[mapped.at] = table.text(mapped.column.field, at)
        if any(problem.field == mapped.column.field for problem in problems):
            faulty.add(mapped.at)
    for column, value in enumerate(cells):
        if value or column in faulty:
            sheet.write_string(line, 2 + column, neutral(value), wrong if column in faulty else text)


def template_workbook(rows: Iterable[Sequence[str]] = ()) -> bytes:
    """The 73 headings of 2019 under a title and a row of instructions, made from the columns: a note on each heading, text
    cells, drop-downs whose lists lie on a hidden sheet, an example row that the import passes over. `rows` are laid
    below, in the template's order (see writing.row_of)."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        text = book.add_format({"num_format": "@", **_FONT})
        title = book.add_format({"bold": True, "font_size": 14, "font_name": "宋体"})
        note = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#5B6570", **_FONT})
        pale = book.add_format({"num_format": "@", "font_color": "#7A8591", "italic": True, **_FONT})
        must = book.add_format(
            {"bold": True, "font_color": "#A3161F", "bg_color": "#E8EEF6", "num_format": "@", **_FONT}
        )
        may = book.add_format({"bold": True, "bg_color": "#E8EEF6", "num_format": "@", **_FONT})
        sheet = book.add_worksheet(_("学生名册"))
        lists = book.add_worksheet("lists")
        lists.hide()
        sheet.set_column(0, len(TEMPLATE) - 1, 16, text)
        sheet.merge_range(0, 0, 0, 11, _("中等职业学校学生基本信息导入表"), title)
        sheet.set_row(1, 62)
        for first, last, words in _instructions():
            sheet.merge_range(1, first, 1, last, words, note)
        for at, column in enumerate(TEMPLATE):
            sheet.write_string(2, at, column.heading, must if _is_must(column) else may)
            sheet.write_comment(2, at, note_of(column), {"x_scale": 1.6, "font_size": 9})
            _add_list(sheet, lists, at, column)
            if example := EXAMPLE.get(column.field):
                sheet.write_string(3, at, example, pale)
        for line, row in enumerate(rows, 4):
            for at, value in enumerate(row):
                if value:
                    sheet.write_string(line, at, neutral(value), text)
        sheet.freeze_panes(3, 1)
    return buffer.getvalue()


EXAMPLE = {
    "name": "示例：林知夏", "sex": "女", "birth_date": "20100714", "identity_type": "居民身份证",
    "identity_number": "339801201007140025", "name_pinyin": "lin zhi xia", "class_name": "26护理1班",
    "school_number": "20260001", "student_category": "职业高中学生", "study_form": "全日制",
    "entry_mode": "统一招生考试/普通入学", "attendance_mode": "住校", "nationality": "中国",
    "overseas_status": "非港澳台侨", "marital_status": "未婚", "train_route": "无", "is_migrant_child": "否",
    "origin_code": "330106", "birthplace_code": "330106", "native_place_code": "330106",
    "household_address": "某某街道某某路 1 号", "police_station": "某某派出所", "household_code": "330106",
    "household_type": "非农业户口", "residence_type": "城市", "entry_month": "202609", "programme": "护理",
    "study_length": "三年制", "ethnic": "汉族", "political_status": "共青团员", "health_status": "健康或良好",
    "student_source": "应届", "recruit_target": "应届初中毕业生", "phone": "13900000000", "poverty_registered": "否",
    "recruit_way": "自主招生", "joint_type": "非联合办学", "staged_training": "非分段培养",
}  # fmt: skip
"""The example row of the template, by field; its name says that it is one (see people_rows)."""

_FORMS: dict[Kind, Any] = {
    Kind.NAME: lazy("照户口簿或证件，不要空格"), Kind.DIVISION: lazy("6 位（或 12 位）行政区划代码"),
    Kind.DATE: lazy("8 位数字，如 20100714"), Kind.MONTH: lazy("6 位数字，如 202609"),
    Kind.PHONE: lazy("手机 11 位；固定电话连区号"), Kind.CODE: lazy("数字、字母和“-”"), Kind.SCORE: lazy("分数，如 512.5"),
    Kind.IDENTITY: lazy("照证件，末位 X 大写；整列为文本"), Kind.YEAR: lazy("4 位年份"),
}  # fmt: skip
_CONDITIONS = {
    "exam_ticket": lazy("招生方式为统一招生时必填"), "candidate_number": lazy("招生方式为统一招生时必填"),
    "exam_score": lazy("招生方式为统一招生时必填"), "joint_form": lazy("联招合作的学生必填"),
    "joint_school_code": lazy("联招合作的学生必填"), "teaching_point": lazy("校外教学点的学生必填"),
}  # fmt: skip


def note_of(column: Column) -> str:
    """The note on a heading: whether it must be filled in, and what may stand in it."""
    parts = [str(_condition(column))]
    if column.kind is Kind.CHOICE:
        parts.append(str(_("从下拉表中选")))
    elif column.kind in _FORMS:
        parts.append(str(_FORMS[column.kind]))
    if column.kind in {Kind.TEXT, Kind.NAME, Kind.CODE}:
        parts.append(_("最多 %(width)s 字") % {"width": column.width})
    return "；".join(parts)


def _condition(column: Column) -> Any:
    if column.field in DERIVED:
        return _("不填的，由系统补")
    if column.field in _CONDITIONS:
        return _CONDITIONS[column.field]
    if column.required:
        return _("必填")
    return _("填了这名成员就必填") if _is_must(column) else _("选填")


def _is_must(column: Column) -> bool:
    return column.required or any(column.field == f"member{n}_{part}" for n in "12" for part in MEMBER_CORE)


def _instructions() -> list[tuple[int, int, str]]:
    places = [column.field for column in TEMPLATE]
    return [
        (0, 5, _("红色列名为必填项。列的次序可以变，列名不能改；本行和上一行可以保留。")),
        (6, 11, _("日期填 8 位数字（20100714），年月填 6 位（202609）。整表已设为文本，请勿改。")),
        (places.index("exam_ticket"), places.index("exam_score"), _("招生方式为统一招生时必填")),
        (places.index("joint_form"), places.index("joint_school_code"), _("联招合作学生必填")),
        (
            places.index("member1_name"),
            len(places) - 1,
            _("家庭成员选填；填了一名，其姓名、关系、是否监护人、联系电话须同时填"),
        ),
    ]


def _add_list(sheet: Any, lists: Any, at: int, column: Column) -> None:
    found = template_set(column.list_name) if column.kind is Kind.CHOICE else None
    if found is None:
        return
    labels = list(found.codes)
    lists.write_column(0, at, labels)
    letter = xlsxwriter.utility.xl_col_to_name(at)
    source = f"=lists!${letter}$1:${letter}${len(labels)}"
    # A warning, not a stop: other spellings are understood.
    sheet.data_validation(3, at, _LAST_ROW, at, {"validate": "list", "source": source, "error_type": "warning"})
