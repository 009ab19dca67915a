"""Rosters in forms that nobody here has seen: every student is read, every fault is counted in its row, with its remedy."""

from decimal import Decimal

import pytest

from students.rosters.checking import read_file
from students.rosters.checks.places import Offers, ProgrammeKey
from students.rosters.judge import Judgement, judge
from students.rosters.known import Known
from students.rosters.limits import Unreadable
from tests.students.rosters.nasty import NARROW, cells, laid
from tests.students.rosters.strange import (
    PLAIN,
    READABLE,
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
    "专业简称": "专业名称(方向) 专业（方向） 所读专业 录取专业名称 专业名 专业或专业方向 专业全称",
    "入学年月": "入学时间(年月) 入校日期 入学时间（如202609） 入学年月日",
    "民族": "民族码 民族名称 民族成份 族别",
    "联系电话": "联系手机 学生本人手机号 手机号码（学生） 本人联系电话 学生联系方式",
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


RIGHT = [
    ("姓名", "阿卜杜拉﹒麦麦提", "name", "阿卜杜拉·麦麦提"),
    ("姓名", "⼭⼝", "name", "山口"),
    ("性别", "02", "sex", "2"),
    ("性别", "（女）", "sex", "2"),
    ("性别", "F", "sex", "2"),
    ("性别", "女性", "sex", "2"),
    ("民族", "01汉族", "ethnic", "汉族"),
    ("民族", "汉族（01）", "ethnic", "汉族"),
    ("民族", "1-汉族", "ethnic", "汉族"),
    ("入学年月", "2026.09", "entry_month", "202609"),
    ("入学年月", "2026.9", "entry_month", "202609"),
    ("入学年月", "2026 9", "entry_month", "202609"),
    ("入学年月", 2026.9, "entry_month", "202609"),
    ("入学年月", "2026.10", "entry_month", "202610"),
    ("入学年月", "二〇二六年十月", "entry_month", "202610"),
    ("入学年月", "二零二六年九月份", "entry_month", "202609"),
    ("入学年月", "2026年十二月", "entry_month", "202612"),
    ("入学年月", "Sep-2026", "entry_month", "202609"),
    ("身份证件号", f"{CLEAN}。", "identity_number", CLEAN),
    ("户口所在地", "贵州省黔东南州凯里市", "household_code", "522601"),
    ("户口所在地", "湖北恩施州", "household_code", "422800"),
    ("户口所在地", "浙江省丽水市景宁县", "household_code", "331127"),
    ("联系电话", "(0571)88888888", "phone", "0571-88888888"),
    ("联系电话", "139.1000.0001", "phone", "13910000001"),
    ("学制", "三", "study_length", "三年制"),
    ("政治面貌", "共青团", "political_status", "共青团员"),
    ("就读方式", "通校生", "attendance_mode", "走读"),
    ("年级", "26级", "cohort", "2026"),
    ("班级名称", "26 计算机 1 班", "class_name", "26 计算机 1 班"),
    ("户口所在地", "北京海淀", "household_code", "110108"),
    ("户口所在地", "新疆乌鲁木齐天山", "household_code", "650102"),
    ("户口所在地", "浙江省杭州市下城区", "household_code", "330103"),
    ("户口所在地", "义乌", "household_code", "330782"),
]


@pytest.mark.parametrize(("column", "value", "field", "expected"), RIGHT)
def test_another_form_of_a_value_is_tidied(column, value, field, expected):
    headings = list(dict.fromkeys([*NARROW, column]))

    judgement = judged(laid([headings, *cells([row(0, **{column: value})], headings)]))

    assert [(problem.heading, problem.fault.code) for problem in judgement.errors] == []
    assert judgement.table.values[field] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "2010.01.01.",
        "2010 1 1",
        "2010\\1\\1",
        "2010年1月1日星期五",
        "2010-01-01T00:00:00",
        "2010/01/01 0:00",
        "'2010-1-1",
        "二〇一〇年一月一日",
        "二○一○年1月1号",
        "公元2010年1月1日",
        "1-Jan-2010",
        "January 1, 2010",
        "1st Jan 2010",
        "2010，1，1",
        "2010、1、1",
        "2010_01_01",
        "40179",
    ],
)
def test_a_birth_date_in_another_form_is_read(text):
    headings = [*NARROW, "出生日期"]

    assert judged(laid([headings, *cells([row(0, 出生日期=text)], headings)])).errors == []


