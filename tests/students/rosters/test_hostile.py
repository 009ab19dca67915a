"""Files that are no rosters, or want to be harmful."""

import io
import struct
import zipfile
import zlib
from contextlib import suppress

import openpyxl
import pytest

from students.rosters import limits
from students.rosters.limits import Unreadable, refuse_hostile
from students.rosters.sheets import neutral
from students.rosters.workbook import read_sheet
from tests.support.rosters import row, workbook


def archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A true workbook with one more part, or another content of one."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([row()]))) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return buffer.getvalue()


def lying_bomb() -> bytes:
    """A part whose directory entry claims ten bytes."""
    data = bytearray(with_part("xl/media/image1.bin", b"\0" * 80_000_000))
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<II", data, at + 16, zlib.crc32(b"\0" * 10), struct.unpack_from("<I", data, at + 20)[0])
    struct.pack_into("<I", data, at + 24, 10)
    return bytes(data)


def far_cell(reference: str) -> bytes:
    sheet = (
        f'<worksheet><sheetData><row r="1"><c s="1" r="{reference}" t="s"><v>0</v></c></row></sheetData></worksheet>'
    )
    return with_part("xl/worksheets/sheet1.xml", sheet.encode())


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

REFUSED = [
    (b"", "file_empty"),
    ("姓名,身份证件号\n".encode("gb18030"), "headings_missing"),
    (b"<html><body>404</body></html>", "file_is_html"),
    ("<!-- 导出 -->\n<HTML><table><tr><td>姓名</td></tr></table></HTML>".encode("gb18030"), "headings_missing"),
    (b"\r\n<style>td{}</style><table></table>", "file_is_html"),
    (b"MIME-Version: 1.0\r\n\r\n<html><table><tr><td>1</td></tr></table></html>", "file_is_html"),
    (b"%PDF-1.7\n\x00", "file_not_a_workbook"),
    (archive(**{"word/document.xml": b"<w/>"}), "file_not_a_workbook"),
    (archive(**{"content.xml": b"<o/>"}), "headings_missing"),
    (archive(**{"xl/workbook.bin": b"x"}), "file_other_format"),
    (b"PK\x03\x04 nothing more", "file_damaged"),
    (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
    (OLE + b"\0" * 600, "file_damaged"),
    (with_part("xl/media/image1.bin", b"\0" * 80_000_000), "file_bomb"),
    (lying_bomb(), "file_bomb"),
    (far_cell("XFD1"), "file_too_wide"),
    (far_cell("A1048576"), "file_too_wide"),
    (with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row></c>"), "file_damaged"),
    (with_part("xl/worksheets/sheet1.xml", b"<worksheet/>"), "headings_missing"),
]


@pytest.mark.parametrize(("data", "code"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_file_that_is_no_roster_is_refused_with_its_reason(data, code):
    with pytest.raises(Unreadable) as caught:
        read_sheet(data)

    assert caught.value.code == code


def test_a_large_file_is_refused_before_it_is_looked_at(monkeypatch):
    monkeypatch.setattr(limits, "MAX_BYTES", 1000)

    with pytest.raises(Unreadable) as caught:
        refuse_hostile(workbook([row()]))

    assert caught.value.code == "file_too_large"


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("students.rosters.workbook.MAX_ROWS", 2)

    with pytest.raises(Unreadable) as caught:
        read_sheet(workbook([row(0), row(1), row(2)], above=()))

    assert caught.value.code == "rows_too_many"


def test_entities_of_a_document_type_are_not_expanded():
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    )

    with pytest.raises(Unreadable) as caught:
        read_sheet(with_part("xl/sharedStrings.xml", bomb))

    assert caught.value.code == "file_dangerous"


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@x", "\tx", "\rx"])
def test_what_looks_like_a_formula_is_neutralised(text):
    assert neutral(text) == f"'{text}"


def test_a_name_that_looks_like_a_query_is_only_a_wrong_name(found):
    assert found(row(姓名="O'Neil; select")) == [("姓名", "name_characters")]


def spread(*references: str) -> bytes:
    """A sheet whose only cells stand at these addresses."""
    cells = "".join(
        f'<row r="{int("".join(filter(str.isdigit, each)))}"><c r="{each}"><v>1</v></c></row>' for each in references
    )
    return with_part("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode())


@pytest.mark.parametrize(
    ("references", "code"),
    [
        (("A1", "EA10000"), "file_too_wide"),
        (("EA1", "A10000"), "file_too_wide"),
        (("A1", "ZZ99999"), "file_too_wide"),
        (("A1", "DZ9999"), "headings_missing"),
        (("A1", "CU50000"), "headings_missing"),
        (("A1", "A200000"), "file_too_wide"),
        (("A1", "XFD2"), "file_too_wide"),
    ],
)
def test_two_cells_far_apart_do_not_lay_out_the_whole_rectangle(references, code):
    with pytest.raises(Unreadable) as caught:
        read_sheet(spread(*references))

    assert caught.value.code == code


@pytest.mark.parametrize(
    "attribute", ["r='XFD2'", 'r = "XFD2"', 'r\n="XFD2"', "r\t=\n'XFD2'", 'r= "XFD2"', 'x:r="XFD2"']
)
@pytest.mark.parametrize("before", [0, 1, (1 << 20) - 40])
def test_a_far_cell_is_found_in_every_form_and_wherever_a_piece_ends(attribute, before):
    text = "".join(("<worksheet><!--", "r " * (before // 2), f'--><row r="2"><c {attribute}>'))

    with pytest.raises(Unreadable) as caught:
        refuse_hostile(with_part("xl/worksheets/sheet1.xml", text.encode()))

    assert caught.value.code == "file_too_wide"


def test_two_hundred_thousand_rows_are_refused_before_they_are_parsed():
    lines = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (at, at) for at in range(1, 200_001))

    with pytest.raises(Unreadable) as caught:
        refuse_hostile(
            with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData>%s</sheetData></worksheet>" % lines)
        )

    assert caught.value.code == "file_too_wide"


@pytest.mark.parametrize("before", [b"", b"<!-- <worksheet> -->" + b" " * 2_000_000], ids=["plain", "behind a remark"])
def test_a_giant_table_of_strings_is_refused(before):
    strings = before + b"<sst>" + b"<si><t>a</t></si>" * 5_500_000 + b"</sst>"

    with pytest.raises(Unreadable) as caught:
        refuse_hostile(with_part("xl/sharedStrings.xml", strings))

    assert caught.value.code == "file_bomb"


def test_deeply_nested_strings_are_refused_or_read_but_break_nothing():
    deep = b"<sst><si>" + b"<r>" * 50_000 + b"<t>x</t>" + b"</r>" * 50_000 + b"</si></sst>"

    with suppress(Unreadable):
        assert len(read_sheet(with_part("xl/sharedStrings.xml", deep)).rows) <= 1


def test_macros_and_external_links_are_told_and_not_followed():
    sheet = read_sheet(with_part("xl/vbaProject.bin", b"Auto_Open"))
    linked = read_sheet(
        with_part("xl/externalLinks/externalLink1.xml", b'<externalLink Target="http://x.invalid/a.xlsx"/>')
    )

    assert len(sheet.rows) == 1 and any("宏" in note for note in sheet.notes)
    assert len(linked.rows) == 1 and any("外部链接" in note for note in linked.notes)


@pytest.mark.parametrize("kept", [100, 1_000, 3_000])
def test_a_truncated_workbook_is_refused(kept):
    with pytest.raises(Unreadable) as caught:
        read_sheet(workbook([row()])[:kept])

    assert caught.value.code == "file_damaged"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("姓名,身份证件号\n" + '"' + "x" * 200_000, "file_damaged"),
        (",".join(["姓名"] * 300), "file_too_wide"),
        ("姓名\n" * 100_010, "file_too_wide"),
        ("<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook xmlns='urn:schemas-microsoft-com:"
         "office:spreadsheet'/>", "headings_missing"),
        ("你好，世界。", "headings_missing"),
    ],
)  # fmt: skip
def test_a_hostile_text_is_refused(data, code):
    with pytest.raises(Unreadable) as caught:
        read_sheet(data.encode())

    assert caught.value.code == code


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 40, "姓名，學號".encode("big5") * 50 + b"\xff", b"\x00\x01\x02abc"]
)
def test_bytes_that_are_no_text_are_refused(data):
    with pytest.raises(Unreadable) as caught:
        read_sheet(data)

    assert caught.value.code in {"file_encoding", "file_not_a_workbook"}


HEADING_ROW = b'<row r="1"><c t="inlineStr"><is><t>\xe5\xa7\x93\xe5\x90\x8d</t></is></c></row>'


def sheet_with(rows: bytes, behind: bytes = b"") -> bytes:
    xml = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s%s</sheetData>%s'
    return with_part("xl/worksheets/sheet1.xml", xml % (HEADING_ROW, rows, behind) + b"</worksheet>")


def overlapping() -> bytes:
    """One packed part under many names: each counts as small."""
    data = with_part("xl/media/k.bin", b"\0" * 7_000_000)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.start_dir
    end = data.rfind(b"PK\x05\x06")
    at = data.rfind(b"PK\x01\x02", start, end)
    entry = data[at:end]
    more = b"".join(entry.replace(b"media/k", b"media/%c" % (65 + number)) for number in range(40))
    tail = bytearray(data[end:])
    count = struct.unpack_from("<H", tail, 8)[0] + 40
    struct.pack_into("<HHI", tail, 8, count, count, end - start + len(more))
    return data[:end] + more + bytes(tail)


def many_sheets() -> bytes:
    book = openpyxl.Workbook()
    for number in range(limits.MAX_SHEETS):
        book.create_sheet(f"{number} 班")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


FAILED = b"".join(b'<row r="%d"><c r="A%d" t="e"><v>#N/A</v></c></row>' % (at, at) for at in range(2, 40))
WIDE_TEXT = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'

BOUNDED = [
    (overlapping, "file_bomb"),
    (many_sheets, "sheets_too_many"),
    (lambda: sheet_with(b"", b"<mergeCells>" + b'<mergeCell ref="D2:D49999"/>' * 100_001 + b"</mergeCells>"), "file_too_wide"),
    (lambda: sheet_with(b'<row r="99999"><c r="A99999"><v>1</v></c></row><row><c r="DZ3"><v>1</v></c></row>'), "file_too_wide"),
    (lambda: sheet_with(b'<row r="2">' + b'<c r="A2" t="e">' * 300_000 + b"</row>"), "file_damaged"),
    (lambda: sheet_with(b"<row><c/></row>" * 2_000_000), "file_bomb"),
    (lambda: b"," * 19_000_000, "line_too_long"),
    (lambda: b"\r" * 19_000_000, "file_too_wide"),
    (lambda: archive(**{"content.xml": WIDE_TEXT.encode("utf-16")}), "file_dangerous"),
    (lambda: archive(**{"content.xml": b"<a>" * 1_000_000}), "file_damaged"),
    (lambda: archive(**{"content.xml": b"x", "META-INF/manifest.xml": b"<m><encryption-data/></m>"}), "file_encrypted"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "code"), BOUNDED, ids=lambda value: value if isinstance(value, str) else "")
def test_what_would_take_time_or_memory_without_end_is_refused(make, code):
    with pytest.raises(Unreadable) as caught:
        read_sheet(make())

    assert caught.value.code == code
    assert str(caught.value.message).endswith("。")


def test_more_failed_formulas_than_a_roster_has_are_refused(monkeypatch):
    monkeypatch.setattr("students.rosters.broken_cells.MOST", 30)

    with pytest.raises(Unreadable) as caught:
        read_sheet(sheet_with(FAILED))

    assert caught.value.code == "file_formulas_failed"


def test_a_workbook_inside_a_workbook_is_never_opened():
    inner = with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row></c>")

    assert len(read_sheet(with_part("xl/embeddings/a.xlsx", inner)).rows) == 1


def with_strings(text: str, *, cells: int) -> bytes:
    """A workbook in which so many cells refer to one shared string."""
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (at, at) for at in range(10, 10 + cells))
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/>' % kind
    meaning = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = b'<Relationship Id="rIdS" Type="%s" Target="sharedStrings.xml"/>' % meaning
    more = {
        "xl/worksheets/sheet1.xml": (b"</sheetData>", rows + b"</sheetData>"),
        "xl/_rels/workbook.xml.rels": (b"</Relationships>", relation + b"</Relationships>"),
        "[Content_Types].xml": (b"</Types>", types + b"</Types>"),
    }
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([row()]))) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(*more.get(part, (b"", b""))))
        strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>'
        new.writestr("xl/sharedStrings.xml", strings)
    return buffer.getvalue()


