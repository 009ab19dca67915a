"""A roster as it comes from a class teacher: mostly right, some of it wrong in the ways of real ones."""

import io
from pathlib import Path

import openpyxl
from playwright.sync_api import FilePayload

from tests.support.rosters import number_of, row, rows, workbook

CLEAN = 14
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def dirty_workbook() -> bytes:
    """The 73 columns of 2019 under their two rows of instructions: 14 clean rows, two untidy ones, seven wrong ones."""
    wide = number_of(14).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    untidy = [row(14, 身份证件号=wide), row(15, 姓名="  方 知夏", 健康状况="健康")]
    wrong = [
        row(16, 身份证件号=number_of(16)[:-1] + ("1" if number_of(16)[-1] != "1" else "2")),
        row(17, 出生日期="20100203"),
        row(18, 性别="女" if int(number_of(18)[16]) % 2 else "男"),
        row(19, 身份证件号=float(number_of(19)[:17] + "0")),
        row(20, 姓名=None),
        row(21, 健康状况="很好"),
        row(22, 入学年月="今年九月"),
    ]
    return workbook([*rows(CLEAN), *untidy, *wrong])


def mended(path: Path) -> bytes:
    """The downloaded error workbook, put right by hand. Rows are known by their school number."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    by_number = {sheet.cell(line, columns["学号"]).value: line for line in range(2, sheet.max_row + 1)}
    repairs = {16: {"身份证件号": number_of(16)}, 19: {"身份证件号": number_of(19)}}
    repairs |= {20: {"姓名": "沈清和"}, 21: {"健康状况": "健康或良好"}, 22: {"入学年月": "202609"}}
    for position, cells in repairs.items():
        line = by_number[row(position)["学号"]]
        for heading, value in cells.items():
            sheet.cell(line, columns[heading], value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(name: str, content: bytes) -> FilePayload:
    """A workbook as a browser sends it."""
    return {"name": name, "mimeType": MIME, "buffer": content}
