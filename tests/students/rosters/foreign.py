"""Rosters of other systems and other people, in forms that differ from those of nasty.py and strange.py. Each function lays
the students 0, 1 and 2 in another form; all are right."""

import io
import itertools
import re
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.protection import SheetProtection

from tests.students.rosters.nasty import NARROW, cells, laid, saved
from tests.students.rosters.strange import PLAIN, repacked
from tests.support.rosters import name_of, row, rows

STUDENTS = PLAIN[1:]


def headed(*headings: str) -> bytes:
    return laid([list(headings), *STUDENTS])


def traditional_headings() -> bytes:
    return headed("姓名", "性別", "身份證號", "班級", "專業", "學制", "入學年月", "民族", "聯繫電話")


def english_headings() -> bytes:
    return headed("Full Name", "Gender", "ID Card No.", "Class", "Major", "Length of schooling", "Entry date", "Ethnicity",
                  "Mobile")  # fmt: skip


def a_line_break_in_every_heading() -> bytes:
    return headed(*(f"{text[:1]}\n{text[1:]}" for text in NARROW))


def headings_with_how_to_fill_them_in() -> bytes:
    return headed("姓名（请与身份证一致，勿留空格）", "性别：男/女", "身份证号(末位X请大写)", "班级 例：26计算机1班",
                  "专业（全称）", "学制(单位：年)", "入学年月：格式202609", "民族 如汉族", "联系电话 请填手机")  # fmt: skip


def english_names_before_the_chinese_ones() -> bytes:
    """A column "Name" in Latin letters stands first: the name is the Chinese one all the same."""
    return laid([["ID", "Name", *NARROW], *([at, "Chen Yutong", *line] for at, line in enumerate(STUDENTS, 1))])


def code_of_the_major_beside_its_name() -> bytes:
    return laid([["专业代码", *NARROW], *(["090100", *line] for line in STUDENTS)])


def only_the_code_of_the_major() -> bytes:
    headings = ["专业代码" if text == "专业简称" else text for text in NARROW]
    return laid([headings, *([*line[:4], "710201", *line[5:]] for line in STUDENTS)])


def no_programme_where_the_class_is_known() -> bytes:
    headings = [text for text in NARROW if text != "专业简称"]
    return laid([headings, *cells(rows(3), headings)])


def three_merged_heading_rows_of_an_export() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["学生管理系统导出"])
    sheet.append(["导出时间：2026-09-05 10:22:33", "", "", "导出人：管理员", "", "", "共 3 条"])
    sheet.append(["序号", "基本信息", "", "", "学籍信息", "", "", "", "联系方式", "监护人", "", "", ""])
    sheet.append(["", "姓名", "性别", "证件", "班级", "专业", "", "入学", "电话", "监护人1", "", "监护人2", ""])
    sheet.append(["", "", "", "号码", "", "名称", "学制", "年月", "", "姓名", "电话", "姓名", "电话"])
    for at, line in enumerate(STUDENTS, 1):
        sheet.append([at, *line[:7], line[8], "陈远", "13900000001", "林苒", "13900000002"])
    merged = (
        "A1:M1",
        "A3:A5",
        "B3:D3",
        "E3:H3",
        "J3:M3",
        "B4:B5",
        "C4:C5",
        "E4:E5",
        "F4:G4",
        "I4:I5",
        "J4:K4",
        "L4:M4",
    )
    for cells_ in merged:
        sheet.merge_cells(cells_)
    sheet.append(["说明：以上数据由系统导出，共 3 条"])
    return saved(book)


def filters_groups_and_frozen_panes() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("名册")
        for at, line in enumerate(PLAIN):
            sheet.write_row(at, 0, line)
        sheet.autofilter(0, 0, 3, 8)
        sheet.freeze_panes(1, 1)
        sheet.set_row(2, None, None, {"hidden": True, "level": 1})
        sheet.set_column(2, 2, None, None, {"hidden": True, "level": 1})
        sheet.data_validation("B2:B400", {"validate": "list", "source": ["男", "女"]})
    return buffer.getvalue()


def rich_text_in_cells() -> bytes:
    book = openpyxl.Workbook()
    for line in PLAIN:
        book.active.append(line)
    bold, red = InlineFont(b=True), InlineFont(color="FF0000")
    book.active["A2"] = CellRichText(TextBlock(bold, name_of(0)[:1]), name_of(0)[1:])
    number = STUDENTS[1][2]
    book.active["C3"] = CellRichText(TextBlock(red, number[:6]), TextBlock(bold, number[6:]))
    return saved(book)