@pytest.mark.parametrize(("length", "cells"), [(30_000, 2_000), (600, 40_000)])
def test_a_long_string_that_thousands_of_cells_refer_to_is_refused_before_it_is_laid_out(length, cells):
    with pytest.raises(Unreadable) as caught:
        refuse_hostile(with_strings("陈" * length, cells=cells))

    assert caught.value.code == "file_bomb"


def test_a_second_table_of_strings_does_not_hide_the_first():
    data = io.BytesIO(with_strings("陈" * 30_000, cells=2_000))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/other.xml", b"<sst><si><t>a</t></si></sst>")

    with pytest.raises(Unreadable) as caught:
        refuse_hostile(data.getvalue())

    assert caught.value.code == "file_bomb"


@pytest.mark.parametrize(("length", "cells"), [(30_000, 3), (60, 40_000)])
def test_a_long_string_or_many_references_alone_are_no_harm(length, cells):
    assert refuse_hostile(with_strings("陈" * length, cells=cells)) is limits.Content.XLSX


@pytest.mark.parametrize(
    "heading", ["姓名", "身份证件号", "班级名称", "专业简称", "入学年月", "家庭现地址", "民族", "联系电话"]
)
def test_a_cell_with_a_book_in_it_is_told_as_wrong_and_kept_short(import_rows, heading):
    judgement = import_rows([row(0), row(1, **{heading: "陈语桐，" * 8_000})], dry_run=True)

    assert {(problem.row, problem.heading) for problem in judgement.errors} == {(5, heading)}
    assert max(len(problem.value) for problem in judgement.errors) <= 1_000
    assert judgement.accepted == 1
