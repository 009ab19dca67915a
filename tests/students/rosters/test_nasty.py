"""Rosters whose form nobody has seen before: all students are read; and faults are counted row by row."""

import io

import openpyxl
import pytest

from students.rosters.workbook import read_sheet
from tests.students.rosters.nasty import NARROW, READABLE, cells, laid, saved
from tests.support.rosters import name_of, number_of, row, rows, workbook


@pytest.mark.parametrize("make", READABLE, ids=lambda make: make.__name__)
def test_an_awkward_but_right_roster_is_read_whole(make, import_rows):
    judgement = import_rows(make(), dry_run=True)

    assert [(problem.row, problem.heading, problem.fault.code) for problem in judgement.errors] == []
    assert [entry.identity_number for entry in judgement.new] == [number_of(at) for at in range(3)]
    assert [entry.name for entry in judgement.new] == [name_of(at) for at in range(3)]


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("gb18030", "\t"), ("utf-16", "\t"), ("utf-8", ";")],
)
def test_text_tables_are_read_in_the_usual_encodings(encoding, separator, import_rows):
    lines = [separator.join(NARROW), *(separator.join(map(str, line)) for line in cells(rows(3)))]
    data = "\r\n".join(lines).encode(encoding)
    judgement = import_rows(data, dry_run=True)

    assert [(problem.heading, problem.fault.code) for problem in judgement.errors] == []
    assert [entry.name for entry in judgement.new] == [name_of(at) for at in range(3)]


def test_a_quoted_cell_of_a_text_table_may_hold_separators_and_lines(import_rows):
    headings = [*NARROW, "家庭现地址"]
    quoted = [[*line, '"云汀镇, 竹屿路\n1 号"'] for line in cells(rows(2))]
    data = "\n".join([",".join(headings), *(",".join(map(str, line)) for line in quoted)]).encode()
    judgement = import_rows(data, dry_run=True)

    assert judgement.new[0].profile["home_address"] == "云汀镇, 竹屿路 1 号"
    assert judgement.accepted == 2


def test_numbers_that_excel_ruined_in_a_text_table_are_told(import_rows):
    line = row(0, 身份证件号="3.39801E+17", 联系电话="1.39E+10")
    data = "\n".join([",".join(NARROW), ",".join(map(str, cells([line])[0]))]).encode("gb18030")

    codes = {problem.heading: problem.fault.code for problem in import_rows(data, dry_run=True).errors}
    assert codes["联系电话"] == "excel_scientific"
    assert "scientific" in codes["身份证件号"]


def test_every_fault_is_counted_in_its_row(import_rows):
    """Ten right rows, twelve wrong ones with what is wrong in each, and lines that are no students."""
    wrong = {
        "identity_checksum": row(20, 身份证件号=number_of(20)[:-1] + ("0" if number_of(20)[-1] != "0" else "1")),
        "identity_scientific": row(21, 身份证件号=3.39801201001010e17),
        "identity_length": row(22, 身份证件号=number_of(22)[:-2]),
        "sex_mismatch": row(23, 性别="女" if int(number_of(23)[16]) % 2 else "男"),
        "birth_mismatch": row(24, 出生日期="20100203"),
        "date_form": row(25, 出生日期="2010年13月1日"),
        "name_characters": row(26, 姓名="陈3"),
        "choice_unknown": row(27, 民族="汗族"),
        "month_form": row(28, 入学年月="二〇二六年十三月"),
        "phone_form": row(29, 联系电话="139100"),
        "formula_error": row(30, 健康状况="#N/A"),
        "required": row(31, 姓名=None),
    }
    data = workbook([*rows(10), *wrong.values(), {"姓名": "合计", "学号": "22"}, {"姓名": "制表：陈老师"}])
    judgement = import_rows(data, dry_run=True)

    assert (judgement.rows, judgement.accepted, judgement.rejected) == (22, 10, 12)
    by_row: dict[int, set[str]] = {}
    for problem in judgement.errors:
        by_row.setdefault(problem.row, set()).add(problem.fault.code)
        assert problem.fault.message and problem.fault.remedy
    assert sorted(by_row) == list(range(14, 26))
    for line, code in zip(range(14, 26), wrong, strict=True):
        assert any(each.startswith(code.split("_")[0]) for each in by_row[line]), (line, code, by_row[line])


def test_rows_of_several_sheets_are_named_with_their_sheet(import_rows):
    data = laid([NARROW, *cells([row(0)])], 二班=[NARROW, *cells([row(1), row(2, 民族="汗族")])])
    judgement = import_rows(data, dry_run=True)

    (problem,) = judgement.errors
    assert judgement.table.sheet.row_label(problem.at) == "二班 3"


def test_one_student_in_two_sheets_is_found(import_rows):
    data = laid([NARROW, *cells([row(0), row(1)])], 二班=[NARROW, *cells([row(1, 班级名称="26计算机2班")])])

    assert {problem.fault.code for problem in import_rows(data, dry_run=True).errors} == {"repeated_in_file"}


def test_a_hidden_sheet_is_not_read(import_rows):
    book = openpyxl.load_workbook(io.BytesIO(laid([NARROW, *cells(rows(1))], 去年=[NARROW, *cells([row(5)])])))
    book["去年"].sheet_state = "hidden"
    judgement = import_rows(saved(book), dry_run=True)

    assert (judgement.rows, judgement.table.sheet.others) == (1, ["去年"])


def test_a_second_column_of_the_same_heading_is_told(import_rows):
    data = laid([[*NARROW, "姓名"], *([*line, "陈父"] for line in cells(rows(2)))])
    judgement = import_rows(data, dry_run=True)

    assert judgement.table.sheet.mapping.left_out("repeated") == ("姓名",)
    assert [entry.name for entry in judgement.new] == [name_of(0), name_of(1)]


@pytest.mark.parametrize(
    ("filename", "told"), [("名册.xls", True), ("名册.csv", True), ("名册.xlsx", False), ("名册", False)]
)
def test_a_wrong_extension_is_told_and_the_content_read(filename, told):
    sheet = read_sheet(workbook(rows(1)), filename=filename)

    assert bool(sheet.notes) is told