def phonetic_runs_and_escaped_line_ends() -> bytes:
    def changed(name: str, data: bytes) -> tuple[str, bytes]:
        if "sharedStrings" in name:
            first, second, third = (f"<t>{name_of(at)}</t>".encode() for at in range(3))
            data = data.replace(first, first + '<rPh sb="0" eb="1"><t>チン</t></rPh><phoneticPr fontId="1"/>'.encode())
            data = data.replace(
                second,
                f"<r><rPr><b/></rPr><t>{name_of(1)[0]}</t></r><r><t xml:space='preserve'>{name_of(1)[1:]} </t></r>".encode(),
            )
            data = data.replace(third, third.replace(b"</t>", b"_x000D_</t>"))
        return name, data

    return repacked(filters_groups_and_frozen_panes(), changed)


def a_protected_sheet() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(laid(PLAIN)))
    book.active.protection = SheetProtection(sheet=True, password="1")
    book.security.lockStructure = True
    return saved(book)


def a_class_a_sheet_with_title_and_notes() -> bytes:
    headings = [text for text in NARROW if text not in ("班级名称", "专业简称")]
    book = openpyxl.Workbook()
    for at, line in enumerate(cells(rows(3), headings)):
        sheet = book.active if at == 0 else book.create_sheet()
        sheet.title = f"{at + 1}班"
        sheet.append([f"26计算机{at + 1}班花名册"])
        sheet.append(["专业：计算机应用", "", "班主任：陈老师"])
        sheet.append(headings)
        sheet.append(line)
        sheet.append([])
        sheet.append(["注：本表一式两份，班主任留存一份"])
    return saved(book)


def blank_columns_between() -> bytes:
    return laid([list(itertools.chain.from_iterable((cell, None) for cell in line)) for line in PLAIN])


def a_hidden_column_of_last_year() -> bytes:
    """Hidden columns are read as every other: this one is of no known heading."""
    book = openpyxl.load_workbook(
        io.BytesIO(laid([[*NARROW, "去年班级"], *([*line, "25升学1班"] for line in STUDENTS)]))
    )
    book.active.column_dimensions["J"].hidden = True
    return saved(book)


def numbers_stored_as_numbers() -> bytes:
    return laid([[*NARROW, "学号", "出生日期"],
                 *([*line[:5], 3, 202609, 1, int(line[8]), 20260001 + at, 40179] for at, line in enumerate(STUDENTS))])  # fmt: skip


def full_width_everywhere() -> bytes:
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    return laid(
        [NARROW, *([cell.translate(wide) if isinstance(cell, str) else cell for cell in line] for line in STUDENTS)]
    )


def marks_around_numbers() -> bytes:
    first, second, third = (list(line) for line in STUDENTS)
    first[2], second[2], third[2] = f"{first[2]}'", f"‘{second[2]}", f"\u202d{third[2]}\u202c"
    first[8], second[8], third[8] = f"`{first[8]}", f"{second[8]}；", f"+86 {third[8]}"
    return laid([NARROW, first, second, third])


def numbers_in_groups() -> bytes:
    return laid(
        [NARROW, *([*line[:2], f"{line[2][:6]} {line[2][6:14]} {line[2][14:]}", *line[3:]] for line in STUDENTS)]
    )


def text(separator: str, encoding: str, before: str = "", line_end: str = "\r\n") -> bytes:
    return (before + line_end.join(separator.join(map(str, line)) for line in PLAIN)).encode(encoding)


def text_that_names_its_separator() -> bytes:
    return text(";", "gb18030", "sep=;\r\n")


def text_with_a_title_full_of_commas() -> bytes:
    return text(",", "gbk", "云汀学校,,,,,,,,\r\n填表人：陈，日期：2026年,,,,\r\n")


def text_of_an_old_mac() -> bytes:
    return text(",", "utf-8-sig", line_end="\r")


def text_with_bars() -> bytes:
    return text("|", "utf-8")


def text_with_quoted_cells() -> bytes:
    return ("\n".join(";".join(f'"{cell}"' for cell in line) for line in PLAIN)).encode("gbk")


def text_with_numbers_as_formulas() -> bytes:
    lines = [NARROW, *([*line[:2], f'"=""{line[2]}"""', *line[3:]] for line in STUDENTS)]
    return "\n".join(",".join(map(str, line)) for line in lines).encode("gbk")


