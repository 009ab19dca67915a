"""Other people's workbooks: columns in any order, three generations of headings, one or three rows above them."""

import csv
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from students.models import Profile, Student
from students.rosters.columns import TEMPLATE
from students.rosters.headings import column_of, read_headings
from students.rosters.limits import Unreadable
from students.rosters.sheets import template_workbook
from students.rosters.workbook import read_sheet
from tests.support.rosters import HEADINGS, name_of, number_of, row, workbook

DATA = Path("students/rosters/data")


def headings_of(name: str) -> list[str]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


@pytest.mark.parametrize(
    ("name", "known", "not_kept"),
    [
        ("national_2019_73_columns.csv", 73, 0),
        ("national_2018_48_columns.csv", 48, 0),
        ("national_2010_45_columns.csv", 39, 6),
        ("national_2009_36_columns.csv", 31, 5),
    ],
)
def test_every_heading_of_a_generation_is_known(name, known, not_kept):
    mapping = read_headings(headings_of(name), 1)

    assert (len(mapping.columns), len(mapping.left_out("not_kept")), mapping.unknown) == (known, not_kept, ())


def test_our_template_is_the_one_of_2019():
    assert headings_of("national_2019_73_columns.csv") == [column.heading for column in TEMPLATE]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("入学年月\n(例：201802)", "entry_month"),
        (" * 姓　名 ", "name"),
        ("姓名（必填）", "name"),
        ("身份证号码", "identity_number"),
        ("ＱＱ号", None),
        ("成员１联系电话", "member1_phone"),
        ("国籍／地区", "nationality"),
        ("毕业学校（初中）", "graduated_from"),
    ],
)
def test_headings_are_read_tolerantly(heading, field):
    column = column_of(heading)

    assert (column.field if column else None) == field


@pytest.mark.parametrize("above", [(), (("标题",),), (("标题",), ("红色必填",)), (("一",), (), ("二",), ("三",))])
def test_headings_stand_anywhere_in_the_first_rows(import_rows, above):
    judgement = import_rows([row()], above=above, dry_run=True)

    assert (judgement.accepted, judgement.table.sheet.numbers) == (1, [len(above) + 2])


def test_columns_in_any_order_give_the_same_student(import_rows, world):
    import_rows([row()], headings=list(reversed(HEADINGS)))

    with world.scope("zj_school_a.registrar").enter():
        student = Student.objects.get(name=name_of(0))
        profile = Profile.objects.get(student=student).data
    assert (student.school_number, student.ethnic_code, student.cohort) == ("2026010000", "01", 2026)
    assert (profile["phone"], profile["member1_relation"]) == ("13910000000", "父亲")


def test_the_48_columns_of_2018_with_their_own_heading(import_rows):
    headings = [
        "入学年月" if text.startswith("入学年月") else text for text in headings_of("national_2018_48_columns.csv")
    ]
    judgement = import_rows(
        [row(**{"毕业学校（初中）": "云汀初中"})], headings=headings, labels={"入学年月": "入学年月(例：201802)"}
    )

    assert (judgement.accepted, judgement.errors) == (1, [])


def test_the_45_columns_of_2010(import_rows):
    content = {
        "身份证号": number_of(0), "姓名": name_of(0), "性别": row()["性别"], "民族": "汉", "年级": "2026级",
        "入学年月": "2026-09", "招生类型": "应届初中毕业生", "修读专业": "计算机应用", "学制": "3年", "班级": "26计算机2班",
        "联招合作类型": "非联合办学", "户籍所在省": "浙江", "户籍所在市": "杭州", "户籍所在区县": "西湖区", "详细地址": "云汀镇",
        "户籍性质": "农业", "是否低保": "否", "家长(监护人)姓名": "陈远", "家长(监护人)电话": "13900000001",
    }  # fmt: skip
    judgement = import_rows([content], headings=headings_of("national_2010_45_columns.csv"), above=())

    assert [(p.heading, p.fault.code, p.value) for p in judgement.errors] == []
    assert judgement.new[0].school_number.startswith("2026")


def test_a_narrow_sheet_gets_what_it_lacks_named_once(import_rows):
    narrow = ["姓名", "身份证件号", "班级名称", "专业简称", "入学年月", "家长微信"]
    judgement = import_rows([row()], headings=narrow, dry_run=True)

    assert (judgement.accepted, judgement.errors) == (1, [])
    assert judgement.table.sheet.mapping.unknown == ("家长微信",)
    assert len(judgement.announcements()) == 1


def test_missing_columns_are_named(import_rows):
    with pytest.raises(Unreadable) as caught:
        import_rows([row()], headings=["姓名", "性别", "身份证件号", "民族"], dry_run=True)

    assert caught.value.code == "columns_missing"
    assert "班级名称、专业简称、入学年月" in str(caught.value.message)


def test_the_first_sheet_with_headings_is_read(import_rows):
    judgement = import_rows([row()], sheets=("说明", "名册"), dry_run=True)

    assert (judgement.table.sheet.name, judgement.table.sheet.others) == ("名册", ["说明"])


def test_our_template_can_be_imported():
    with pytest.raises(Unreadable) as caught:
        read_sheet(template_workbook())

    assert caught.value.code == "rows_missing"


def test_headings_in_the_template_stand_in_the_third_row():
    sheet = openpyxl.load_workbook(BytesIO(template_workbook())).worksheets[0]

    assert [cell.value for cell in sheet[3]] == HEADINGS
    assert {cell.number_format for cell in sheet[3]} == {"@"}


def test_a_workbook_of_an_empty_list_is_refused():
    with pytest.raises(Unreadable):
        read_sheet(workbook([]))
