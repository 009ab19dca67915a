"""Rosters in forms that nobody here has seen: every student is read, every fault is counted in its row, with its remedy."""

from decimal import Decimal

import pytest

from students.rosters.checking import read_file
from students.rosters.checks.places import Offers, ProgrammeKey
from students.rosters.judge import Judgement, judge
from students.rosters.known import Known
from students.rosters.limits import Unreadable
from students.rosters.sheets import error_workbook
from tests.students.rosters.nasty import NARROW, cells, laid
from tests.students.rosters.strange import (
    PLAIN,
    READABLE,
    blocks_with_their_class_above,
    class_in_the_title,
    classes_in_lines_between,
    opendocument,
    repacked,
    with_formula,
)
from tests.support.rosters import name_of, number_of, row, rows
from xueji.codes.gb11643 import check_character

OFFERS = Offers(
    (
        ProgrammeKey(1, "710201", "计算机应用", "计算机应用", Decimal(3)),
        ProgrammeKey(2, "730301", "会计事务", "会计事务", Decimal(3)),
    ),
    {(2026, "26计算机1班"): (1, 1)},
)
CLEAN = number_of(0)


def judged(data: bytes, filename: str = "") -> Judgement:
    """The dry run of a school that has one class and two programmes, without a register."""
    return judge(read_file(data, filename=filename), Known(offers=OFFERS))


@pytest.mark.parametrize("make", READABLE, ids=lambda make: make.__name__)
def test_a_strange_but_right_roster_is_read_whole(make):
    judgement = judged(make())

    assert [(problem.row, problem.heading, problem.value, problem.fault.code) for problem in judgement.errors] == []
    assert [entry.identity_number for entry in judgement.new] == [number_of(at) for at in range(3)]
    assert [entry.name for entry in judgement.new] == [name_of(at) for at in range(3)]


HEADINGS = {
    "身份证件号": "身份证号码 公民身份号码 证件号 居民身份证号（18位） 身份证\n号码 学生身份证件号码 身份证件编号 公民身份证号 "
    "身份证号/证件号 证件号码(身份证) 本人身份证号",
    "性别": "性别码 性　别 性别代码 性别(男/女)",
    "班级名称": "班别 行政班 所在班 班级（全称） 所属班级 录取班级 学生班级",
    "专业简称": "所学专业名称 专业名称(方向) 专业（方向） 所读专业 录取专业名称 专业名 专业或专业方向 专业全称",
    "入学年月": "入学时间(年月) 入校日期 入学时间（如202609） 入学年月日",
    "民族": "民族码 民族名称 民族成份 族别",
    "联系电话": "本人手机号码 学生电话号码 联系手机 学生本人手机号 手机号码（学生） 本人联系电话 学生联系方式",
    "姓名": "学生姓名* 姓　　名 新生姓名 中文姓名 姓名（与身份证一致）",
    "学制": "学制/年 学习年限(年) 修业年限",
}


@pytest.mark.parametrize(
    ("heading", "other"), [(own, each) for own, all_ in HEADINGS.items() for each in all_.split(" ")]
)
def test_a_heading_in_other_words_is_known(heading, other):
    headings = [other if text == heading else text for text in NARROW]

    judgement = judged(laid([headings, *cells(rows(1))]))

    assert (judgement.accepted, judgement.table.sheet.mapping.left) == (1, ())


def numbered(body: str) -> str:
    return body + check_character(body)


PERMITS = [
    ("港澳居民来往内地通行证", "H12345678", "6"),
    ("港澳居民来往内地通行证", "M12345678", "7"),
    ("回乡证", "M12345678", "7"),
    ("港澳通行证", "h12345678", "6"),
    ("港澳居民来往内地通行证（回乡证）", "H1234567801", "6"),
    ("台湾居民来往大陆通行证", "12345678", "8"),
    ("台胞证", "12345678", "8"),
    ("台湾通行证", "1234567801", "8"),
    ("外国人永久居留身份证", "USA110089042901", "9"),
    ("外国人永久居留证", "USA110089042901", "9"),
    ("护照", "E12345678", "A"),
    ("外国护照", "E12345678", "A"),
    ("Passport", "E12345678", "A"),
    ("港澳台居民居住证", numbered("81000020100302002"), "1"),
    ("港澳居民居住证", numbered("81000020100302002"), "1"),
    ("台湾居民居住证", numbered("83000020100302002"), "1"),
]
OF_A_PERMIT = [*NARROW, "身份证件类型", "性别", "出生日期"]


def with_permit(name: str, number: str):
    cell = {"身份证件类型": name, "身份证件号": number, "性别": "女", "出生日期": "20100302"}
    return judged(laid([OF_A_PERMIT, *cells([row(0, **cell)], OF_A_PERMIT)]))


