"""Rosters in forms that real schools and vendors produce. Each function lays the students 0, 1 and 2 in another form; all
are right, and all must be read without a fault."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.students.rosters.nasty import NARROW, cells, laid, saved
from tests.support.rosters import HEADINGS, row, rows, workbook

PLAIN = [NARROW, *cells(rows(3))]


def repacked(data: bytes, change: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """A workbook with every part's name and content as `change` makes them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    return out.getvalue()


def notes_below_the_headings() -> bytes:
    notes = ["必填", "必填，男/女", "18 位，文本格式", "必填", "照本校专业", "必填", "如202609", "必填", "11位手机"]
    return laid([["新生信息采集表"], NARROW, notes, *cells(rows(3))])


def english_below_the_headings() -> bytes:
    return laid([NARROW, ["Name", "Sex", "ID No.", "Class", "Major", "Years", "Entry", "Ethnic", "Phone"], *PLAIN[1:]])


def columns_counted_below_the_headings() -> bytes:
    return laid([NARROW, list(range(1, 10)), *PLAIN[1:]])


def english_beside_the_headings() -> bytes:
    english = ["Name", "Sex", "ID No.", "Class", "Major", "Length", "Entry", "Ethnic", "Phone"]
    return laid([[f"{text}\n{other}" for text, other in zip(NARROW, english, strict=True)], *PLAIN[1:]])


def numbered_in_circles_and_letters() -> bytes:
    headings = [
        "①姓名",
        "②性别",
        "③身份证件号",
        "D.班级名称",
        "E、专业简称",
        "（六）学制",
        "7.入学年月",
        "⑧民族",
        "⑨联系电话",
    ]
    return laid([headings, *PLAIN[1:]])


def brackets_of_all_kinds() -> bytes:
    headings = ["姓名(", "性别）", "身份证件号【文本】", "班级名称[必填]", "专业简称（方向）", "学制{年}", "入学年月〔如202609〕",
                "民族「族」", "联系电话﹡"]  # fmt: skip
    return laid([headings, *PLAIN[1:]])


def invisible_characters_in_the_headings() -> bytes:
    headings = [
        "\ufeff姓名",
        "性\u200b别",
        "身份证件号\xa0",
        "班级名称 ",
        "专业简称\u3000",
        "\t学制",
        "入学年月\r\n",
        "民 族",
        "联系电话\u2028",
    ]
    return laid([headings, *PLAIN[1:]])


def field_codes_as_headings() -> bytes:
    return laid([["XM", "XBM", "SFZJH", "BJMC", "ZYJC", "XZ", "RXNY", "MZM", "LXDH"], *PLAIN[1:]])


def class_lines_and_subtotals_between() -> bytes:
    first, second, third = ([at, *line] for at, line in enumerate(PLAIN[1:], 1))
    return laid(
        [["序号", *NARROW], ["26计算机1班"], first, ["小计", "1人"], second, ["", "26计算机1班 小计：2人"], third]
    )


def lines_at_the_end() -> bytes:
    lines = [[at, *line] for at, line in enumerate(PLAIN[1:], 1)]
    end = [["人数", "3"], ["总人数：3 人"], ["", "男生：1 人，女生：2 人"], ["统计人：陈老师"], ["*以上信息已核对"],
           ["（本表一式两份）"], ["教务处（盖章）"], ["2026年9月1日"], [None] * 7 + ["2026年9月1日"]]  # fmt: skip
    return laid([["序号", *NARROW], *lines, *end])


def example_marked_before_the_row() -> bytes:
    lines = [[at, *line] for at, line in enumerate(PLAIN[1:], 1)]
    return laid([["序号", *NARROW], ["例", *cells([row(90, 姓名="张三")])[0]], *lines])


def cells_merged_downwards() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(laid(PLAIN)))
    for column in "DE":
        for line in (3, 4):
            book.active[f"{column}{line}"].value = None
        book.active.merge_cells(f"{column}2:{column}4")
    return saved(book)


def class_in_the_name_of_the_sheet() -> bytes:
    headings = [text for text in NARROW if text != "班级名称"]
    book = openpyxl.Workbook()
    book.active.title = "26计算机1班"
    for at, line in enumerate(cells(rows(3), headings)):
        sheet = book.active if at == 0 else book.create_sheet(f"26计算机{at + 1}班")
        sheet.append(headings)
        sheet.append(line)
    return saved(book)


