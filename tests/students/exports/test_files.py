"""What stands in the files: the national layout that is read again, formulas, masks, encodings, sheets."""

import io

import openpyxl
import pytest

from students.exports import books
from students.exports.books import Plan, write_book
from students.exports.sources import base
from students.exports.texts import csv_bytes
from students.models import Profile, SchoolClass, Student
from tests.students.exports.conftest import WHOLE, book, content, lines, table
from tests.support.rosters import number_of, row, rows
from tests.support.world import make_student
from xueji.organizations.scope import unfenced

NATIONAL = {"layout": "2019", **WHOLE}


def set_profile(student: Student, **data: str) -> None:
    with unfenced(reason="a test fills in"):
        Profile.objects.update_or_create(student=student, school=student.school, defaults={"data": data})


@pytest.mark.parametrize("form", ["xlsx", "csv", "csv_gb18030"])
def test_importing_an_exported_file_changes_nothing(form, import_rows, made, world):
    family = {"成员1身份证件类型": "居民身份证", "成员1身份证件号": number_of(9000), "成员1民族": "畲族"}
    import_rows(
        [*rows(3), row(3, 姓名拼音=None, 民族="回", 户口所在地区县以下详细地址="A&B <1> 号", 备注="x", **family)]
    )
    make_student(world, "zj_school_a", name="陈语桐", cohort=2026)

    judgement = import_rows(content(made("students", form=form, **NATIONAL)), dry_run=True)

    assert [(problem.heading, problem.fault.code) for problem in judgement.errors] == []
    assert (judgement.new, judgement.changed) == ([], [])
    assert len(judgement.same) == judgement.rows >= 5


def test_a_class_named_in_full_width_is_the_same_class_when_read_again(import_rows, made):
    import_rows(rows(1))
    with unfenced(reason="a test renames"):
        SchoolClass.objects.filter(students__isnull=False).update(name="26计算机1（升学）")

    judgement = import_rows(content(made("students", **NATIONAL)), dry_run=True)

    assert [(problem.heading, problem.fault.code) for problem in judgement.errors] == []
    assert (judgement.new, judgement.changed) == ([], [])


def test_the_national_layout_gives_everybody_the_pinyin_that_it_asks_for(import_rows, made):
    import_rows(rows(2))
    with unfenced(reason="a test takes the pinyin away"):
        for profile in Profile.objects.all():
            profile.data.pop("name_pinyin", None)
            profile.save()

    export = made("students", **NATIONAL)

    assert all(row["姓名拼音"].isascii() and " " in row["姓名拼音"] for row in table(export))
    judgement = import_rows(content(export), dry_run=True)
    assert (judgement.new, judgement.changed, judgement.errors) == ([], [], [])


@pytest.mark.parametrize("layout", ["2018", "2010"])
def test_older_layouts_are_read_again_and_change_nothing(layout, import_rows, made):
    import_rows(rows(3))
    with unfenced(reason="a test counts"):
        present = Student.objects.filter(school_number__startswith="2026").count()

    judgement = import_rows(content(made("students", layout=layout, **WHOLE)), dry_run=True)

    assert present >= 3
    assert (judgement.new, judgement.changed) == ([], [])


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_list_of_every_column_is_read_again_and_changes_nothing(form, import_rows, made, world):
    """The code of a major stands beside the programme there, and the register's own columns that no roster has."""
    import_rows(rows(3))
    with world.scope("zj_school_a.registrar").enter() as scope:
        columns = [column.key for column in base.get("students").columns(scope)]

    judgement = import_rows(content(made("students", form=form, columns=columns, **WHOLE)), dry_run=True)

    assert [(problem.heading, problem.fault.code) for problem in judgement.errors] == []
    assert (judgement.new, judgement.changed, len(judgement.same)) == ([], [], judgement.rows)


FORMULAS = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x","y")']


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_looks_like_a_formula_is_text(text, form, import_rows, made, world):
    import_rows(rows(1))
    with unfenced(reason="a test looks"):
        student = Student.objects.get(school_number="2026010000")
        data = student.profile.data
    set_profile(student, **{**data, "household_address": text})
    export = made("students", form=form, columns=["name", "profile.household_address"], **WHOLE)

    if form == "xlsx":
        [cell] = [
            cells[1] for cells in book(export).worksheets[0].iter_rows(min_row=4) if cells[0].value == student.name
        ]
        assert cell.data_type != "f"
        found = str(cell.value)
    else:
        [found] = [line[1] for line in lines(export) if line[0] == student.name]
    assert found[0] not in "=+-@\t\r"
    assert found.removeprefix("'").strip() == text.strip()


def test_a_formula_in_a_field_is_the_same_after_a_round_trip(import_rows, made):
    import_rows([row(0, 户口所在地区县以下详细地址="=1+1 号", 所属派出所="-某所")])

    judgement = import_rows(content(made("students", **NATIONAL)), dry_run=True)

    assert (judgement.new, judgement.changed, judgement.errors) == ([], [], [])