def text_with_a_tab_before_numbers() -> bytes:
    lines = [NARROW, *([*line[:2], f"\t{line[2]}", *line[3:]] for line in STUDENTS)]
    return "\n".join(",".join(map(str, line)) for line in lines).encode("gbk")


def text_with_commas_to_the_end() -> bytes:
    return "\n".join(",".join([*map(str, line), "", "", ""]) for line in PLAIN).encode("utf-8")


def sexes_and_groups_as_codes() -> bytes:
    sexes, groups = {"男": "M", "女": "F"}, ("漢族", "01", 1)
    lines = zip(STUDENTS, groups, strict=True)
    return laid([NARROW, *([line[0], sexes[line[1]], *line[2:7], group, line[8]] for line, group in lines)])


def guardians_in_one_cell() -> bytes:
    """Nobody can say which is which: the column is not known, and says so."""
    return laid(
        [[*NARROW, "家长信息"], *([*line, "父亲：陈远 13900000001；母亲：林苒 13900000002"] for line in STUDENTS)]
    )


def household_address_in_one_cell() -> bytes:
    return laid([[*NARROW, "户籍地址"], *([*line, "浙江省杭州市西湖区云汀镇竹屿路 1 号"] for line in STUDENTS)])


def default_style_and_no_styles_part() -> bytes:
    """Smaller libraries write no styles at all."""

    def without(name: str, data: bytes) -> tuple[str, bytes]:
        if name == "[Content_Types].xml":
            data = re.sub(rb"<Override[^>]*styles[^>]*/>", b"", data)
        if name.endswith("workbook.xml.rels"):
            data = re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", data)
        return (name, data) if "styles" not in name else ("xl/unused.xml", b"<a/>")

    return repacked(laid(PLAIN), without)


def a_summary_sheet_before() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(laid(PLAIN)))
    sheet = book.create_sheet("各班人数", 0)
    for line in (["班级", "专业", "男", "女", "合计"], ["26计算机1班", "计算机应用", 1, 2, 3]):
        sheet.append(line)
    return saved(book)


def birth_date_and_age_beside() -> bytes:
    headings = [*NARROW, "年龄", "出生年月日", "毕业初中", "中考总分", "备注", "户口性质"]
    more = [16, "2010/1/1", "云汀初中", 488.5, "走读", "农村"]
    return laid([headings, *([*line, *more[:5], "农业户口"] for line in STUDENTS)])


def reader_notes_in_hidden_rows() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(laid([["字段", *NARROW[1:]], NARROW, *STUDENTS])))
    book.active.row_dimensions[1].hidden = True
    return saved(book)


def one_student_to_a_block_of_rows() -> bytes:
    """A line of blanks, and one of dashes, after each."""
    lines: list[Sequence[Any]] = [NARROW]
    for line in STUDENTS:
        lines += [line, [None] * 9, ["—"] * 9]
    return laid(lines)


def all_73_columns_with_stray_spaces() -> bytes:
    headings = list(row())
    return laid([[f" {text} " for text in headings],
                 *([f" {each[text]}　" for text in headings] for each in rows(3))])  # fmt: skip


READABLE: list[Callable[[], bytes]] = [
    traditional_headings, english_headings, a_line_break_in_every_heading, headings_with_how_to_fill_them_in,
    english_names_before_the_chinese_ones, code_of_the_major_beside_its_name, only_the_code_of_the_major,
    no_programme_where_the_class_is_known, three_merged_heading_rows_of_an_export, filters_groups_and_frozen_panes,
    rich_text_in_cells, phonetic_runs_and_escaped_line_ends, a_protected_sheet, a_class_a_sheet_with_title_and_notes,
    blank_columns_between, a_hidden_column_of_last_year, numbers_stored_as_numbers, full_width_everywhere,
    marks_around_numbers, numbers_in_groups, text_that_names_its_separator, text_with_a_title_full_of_commas,
    text_of_an_old_mac, text_with_bars, text_with_quoted_cells, text_with_numbers_as_formulas,
    text_with_a_tab_before_numbers, text_with_commas_to_the_end, sexes_and_groups_as_codes, guardians_in_one_cell,
    household_address_in_one_cell, default_style_and_no_styles_part, a_summary_sheet_before, birth_date_and_age_beside,
    reader_notes_in_hidden_rows, one_student_to_a_block_of_rows, all_73_columns_with_stray_spaces,
]  # fmt: skip
