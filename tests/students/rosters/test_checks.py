"""Faults as a table: what stands in a cell, and what the import says of it."""

from datetime import date, datetime

import pytest

from students.rosters.judge import Judgement
from tests.support.rosters import number_of, row

CLEAN = number_of(0)

FAULTS = [
    # column, value, code
    ("身份证件号", CLEAN[:-1] + ("X" if CLEAN[-1] != "X" else "1"), "identity_checksum"),
    ("身份证件号", "1.23E+17", "identity_excel_scientific"),
    ("身份证件号", 3.398012010010100e17, "identity_excel_scientific"),
    ("身份证件号", "3398012010010", "identity_length"),
    ("身份证件号", "33980120100101O00X", "identity_characters"),
    ("身份证件号", None, "identity_empty"),
    ("身份证件号", "990101201001010017", "identity_checksum"),
    ("身份证件号", "110105194912310021", "identity_checksum"),
    ("姓名", None, "required"),
    ("姓名", "陈1桐", "name_characters"),
    ("姓名", "陈□桐", "name_lost_character"),
    ("姓名", "陈" * 37, "name_length"),
    ("民族", "汗族", "choice_unknown"),
    ("民族", None, "required"),
    ("政治面貌", "少先队", "choice_unknown"),
    ("户口性质", "城市居民", "choice_unknown"),
    ("学制", "三年半年", "choice_unknown"),
    ("入学年月", "2026-13", "month_form"),
    ("入学年月", 2026.1, "month_form"),
    ("入学年月", None, "required"),
    ("入学年月", "209909", "month_range"),
    ("户口所在地行政区划码", "999999", "division_unknown"),
    ("户口所在地行政区划码", "3301", "division_form"),
    ("户口所在地行政区划码", "西湖区", "division_name"),
    ("户口所在地行政区划码", "浙江省杭州市西湖区云汀镇", "division_address"),
    ("联系电话", "1.38E+10", "excel_scientific"),
    ("联系电话", "1380000000", "phone_form"),
    ("联系电话", "13800000000、13800000001", "phone_form"),
    ("学号", "2026 第1号", "code_form"),
    ("学号", "2" * 21, "too_long"),
    ("专业简称", "电脑应用", "programme_unknown"),
    ("专业简称", "星际航行", "programme_unknown"),
    ("学制", "五年制", "length_unknown"),
    ("班级名称", "26级计算机一班", "class_spelling"),
    ("班级名称", None, "required"),
    ("出生日期", "20100230", "date_form"),
    ("出生日期", "2031-01-01", "birth_mismatch"),
    ("出生日期", "20100714", "birth_mismatch"),
    ("性别", "男" if int(CLEAN[16]) % 2 == 0 else "女", "sex_mismatch"),
    ("成员1联系电话", None, "member_incomplete"),
    ("成员1关系", "表叔公", "choice_unknown"),
    ("成员2职务", "工人", "member_incomplete"),
    ("考试总分", "优秀", "score_form"),
    ("家庭邮政编码", "3100000", "too_long"),
]


@pytest.mark.parametrize(("column", "value", "code"), FAULTS)
def test_a_fault_is_named_with_its_column(found, column, value, code):
    assert code in {each for _column, each in found(row(**{column: value}))}


def test_the_clean_row_has_no_fault(found):
    assert found(row()) == []


TIDIED = [
    ("姓名", "谭 清和", "name", "谭清和"),
    ("姓名", "买买提•吐尔逊", "name", "买买提·吐尔逊"),
    ("姓名", "𠮷田㐂", "name", "𠮷田㐂"),
    ("身份证件号", f" {CLEAN} ", "identity_number", CLEAN),
    ("身份证件号", "".join(chr(ord(c) + 0xFEE0) for c in CLEAN), "identity_number", CLEAN),
    ("民族", "汉", "ethnic", "汉族"),
    ("民族", "僳僳族", "ethnic", "傈僳族"),
    ("性别", "1-男" if int(CLEAN[16]) % 2 else "2-女", "sex", "1" if int(CLEAN[16]) % 2 else "2"),
    ("班级名称", "26计算机１班", "class_name", "26计算机1班"),
    ("户口所在地行政区划码", "330106 ", "household_code", "330106"),
    ("户口所在地行政区划码", 330106.0, "household_code", "330106"),
    ("户口所在地行政区划码", "浙江省杭州市西湖区", "household_code", "330106"),
    ("联系电话", 13800000000.0, "phone", "13800000000"),
    ("联系电话", "+86 138-0000-0000", "phone", "13800000000"),
    ("入学年月", "2026年9月", "entry_month", "202609"),
    ("入学年月", datetime(2026, 9, 1), "entry_month", "202609"),
    ("入学年月", "2026/09", "entry_month", "202609"),
    ("入学年月", "20260901", "entry_month", "202609"),
    ("出生日期", "2010年1月1日", "birth_date", date(2010, 1, 1)),
    ("出生日期", "2010.1.1", "birth_date", date(2010, 1, 1)),
    ("出生日期", 40179.0, "birth_date", date(2010, 1, 1)),
    ("出生日期", datetime(2010, 1, 1), "birth_date", date(2010, 1, 1)),
    ("出生日期", None, "birth_date", date(2010, 1, 1)),
    ("身份证件类型", "户口薄", "identity_type", "B"),
    ("学制", "3", "study_length", "三年制"),
    ("联招合作类型", "跨省联合办学", "joint_type", "跨省联合办学"),
]


