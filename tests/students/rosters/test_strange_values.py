"""Values in forms that schools type and other systems export: tidied in silence, or told with what to do."""

from decimal import Decimal

import pytest

from students.rosters.checking import read_file
from students.rosters.checks.places import Offers, ProgrammeKey
from students.rosters.headings import column_of
from students.rosters.judge import judge
from students.rosters.known import Known
from tests.students.rosters.nasty import NARROW, cells, laid
from tests.students.rosters.test_strange import CLEAN, judged
from tests.support.rosters import row

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
    ("班级名称", "26计算机01班", "class_spelling"),
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


@pytest.mark.parametrize("text", ["2026年秋季", "2026秋", "Sep-26"])
def test_a_month_that_is_only_probable_is_offered(text):
    [problem] = judged(laid([NARROW, *cells([row(0, 入学年月=text)])])).errors

    assert (problem.fault.code, problem.fault.suggestion, problem.fault.certain) == ("month_form", "202609", False)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("13800000001/13800000002", "这一格有 2 个号码"),
        ("13800000001\n138-0000-0002", "这一格有 2 个号码"),
        ("13800000001（父）", "号码之外还有别的字"),
        ("电话：13800000001", "号码之外还有别的字"),
    ],
)
def test_of_several_numbers_or_of_words_beside_one_the_number_is_offered(text, says):
    [problem] = judged(laid([NARROW, *cells([row(0, 联系电话=text)])])).errors

    assert (problem.fault.code, problem.fault.message) == ("phone_form", says)
    assert (problem.fault.suggestion, problem.fault.certain) == ("13800000001", False)


@pytest.mark.parametrize("years", ["三年制", None])
def test_a_code_that_several_programmes_of_the_school_share_asks_for_the_short_name(years):
    of_one_code = [
        ProgrammeKey(at, "710201", "计算机应用", name, Decimal(3)) for at, name in ((1, "云平台运维"), (2, "平面设计"))
    ]
    data = laid([NARROW, *cells([row(0, 专业简称="710201", 学制=years)])])

    [problem] = [
        each for each in judge(read_file(data), Known(Offers(tuple(of_one_code)))).errors if each.field == "programme"
    ]

    assert problem.fault.code == "programme_unclear"
    assert "云平台运维、平面设计" in problem.fault.remedy


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("班级名称", "无", "required"),
        ("班级名称", "—", "required"),
        ("姓名", "NULL", "required"),
        ("姓名", "(空)", "required"),
        ("专业简称", "/", "required"),
        ("入学年月", "\u200b", "required"),
        ("联系电话", "暂无", "required"),
        ("身份证件号", "待补", "identity_empty"),
    ],
)
def test_a_placeholder_is_an_empty_cell_where_a_value_is_needed(column, value, code):
    judgement = judged(laid([NARROW, *cells([row(0, **{column: value})])]))

    assert [(problem.heading, problem.fault.code) for problem in judgement.errors] == [(column, code)]
    assert judgement.places.new_classes == {}


@pytest.mark.parametrize(
    ("column", "value"),
    [("出生日期", "-"), ("家庭电话", "无"), ("监护人姓名", "None"), ("成员2联系电话", "/"), ("家庭邮政编码", "未知"),
     ("成员2身份证件号", "无"), ("考试总分", "\\")],
)  # fmt: skip
def test_a_placeholder_is_an_empty_cell_where_none_is_needed(column, value):
    headings = [*NARROW, column]

    judgement = judged(laid([headings, *cells([row(0, **{column: value})], headings)]))

    assert judgement.errors == []
    assert judgement.table.texts[column_of(column).field] == [""]


def test_what_may_be_none_stays():
    headings = [*NARROW, "乘火车区间", "港澳台侨外"]

    judgement = judged(laid([headings, *cells([row(0, 乘火车区间="无", 港澳台侨外="无")], headings)]))

    assert judgement.errors == []
    assert judgement.new[0].profile["train_route"] == "无"