def test_numbers_are_text_and_masked_unless_asked_for(import_rows, made):
    import_rows(rows(1))
    columns = ["name", "number", "identity"]

    masked, whole = made("students", columns=columns), made("students", columns=columns, **WHOLE)

    [shown] = [each for each in table(masked) if each["身份证件号"].endswith(number_of(0)[-4:])]
    assert "**********" in shown["身份证件号"] and "**********" in shown["学籍号"]
    assert number_of(0).encode() not in content(masked)
    assert number_of(0) in {each["身份证件号"] for each in table(whole)}
    cells = [cell for cells in book(whole).worksheets[0].iter_rows(min_row=4) for cell in cells if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert {cell.number_format for cell in cells} == {"@"}


def test_a_masked_template_masks_the_family_too(import_rows, made):
    import_rows([row(0, 成员1身份证件类型="居民身份证", 成员1身份证件号=number_of(9000))])
    purpose = {"purpose": "check", "words": "校内核对"}

    found = table(made("students", layout="2019", **purpose))

    assert {each["成员1身份证件号"] for each in found} - {""} == {
        f"{number_of(9000)[:4]}**********{number_of(9000)[-4:]}"
    }


def test_the_national_layout_has_text_cells_and_a_drop_down_for_every_pick_list(import_rows, made):
    import_rows(rows(1))
    found = book(made("students", **NATIONAL))
    sheet, lists = found.worksheets[0], found["选项"]
    headings = [cell.value for cell in sheet[3]]

    assert (len(headings), lists.sheet_state) == (73, "hidden")
    assert {cell.number_format for cells in sheet.iter_rows(min_row=4) for cell in cells if cell.value} == {"@"}
    offered = {}
    for check in sheet.data_validations.dataValidation:
        column = next(iter(check.sqref.ranges)).min_col
        offered[headings[column - 1]] = {cell.value for cell in list(lists.columns)[column - 1] if cell.value}
        assert check.formula1.startswith("'选项'!$")
    assert offered["性别"] >= {"男", "女"} and offered["户口性质"] == {"农业户口", "非农业户口"}
    assert set(offered) >= {
        "学生类别",
        "学习形式",
        "入学方式",
        "就读方式",
        "港澳台侨外",
        "健康状况",
        "招生对象",
        "学制",
    }
    for cells in sheet.iter_rows(min_row=4):
        for heading, cell in zip(headings, cells, strict=True):
            assert not cell.value or heading not in offered or cell.value in offered[heading], heading


def test_the_sheet_says_who_when_and_what_for(made, world):
    export = made("students", **WHOLE)
    found = book(export)
    trace = found.worksheets[0].cell(2, 1).value
    cover = {cells[0].value: cells[1].value for cells in found["导出说明"].iter_rows(min_row=3)}

    assert world.user("zj_school_a.registrar").name in trace and "回填全国系统" in trace and str(export.pk) in trace
    assert cover["用途"] == "向全国系统补录、回填：回填全国系统"
    assert cover["号码"] == "完整"
    assert cover["状态"] == "全部在册"


def test_a_text_table_has_a_mark_or_is_gb18030(made):
    assert content(made("students", form="csv")).startswith("﻿学号".encode())
    assert lines(made("students", form="csv_gb18030"), "gb18030")[0][:2] == ["学号", "姓名"]


def plan(most_rows: int) -> Plan:
    def prepare(made, sheet) -> int:
        sheet.set_column(0, 1, 10, made.add_format({"num_format": "@"}))
        sheet.write_string(0, 0, "标题")
        return 1

    return Plan("表", 2, prepare, lambda made: made.add_worksheet("说明"), most_rows)


@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (2, [2]), (3, [3]), (4, [3, 1]), (6, [3, 3]), (7, [3, 3, 1])])
def test_what_one_sheet_does_not_hold_goes_on_the_next(count, sizes):
    out = io.BytesIO()
    written = write_book(out, plan(3), iter([[str(at), "x"] for at in range(count)]), count)
    found = openpyxl.load_workbook(io.BytesIO(out.getvalue()))

    assert written == count
    assert [sheet.max_row - 1 for sheet in found.worksheets[:-1]] == sizes
    assert found.worksheets[-1].title == "说明"


@pytest.mark.parametrize("width", [1, 15, 73, 200])
def test_a_sheet_never_holds_more_than_it_can(width):
    most = Plan("表", width, lambda made, sheet: 1, lambda made: None).rows_of_a_sheet

    assert most + 3 <= books.MOST_ROWS
    assert most * width <= books.MOST_CELLS


@pytest.mark.parametrize("text", ["a&b", "<t>", " x ", "一\n二", "\ufffe", "\x01y", "𬭚", "'a", ""])
def test_any_text_comes_back_from_a_workbook(text):
    out = io.BytesIO()
    write_book(out, plan(3), iter([["0", text]]), 1)
    found = openpyxl.load_workbook(io.BytesIO(out.getvalue())).worksheets[0].cell(2, 2).value

    assert (found or "") == text.replace("\ufffe", "").replace("\x01", "")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_text_table_begins_as_a_formula(text):
    assert csv_bytes([["a", text]], "utf-8").decode().split(",", 1)[1].lstrip('"')[0] == "'"