@pytest.mark.parametrize(("column", "value", "field", "expected"), TIDIED)
def test_pure_tidying_is_silent(import_rows, column, value, field, expected):
    judgement = import_rows([row(**{column: value})], dry_run=True)

    assert judgement.table.values[field][0] == expected
    assert not [problem for problem in judgement.errors if problem.heading == column]


TOGETHER = [
    ({"招生方式": "统一招生"}, {"准考证号", "考生号", "考试总分"}),
    ({"招生方式": "统一招生", "准考证号": "1", "考生号": "2", "考试总分": "512.5"}, set()),
    ({"联招合作类型": "城乡联合办学"}, {"联招合作办学形式", "联招合作学校代码"}),
    ({"成员2姓名": "林苒"}, {"成员2关系", "成员2是否监护人", "成员2联系电话"}),
    ({"成员1姓名": None, "成员1关系": None, "成员1是否监护人": None, "成员1联系电话": None}, set()),
]


@pytest.mark.parametrize(("changes", "columns"), TOGETHER)
def test_columns_that_belong_together(found, changes, columns):
    assert {column for column, _code in found(row(**changes))} == columns


SUGGESTED = [
    ("出生日期", "20100714", "20100101", True),
    ("专业简称", "计算机运用", "计算机应用", False),
    ("班级名称", "26级计算机一班", "26计算机1班", True),
    ("户口所在地行政区划码", "浙江省杭州市西湖区云汀镇", "330106", False),
]


@pytest.mark.parametrize(("column", "value", "suggestion", "certain"), SUGGESTED)
def test_a_change_of_meaning_is_only_offered(import_rows, column, value, suggestion, certain):
    judgement = import_rows([row(**{column: value})], dry_run=True)

    assert [(p.fault.suggestion, p.fault.certain) for p in judgement.errors] == [(suggestion, certain)]


def codes(judgement: Judgement) -> list[tuple[int, str]]:
    return [(problem.row, problem.fault.code) for problem in judgement.errors]


def test_two_rows_with_one_identity_number_name_each_other(import_rows):
    judgement = import_rows([row(0), row(1), row(0, 姓名="陈语彤", 学号="X1")], dry_run=True)

    assert codes(judgement) == [(4, "repeated_in_file"), (6, "repeated_in_file")]
    assert "第 6 行" in judgement.errors[0].fault.message


def test_a_row_copied_whole_is_rejected_once(import_rows):
    assert codes(import_rows([row(0), row(0)], dry_run=True)) == [(5, "repeated_in_file")]


def test_one_school_number_for_two_students(import_rows):
    judgement = import_rows([row(0, 学号="A1"), row(1, 学号="A1")], dry_run=True)

    assert codes(judgement) == [(4, "school_number_repeated"), (5, "school_number_repeated")]


def test_one_new_class_for_two_programmes(import_rows):
    judgement = import_rows([row(0, 班级名称="26新班"), row(1, 班级名称="26新班", 专业简称="会计事务")], dry_run=True)

    assert codes(judgement) == [(5, "class_of_other_programme")]


def test_a_new_class_and_a_catalogue_programme_are_announced(import_rows):
    judgement = import_rows([row(班级名称="26会计1班", 专业简称="会计事务")], dry_run=True)

    assert judgement.errors == []
    assert [text.split("：")[0] for text in judgement.announcements()] == ["提交时新建专业", "提交时新建 1 个班"]


def test_messages_say_what_and_what_to_do(import_rows):
    judgement = import_rows([row(入学年月="2026-13")], dry_run=True)
    problem = judgement.errors[0]

    assert (problem.row, problem.heading, problem.value) == (4, "入学年月", "2026-13")
    assert (problem.fault.message, problem.fault.remedy) == ("格式应为 YYYYMM", "填 6 位数字，如 202609")


def test_a_number_in_doubt_suggests_nothing(import_rows):
    other = "女" if int(CLEAN[16]) % 2 else "男"
    judgement = import_rows([row(性别=other, 出生日期="20100204")], dry_run=True)

    assert [(p.heading, p.fault.suggestion, p.fault.certain) for p in judgement.errors] == [
        ("性别", None, False),
        ("出生日期", None, False),
    ]
