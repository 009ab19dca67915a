"""Rosters as they come from class teachers and other people's software: awkward in form, right in content.

Each function lays the same clean rows in another awkward way; the import must read all of them without an error.
"""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.support.rosters import HEADINGS, row, rows, workbook

NARROW = ["姓名", "性别", "身份证件号", "班级名称", "专业简称", "学制", "入学年月", "民族", "联系电话"]


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def laid(lines: Sequence[Sequence[Any]], **sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of plain lines, and further sheets by name."""
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(list(line))
    for name, others in sheets.items():
        sheet = book.create_sheet(name)
        for line in others:
            sheet.append(list(line))
    return saved(book)


def cells(content: Sequence[dict[str, Any]], headings: Sequence[str] = NARROW) -> list[list[Any]]:
    return [[each.get(heading) for heading in headings] for each in content]


def merged_title() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["云汀职业技术学校 2026 级新生花名册"])
    sheet.merge_cells("A1:I1")
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.append(["填表日期：2026年9月1日"])
    sheet.append([])
    sheet.append(NARROW)
    for line in cells(rows(3)):
        sheet.append(line)
    sheet.append(["合计", None, "3 人"])
    sheet.append(["制表：陈老师", None, None, "审核：林校长"])
    return saved(book)


def starred_headings() -> bytes:
    return laid([["*姓名", "性别\n(必填)", "身份证件号（必填）", "班级名称*", "★专业简称", "学制：", "入学年月\n（例：201802）",
                  "民 族", "【必填】联系电话"], *cells(rows(3))])  # fmt: skip


def numbered_headings() -> bytes:
    return laid([[f"{at}、{text}" for at, text in enumerate(NARROW, 1)], *cells(rows(3))])


def two_heading_rows() -> bytes:
    """Groups above, their parts below; the rest stands in the upper row, merged downwards."""
    upper = ["序号", "姓名", "性别", "身份证件号", "班级名称", "专业简称", "入学年月", "成员1", None, None, None]
    lower = [None] * 7 + ["姓名", "关系", "是否监护人", "联系电话"]
    headings = ["姓名", "性别", "身份证件号", "班级名称", "专业简称", "入学年月", "成员1姓名", "成员1关系", "成员1是否监护人",
                "成员1联系电话"]  # fmt: skip
    return laid([["新生名册"], upper, lower, *([at, *line] for at, line in enumerate(cells(rows(3), headings), 1))])


def hidden_columns_and_comments() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows(3))))
    sheet = book.active
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[5].hidden = True
    sheet["A3"].comment = Comment("照户口簿填", "教务处")
    return saved(book)


def a_class_a_sheet() -> bytes:
    """One sheet a class, columns in another order, an empty sheet and one of instructions between them."""
    second = list(reversed(NARROW))
    return laid(
        [NARROW, *cells(rows(2))],
        说明=[["填写说明"], ["一、红色必填"]],
        二班=[second, *cells([row(2)], second)],
        空表=[NARROW],
    )


def repeated_headings_between_pages() -> bytes:
    first, second, third = cells(rows(3))
    return laid([NARROW, first, second, NARROW, third])


def prefilled_rows() -> bytes:
    """Drop-downs filled down to the end of the form."""
    blank = [None, None, None, None, None, "三年制", "202609", "汉族", None]
    return laid([NARROW, *cells(rows(3)), *[blank] * 30])


def blank_rows_between() -> bytes:
    first, second, third = cells(rows(3))
    return laid([NARROW, [], first, [None] * 9, second, ["  "], [], third, [], []])


def example_row() -> bytes:
    return laid([NARROW, *cells([row(90, 姓名="示例：张三")]), *cells(rows(3))])


def numbers_and_dates_as_excel_has_them() -> bytes:
    headings = [*NARROW, "出生日期", "学号"]
    content = [row(at, 入学年月=202609, 联系电话=13910000000 + at, 学制=3, 学号=20260001 + at) for at in range(3)]
    content[0]["出生日期"] = date(2010, 1, 1)
    content[1]["出生日期"] = datetime(2010, 1, 1)
    content[2]["出生日期"] = 20100101
    return laid([headings, *cells(content, headings)])


def dates_as_people_write_them() -> bytes:
    headings = [*NARROW, "出生日期"]
    content = [row(0, 出生日期="2010年1月1日", 入学年月="2026年9月"), row(1, 出生日期="2010/1/1", 入学年月="2026-09"),
               row(2, 出生日期="2010.01.01", 入学年月="2026/9/1")]  # fmt: skip
    return laid([headings, *cells(content, headings)])


def wide_characters_and_spaces() -> bytes:
    first, second, third = row(0), row(1), row(2)
    first["身份证件号"] = first["身份证件号"].translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    first["姓名"] = " ".join(first["姓名"])
    second["联系电话"] = "139 1000 0001"
    second["身份证件号"] = f" {second['身份证件号']}\u200b"
    third["姓名"] = f"\u3000{third['姓名']}\xa0"
    third["身份证件号"] = f"'{third['身份证件号']}"
    return laid([NARROW, *cells([first, second, third])])


def other_spellings() -> bytes:
    content = [row(0, 民族="汉", 性别="2-女", 学制="3年"), row(1, 民族="回", 性别="男生", 学制="三年"),
               row(2, 民族="01", 性别="女生", 学制="3.0")]  # fmt: skip
    for at, each in enumerate(content):
        if int(row(at)["身份证件号"][16]) % 2:
            each["性别"] = each["性别"].replace("2-女", "1-男").replace("女生", "男生")
        else:
            each["性别"] = each["性别"].replace("1-男", "2-女").replace("男生", "女生")
    return laid([NARROW, *cells(content)])


def formulas() -> bytes:
    """A running number by formula without a stored value, in a column that nobody asks for."""
    book = openpyxl.Workbook()
    book.active.append(["序号", *NARROW])
    for at, line in enumerate(cells(rows(3)), 2):
        book.active.append([f"=ROW()-{at}", *line])
    return saved(book)


def stray_columns() -> bytes:
    return laid(
        [
            ["班主任", "", *NARROW, "家长微信", "", "备注2"],
            *([None, "", *line, "w", "", "x"] for line in cells(rows(3))),
        ]
    )


def all_columns_shuffled() -> bytes:
    return workbook(rows(3), headings=sorted(HEADINGS), above=())


def grades_in_words() -> bytes:
    headings = [*NARROW, "年级"]
    content = [row(0, 年级="高一"), row(1, 年级="一年级"), row(2, 年级="2026级")]
    return laid([headings, *cells(content, headings)])


READABLE: list[Callable[[], bytes]] = [
    merged_title, starred_headings, numbered_headings, two_heading_rows, hidden_columns_and_comments, a_class_a_sheet,
    repeated_headings_between_pages, prefilled_rows, blank_rows_between, example_row, numbers_and_dates_as_excel_has_them,
    dates_as_people_write_them, wide_characters_and_spaces, other_spellings, formulas, stray_columns,
    all_columns_shuffled, grades_in_words,
]  # fmt: skip
"""Each holds the students 0, 1 and 2, all right."""