@pytest.mark.parametrize(("name", "number", "code"), PERMITS)
def test_documents_of_those_from_elsewhere_are_known_by_their_usual_names(name, number, code):
    judgement = with_permit(name, number)

    assert [(problem.heading, problem.fault.code) for problem in judgement.errors] == []
    assert judgement.new[0].identity_type == code


@pytest.mark.parametrize(
    ("name", "number", "says"),
    [
        ("港澳居民来往内地通行证", "H123456789", "H 或 M 加 8 位数字"),
        ("台湾居民来往大陆通行证", "1234567", "8 位数字"),
        ("外国人永久居留身份证", "US110089042901", "9 开头的 18 位"),
        ("护照", "E1", "5 到 15 位"),
    ],
)
def test_a_number_that_is_none_of_its_document_is_told_the_right_form(name, number, says):
    [problem] = with_permit(name, number).errors

    assert (problem.heading, problem.fault.code) == ("身份证件号", "identity_document_form")
    assert says in problem.fault.message


@pytest.mark.parametrize("text", ["2031-01-01", "1010-01-01"])
def test_a_birth_date_that_cannot_be_is_told_where_no_number_says_it_better(text):
    cell = {"身份证件类型": "护照", "身份证件号": "E12345678", "性别": "女", "出生日期": text}

    judgement = judged(laid([OF_A_PERMIT, *cells([row(0, **cell)], OF_A_PERMIT)]))

    assert [problem.fault.code for problem in judgement.errors] == ["date_range"]


def test_failed_formulas_are_told_in_their_cells():
    def failed(name: str, data: bytes) -> tuple[str, bytes]:
        for cell in ("B3", "G4") if name.endswith("sheet1.xml") else ():
            data = with_formula(data, cell, 't="e"', "#N/A")
        return name, data

    judgement = judged(repacked(laid(PLAIN), failed))

    found = [(problem.row, problem.heading, problem.fault.code) for problem in judgement.errors]
    assert found == [(3, "性别", "formula_error"), (4, "入学年月", "formula_error")]


@pytest.mark.parametrize("value", ["NaN", "inf", "-inf", "1e309"])
def test_a_number_that_is_none_is_told_like_a_failed_formula(value):
    def changed(name: str, data: bytes) -> tuple[str, bytes]:
        return name, with_formula(data, "G3", "", value) if name.endswith("sheet1.xml") else data

    judgement = judged(repacked(laid(PLAIN), changed))

    found = [(problem.row, problem.heading, problem.fault.code) for problem in judgement.errors]
    assert found == [(3, "入学年月", "formula_error")]


def test_rows_that_end_before_the_headings_do_come_back_in_the_error_workbook():
    lines = [NARROW, *cells(rows(2)), [*PLAIN[3][:2]], [*PLAIN[2][:4]]]
    judgement = judged("\n".join(",".join(map(str, line)) for line in lines).encode(), "名册.csv")

    again = judged(error_workbook(judgement.table, judgement.errors), "错误行.xlsx")

    assert {problem.row for problem in judgement.errors} == {3, 4, 5}
    assert again.table.texts["name"] == [PLAIN[2][0], PLAIN[3][0], PLAIN[2][0]]


def test_two_tables_side_by_side_are_refused_before_one_is_lost():
    data = laid([[*NARROW, "", *NARROW], [*PLAIN[1], "", *PLAIN[2]], PLAIN[3]])

    with pytest.raises(Unreadable) as caught:
        judged(data)

    assert caught.value.code == "blocks_side_by_side"


@pytest.mark.parametrize("count", [2, 3])
def test_a_table_that_lies_across_is_told_so(count):
    with pytest.raises(Unreadable) as caught:
        judged(laid(list(zip(*PLAIN[: count + 1], strict=True))))

    assert caught.value.code == "table_lies_across"
    assert "转置" in str(caught.value.message)


def test_a_birth_date_in_three_columns_is_held_against_the_number():
    headings = [*NARROW, "出生年", "出生月", "出生日"]

    judgement = judged(laid([headings, [*PLAIN[1], 2010, 1, 2], [*PLAIN[2], "2010年", "一", 1]]))

    found = [(problem.row, problem.heading, problem.fault.code) for problem in judgement.errors]
    assert found == [(2, "出生日期", "birth_mismatch"), (3, "出生日期", "date_form")]