@pytest.mark.parametrize(
    "text", ["计算机应用专业", "计算机应用（三年）", "计算机应用(710201)", "710201计算机应用", "[710201]计算机应用"]
)
def test_a_programme_with_its_code_or_length_beside_it_is_known(text):
    assert judged(laid([NARROW, *cells([row(0, 专业简称=text)])])).new[0].programme.id == 1


WRONG = [
    ("姓名", "谭清和（女）", "name_remark"),
    ("身份证件号", int(CLEAN[:15]), "identity_cut"),
    ("身份证件号", CLEAN[:15], "identity_cut"),
    ("身份证件号", "1.1E+17", "identity_excel_scientific"),
    ("身份证件号", "#N/A", "formula_error"),
    ("出生年月", "201002", "birth_mismatch"),
    ("出生年月", "2010年1月2日", "birth_mismatch"),
    ("入学年月", 2026.1, "month_form"),
    ("入学年月", 20269, "month_range"),
    ("班级名称", "2026级计算机1班", "class_spelling"),
    ("户口所在地", "西湖区", "division_name"),
    ("户口所在地", "浙江省杭州市西溪区", "division_form"),
    ("户口所在地", "浙江省杭州市西湖区文三路 1 号", "division_address"),
    ("家庭邮政编码", "31000", "postcode_form"),
    ("联系电话", "00000000000", "phone_form"),
    ("联系电话", "13800001", "phone_form"),
    ("出生日期", "2099-01-01", "birth_mismatch"),
    ("出生日期", "农历二〇一〇年一月一日", "date_form"),
    ("出生日期", "二〇一〇年十三月一日", "date_form"),
    ("出生日期", "1/1/2010", "date_form"),
    ("出生日期", "2010-01-01T16:00:00.000Z", "date_form"),
    ("身份证件类型", "身份证名", "choice_unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value", "code"), WRONG)
def test_a_fault_is_counted_once_and_says_what_to_do(column, value, code):
    headings = list(dict.fromkeys([*NARROW, column]))

    judgement = judged(laid([headings, *cells([row(0, **{column: value})], headings)]))

    assert [(problem.row, problem.heading, problem.fault.code) for problem in judgement.errors] == [(2, column, code)]
    assert judgement.errors[0].fault.message and judgement.errors[0].fault.remedy


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


def test_two_tables_side_by_side_are_refused_before_one_is_lost():
    data = laid([[*NARROW, "", *NARROW], [*PLAIN[1], "", *PLAIN[2]], PLAIN[3]])

    with pytest.raises(Unreadable) as caught:
        judged(data)

    assert caught.value.code == "blocks_side_by_side"


def test_rows_that_are_no_students_are_told_apart():
    notes = ["必填", "男/女", "身份证号码", "班", "专业", "几年制", "如202609", "族", "本人"]
    lines = [notes, *PLAIN[1:], ["合计", None, "3 人"], ["制表：陈老师"]]

    judgement = judged(laid([NARROW, *lines]))

    assert dict(judgement.table.sheet.passed_over) == {"notes": 1, "footer": 2}
    assert any("1 行填写说明或列号" in text for text in judgement.announcements())


def test_the_class_that_a_sheet_is_named_after_is_told():
    headings = [text for text in NARROW if text != "班级名称"]

    judgement = judged(laid([["无"]], 计算机1班=[headings, *cells(rows(2), headings)]))

    assert [entry.class_name for entry in judgement.new] == ["计算机1班"] * 2
    assert any("班级名称（计算机1班）" in text for text in judgement.announcements())


def test_lines_between_the_students_name_their_classes():
    judgement = judged(classes_in_lines_between())

    assert [entry.class_name for entry in judgement.new] == ["26计算机1班", "26计算机1班", "26计算机2班"]
    assert {entry.programme.id for entry in judgement.new} == {1}
    assert any("班级名称（名单中间各行）" in text for text in judgement.announcements())


def test_the_class_in_the_title_is_found_behind_school_and_term():
    assert {entry.class_name for entry in judged(class_in_the_title()).new} == {"26计算机1班"}


@pytest.mark.parametrize("text", ["2026年秋季", "2026秋", "Sep-26"])
def test_a_month_that_is_only_probable_is_offered(text):
    [problem] = judged(laid([NARROW, *cells([row(0, 入学年月=text)])])).errors

    assert (problem.fault.code, problem.fault.suggestion, problem.fault.certain) == ("month_form", "202609", False)


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