def class_and_programme_above_the_headings() -> bytes:
    headings = [text for text in NARROW if text not in ("班级名称", "专业简称", "入学年月")]
    above = [["新生花名册"], ["班级：26计算机1班    专业：计算机应用", None, "入学年月：", "202609", "班主任：陈老师"]]
    return laid([*above, headings, *cells(rows(3), headings)])


def classes_in_lines_between() -> bytes:
    headings = [text for text in NARROW if text not in ("班级名称", "专业简称")]
    first, second, third = cells(rows(3), headings)
    line = ["班级：26计算机1班（2人）", None, "专业：计算机应用"]
    return laid([headings, line, first, second, ["26计算机2班"], third, ["小计", None, "1人"]])


def class_in_the_title() -> bytes:
    headings = [text for text in NARROW if text != "班级名称"]
    title = "青塘区云汀职业技术学校2026学年第一学期26计算机1班学生花名册"
    return laid([[title], headings, *cells(rows(3), headings)])


def blocks_with_their_class_above() -> bytes:
    headings = [text for text in NARROW if text not in ("班级名称", "专业简称")]
    first, second, third = cells(rows(3), headings)
    above = [["26计算机1班学生基本情况登记表"], ["专业：计算机应用", None, "班主任：陈老师"], headings]
    return laid([*above, first, second, [], ["26计算机2班学生基本情况登记表"], *above[1:], third])


def family_in_two_heading_rows() -> bytes:
    upper = ["姓名", "性别", "身份证号", "班级", "专业", "学制", "入学年月", "民族", "父亲", None, "母亲", None]
    family = ["陈远", "13900000001", "林苒", "13900000002"]
    return laid([upper, [None] * 8 + ["姓名", "电话"] * 2, *([*line[:8], *family] for line in PLAIN[1:])])


def guardians_by_number() -> bytes:
    headings = [*NARROW, "监护人1姓名", "监护人1关系", "监护人1手机", "第二监护人姓名", "家庭成员2关系", "家长电话2"]
    family = ["陈远", "父亲", "13900000001", "林苒", "母亲", "13900000002"]
    return laid([headings, *([*line, *family] for line in PLAIN[1:])])


def document_in_two_heading_rows() -> bytes:
    upper = ["姓名", "性别", "证件", None, "学籍", None, None, None, "民族", "联系方式"]
    lower = [None, None, "类型", "号码", "班级", "专业", "学制", "入学年月", None, "电话"]
    return laid([upper, lower, *([*line[:2], "居民身份证", *line[2:]] for line in PLAIN[1:])])


def three_heading_rows() -> bytes:
    groups = ["基本信息", None, None, "学籍信息", None, None, None, "其他", None]
    return laid([["学生基本情况表"], groups, ["个人", None, None, "班级"], *PLAIN])


def hidden_copy_and_code_tables() -> bytes:
    codes = [["代码", "名称"], ["1", "男"], ["2", "女"]]
    classes = [["班级名称", "专业简称", "入学年月", "班主任"], ["26计算机1班", "计算机应用", "202609", "陈"]]
    book = openpyxl.load_workbook(io.BytesIO(laid(PLAIN, 旧名册=PLAIN, 代码表=codes, 班级表=classes)))
    book["旧名册"].sheet_state = "veryHidden"
    return saved(book)


def layout_of_2022() -> bytes:
    """Without birth date and pinyin, which that edition takes from the number and the name; one heading renamed."""
    headings = [text for text in HEADINGS if text not in ("出生日期", "姓名拼音")]
    return workbook(rows(3), headings=headings, labels={"是否建档立卡贫困户": "是否建档立卡贫困家庭"})


def places_by_name() -> bytes:
    names = [
        ("浙江省杭州市西湖区", "杭州西湖"),
        ("浙江 杭州 西湖", "330106-西湖区"),
        ("杭州市西湖区", "浙江省/杭州市/西湖区"),
    ]
    content = [row(at, 户口所在地行政区划码=one, 生源地行政区划码=other) for at, (one, other) in enumerate(names)]
    return workbook(content)


def months_of_birth() -> bytes:
    headings = [*NARROW, "出生年月"]
    values = ["2010.1", "201001", "2010年1月1日"]
    return laid([headings, *([*line, value] for line, value in zip(PLAIN[1:], values, strict=True))])