def test_rows_that_are_no_students_are_told_apart():
    notes = ["必填", "男/女", "身份证号码", "班", "专业", "几年制", "如202609", "族", "本人"]
    lines = [notes, *PLAIN[1:], ["合计", None, "3 人"], ["制表：陈老师"]]

    judgement = judged(laid([NARROW, *lines]))

    assert dict(judgement.table.sheet.passed_over) == {"notes": 1, "footer": 2}
    assert any("1 行填写说明或列号" in text for text in judgement.announcements())


def test_the_class_that_a_sheet_is_named_after_is_told():
    headings = [text for text in NARROW if text != "班级名称"]

    judgement = judged(laid([["无"]], 计算机7班=[headings, *cells(rows(2), headings)]))

    assert [entry.class_name for entry in judgement.new] == ["计算机7班"] * 2
    assert any("班级名称（计算机7班）" in text for text in judgement.announcements())


@pytest.mark.parametrize("make", [classes_in_lines_between, blocks_with_their_class_above])
def test_lines_between_the_students_name_their_classes(make):
    judgement = judged(make())

    assert [entry.class_name for entry in judgement.new] == ["26计算机1班", "26计算机1班", "26计算机2班"]
    assert {entry.programme.id for entry in judgement.new} == {1}
    assert any("班级名称（名单中间各行）" in text for text in judgement.announcements())


def test_the_class_in_the_title_is_found_behind_school_and_term():
    assert {entry.class_name for entry in judged(class_in_the_title()).new} == {"26计算机1班"}


def test_a_mothers_phone_without_her_name_is_one_fault():
    headings = [*NARROW, "母亲姓名", "母亲电话"]

    judgement = judged(laid([headings, [*PLAIN[1], None, "13900000002"]]))

    assert [(problem.heading, problem.fault.code) for problem in judgement.errors] == [
        ("母亲姓名", "member_incomplete")
    ]


def test_a_fathers_name_says_the_relation():
    headings = [*NARROW, "父亲姓名", "父亲电话", "母亲姓名"]

    judgement = judged(laid([headings, [*PLAIN[1], "陈远", "13900000001", None]]))

    profile = judgement.new[0].profile
    assert (profile["member1_name"], profile["member1_relation"]) == ("陈远", "父亲")
    assert "member2_relation" not in profile


ODS_BOMBS = [
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string"'
    ' table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell></table:table-row>',
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string">'
    "<text:p>x</text:p></table:table-cell></table:table-row>",
    '<table:table-row table:number-rows-repeated="999999"/><table:table-row><table:table-cell office:value-type="string">'
    "<text:p>x</text:p></table:table-cell></table:table-row>",
]


@pytest.mark.parametrize("more", ODS_BOMBS)
def test_an_open_document_that_repeats_without_end_is_refused(more):
    with pytest.raises(Unreadable) as caught:
        judged(opendocument(PLAIN, more))

    assert caught.value.code == "file_too_wide"


@pytest.mark.parametrize(
    ("make", "filename", "told"),
    [
        (lambda: laid(PLAIN), "名册.csv", True),
        (lambda: laid(PLAIN), "名册.xls", True),
        (lambda: laid(PLAIN), "名册.et", False),
        (lambda: "\n".join(",".join(map(str, line)) for line in PLAIN).encode("gb18030"), "名册.xlsx", True),
        (lambda: opendocument(PLAIN), "名册.xlsx", True),
        (lambda: opendocument(PLAIN), "名册.ods", False),
    ],
)
def test_the_content_decides_and_a_wrong_extension_is_told(make, filename, told):
    judgement = judged(make(), filename)

    assert judgement.accepted == 3
    assert any("已照内容读" in note for note in judgement.table.sheet.notes) is told


def wrong_rows(count, right=()):
    """Rows of which each has a wrong number, those at the positions named excepted."""
    return [NARROW, *cells([row(at) if at in right else row(at, 身份证件号="12345") for at in range(count)])]


def test_of_a_wholly_wrong_file_the_beginning_is_read_and_told(monkeypatch):
    monkeypatch.setattr("students.rosters.judge.FIRST_LOOK", 2)

    judgement = judged(laid(wrong_rows(12)))

    assert (judgement.rows, judgement.rejected, judgement.to_store()) == (2, 2, [])
    assert judgement.counts()["rows"] == 2
    assert judgement.announcements()[0].startswith("前 2 行每一行都有错，后面的 10 行没有再读")


@pytest.mark.parametrize("right", [0, 1])
def test_one_right_row_at_the_beginning_and_all_are_read(monkeypatch, right):
    monkeypatch.setattr("students.rosters.judge.FIRST_LOOK", 2)

    judgement = judged(laid(wrong_rows(12, right=(right,))))

    assert (judgement.rows, judgement.rejected) == (12, 11)
    assert not [text for text in judgement.announcements() if "没有再读" in text]
