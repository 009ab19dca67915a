"""Web pages and XML tables under the name .xls: read as what they are, and bounded whatever they claim."""

import base64
import os

import pytest

from students.rosters.limits import Unreadable
from students.rosters.workbook import read_sheet
from tests.students.rosters.markup import READABLE, page, xml_table
from tests.students.rosters.strange import PLAIN
from tests.students.rosters.test_hostile import archive, with_part
from tests.students.rosters.test_strange import judged
from tests.support.rosters import name_of, number_of


@pytest.mark.parametrize("make", READABLE, ids=lambda make: make.__name__)
def test_what_other_systems_export_is_read_whole(make):
    judgement = judged(make(), "导出.xls")

    assert [(problem.row, problem.heading, problem.value, problem.fault.code) for problem in judgement.errors] == []
    assert [entry.identity_number for entry in judgement.new] == [number_of(at) for at in range(3)]
    assert [entry.name for entry in judgement.new] == [name_of(at) for at in range(3)]
    assert {entry.class_name for entry in judgement.new} == {"26计算机1班"}


@pytest.mark.parametrize(
    ("data", "extension"), [(page(PLAIN), ".html"), (xml_table(PLAIN), ".xml")], ids=["page", "xml"]
)
def test_what_the_file_truly_is_is_told(data, extension):
    notes = judged(data, "导出.xls").table.sheet.notes

    assert any(f"内容其实是 {extension}" in note for note in notes)


def test_a_hidden_sheet_of_an_xml_table_is_named_and_not_read():
    sheet = judged(xml_table(PLAIN)).table.sheet

    assert (sheet.names, sheet.others) == (["名册"], ["去年"])


@pytest.mark.parametrize("form", [page, xml_table])
def test_faults_are_told_in_their_row_and_column(form):
    lines = [list(line) for line in PLAIN]
    lines[1][2], lines[2][7], lines[3][8] = "3.39801E+17", "汗族", "139"

    judgement = judged(form(lines))

    assert [(problem.row, problem.heading, problem.fault.code) for problem in judgement.errors] == [
        (2, "身份证件号", "identity_excel_scientific"),
        (3, "民族", "choice_unknown"),
        (4, "联系电话", "phone_form"),
    ]


def test_a_number_that_lost_digits_before_it_was_written_as_xml_is_told():
    lines = [list(line) for line in PLAIN]
    lines[1][2] = 3.39801201001010e17

    [problem] = judged(xml_table(lines)).errors

    assert (problem.row, problem.fault.code) == (2, "identity_excel_scientific")


_XML = "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>"
_TABLE = f"{_XML}<Worksheet><Table>"
_ENTITIES = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
_OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
COUNT = 300_000

HOSTILE = [
    ("<html><table>" + "<td>" * COUNT, "file_too_wide"),
    ("<html><table>" + "<tr>" * COUNT, "file_too_wide"),
    ("<html>" + "<table>" * COUNT, "file_is_html"),
    ("<html>" + "<table><tr><td>1</table>" * COUNT, "file_is_html"),
    ("<html><table><tr><td colspan=999999>1", "file_too_wide"),
    ("<html><table>" + "<tr>" + "<td rowspan=999999>1" * 300, "file_too_wide"),
    ("<html><table>" + '<a "' * COUNT, "file_damaged"),
    ("<html><table>" + "<" * COUNT, "file_damaged"),
    ("<html>" + "<!--" * COUNT, "file_is_html"),
    ("<html>" + "<script>" * COUNT, "file_is_html"),
    ("<html><table><tr><td>" + "&#99999999999;" * COUNT, "headings_missing"),
    (_TABLE + "<a>" * COUNT, "file_damaged"),
    (_XML + "<Worksheet/>" * COUNT, "file_damaged"),
    (_TABLE + "<Row/>" * COUNT, "file_too_wide"),
    (_TABLE + "<Row>" + "<Cell/>" * COUNT, "file_too_wide"),
    (_TABLE + '<Row ss:Index="999999"/>', "file_too_wide"),
    (_TABLE + '<Row ss:Index="3"/><Row ss:Index="2"/>', "file_too_wide"),
    (_TABLE + '<Row><Cell ss:MergeAcross="99999"/></Row>', "file_too_wide"),
    (_TABLE + '<Row><Cell ss:MergeDown="999999"/></Row>', "file_too_wide"),
    (_TABLE + "<Row><Cell><Data>" + "x" * COUNT, "file_damaged"),
    (f"<?xml version='1.0'?>{_ENTITIES}{_TABLE}", "file_dangerous"),
    (f"<?xml version='1.0'?>{_OUTSIDE}{_TABLE}<Row><Cell><Data>&a;</Data></Cell></Row>", "file_dangerous"),
    (f"{_ENTITIES}<html><table><tr><td>&b;</td></tr></table></html>", "headings_missing"),
]


@pytest.mark.parametrize(("text", "code"), HOSTILE, ids=lambda value: value[:60])
def test_a_page_or_xml_table_that_wants_to_be_harmful_is_refused(text, code):
    with pytest.raises(Unreadable) as caught:
        read_sheet(text.encode())

    assert caught.value.code == code
    assert str(caught.value.message).endswith("。")


def _not_compressible() -> bytes:
    """So much that packs badly that what packs well beside it does not stand out."""
    return b"".join(b"<!--%s-->" % base64.b64encode(os.urandom(30_000)) for _piece in range(10))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: archive(**{"content.xml": _not_compressible() + b"<a>" * 20_000_000}), "file_damaged"),
        (lambda: with_part("xl/workbook.xml", _not_compressible() + b"<sheet name='a'/>" * 3_000_000), "file_bomb"),
        (lambda: with_part("xl/_rels/workbook.xml.rels", _not_compressible() + b"<R Id='a'/>" * 4_000_000), "file_bomb"),
    ],
    ids=["nested without end", "sheets without end", "relations without end"],
)  # fmt: skip
def test_bombs_that_pack_no_better_than_a_roster_are_refused_in_bounded_memory(make, code):
    with pytest.raises(Unreadable) as caught:
        read_sheet(make())

    assert caught.value.code == code