def birth_in_three_columns() -> bytes:
    upper, lower = [*NARROW, "出生", None, None], [*[None] * len(NARROW), "年", "月", "日"]
    return laid([upper, lower, *([*line, 2010, 1, "1日"] for line in PLAIN[1:])])


def dates_since_1904() -> bytes:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for line in [[*NARROW, "出生日期"], *([*each, date(2010, 1, 1)] for each in PLAIN[1:])]:
        book.active.append(line)
    return saved(book)


def strict_office_open_xml() -> bytes:
    """As WPS and Excel save "严格 Open XML 电子表格"."""
    main, relations = (
        b"schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"schemas.openxmlformats.org/officeDocument/2006",
    )

    def strict(name: str, data: bytes) -> tuple[str, bytes]:
        data = data.replace(main, b"purl.oclc.org/ooxml/spreadsheetml/main")
        return name, data.replace(relations, b"purl.oclc.org/ooxml/officeDocument")

    return repacked(laid(PLAIN), strict)


def tags_with_a_prefix() -> bytes:
    def prefixed(name: str, data: bytes) -> tuple[str, bytes]:
        if "worksheets/" in name or "sharedStrings" in name:
            data = re.sub(rb"<(/?)(?![?!])", rb"<\1x:", data).replace(b'xmlns="http', b'xmlns:x="http')
        return name, data

    return repacked(laid(PLAIN), prefixed)


def cells_without_addresses() -> bytes:
    return repacked(laid(PLAIN), lambda name, data: (name, re.sub(rb'<c r="[A-Z0-9]+"', b"<c", data)))


def formulas_with_kept_values() -> bytes:
    def kept(name: str, data: bytes) -> tuple[str, bytes]:
        for line in (2, 3, 4) if name.endswith("sheet1.xml") else ():
            data = with_formula(data, f"D{line}", 't="str"', "26计算机1班")
        return name, data

    return repacked(laid(PLAIN), kept)


def with_formula(sheet: bytes, address: str, kind: str, value: str) -> bytes:
    """A sheet whose cell of that address is a formula with a kept value."""
    cell = f'<c r="{address}" {kind}><f>VLOOKUP(1,2,3)</f><v>{value}</v></c>'.encode()
    changed, count = re.subn(rb'<c r="%s" t="inlineStr">.*?</c>' % address.encode(), cell, sheet)
    assert count == 1
    return changed


def open_document() -> bytes:
    return opendocument(PLAIN)


def opendocument(lines: Sequence[Sequence[Any]], more: str = "") -> bytes:
    """An .ods as LibreOffice writes it: empty cells and rows repeated to the end of the sheet. `more`: further rows."""

    def cell(value: Any) -> str:
        if value is None:
            return "<table:table-cell/>"
        return (
            '<table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation>'
            f"<text:p>{value}</text:p></table:table-cell>"
        )

    rest = '<table:table-cell table:number-columns-repeated="16374"/>'
    body = "".join(f"<table:table-row>{''.join(map(cell, line))}{rest}</table:table-row>" for line in lines)
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<office:document-content{names}><office:body><office:spreadsheet><table:table table:name="名册">{body}{more}'
        f'<table:table-row table:number-rows-repeated="1048000">{rest}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


READABLE: list[Callable[[], bytes]] = [
    notes_below_the_headings, english_below_the_headings, columns_counted_below_the_headings, english_beside_the_headings,
    numbered_in_circles_and_letters, brackets_of_all_kinds, invisible_characters_in_the_headings, field_codes_as_headings,
    class_lines_and_subtotals_between, lines_at_the_end, example_marked_before_the_row, cells_merged_downwards,
    class_in_the_name_of_the_sheet, class_and_programme_above_the_headings,
    classes_in_lines_between, blocks_with_their_class_above, class_in_the_title, family_in_two_heading_rows,
    guardians_by_number, document_in_two_heading_rows, three_heading_rows, hidden_copy_and_code_tables, layout_of_2022,
    places_by_name, months_of_birth, birth_in_three_columns, dates_since_1904, strict_office_open_xml, tags_with_a_prefix,
    cells_without_addresses, formulas_with_kept_values, open_document,
]  # fmt: skip
