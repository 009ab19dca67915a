"""What comes from other systems: every right row is taken, every planted fault is told in its row and column, and nothing is
made in silence that the school has already under another spelling."""

from decimal import Decimal

import pytest

from students.rosters.checking import read_file
from students.rosters.checks.classes import core
from students.rosters.checks.places import Offers, ProgrammeKey
from students.rosters.headings import column_of, read_headings
from students.rosters.judge import Judgement, judge
from students.rosters.known import Known
from students.rosters.limits import Unreadable
from tests.students.rosters.foreign import (
    READABLE,
    STUDENTS,
    code_of_the_major_beside_its_name,
    english_names_before_the_chinese_ones,
    filters_groups_and_frozen_panes,
    text_with_quoted_cells,
)
from tests.students.rosters.markup import page, xml_table
from tests.students.rosters.nasty import NARROW, cells, laid
from tests.students.rosters.strange import PLAIN, opendocument
from tests.students.rosters.test_strange import OFFERS, judged
from tests.support.rosters import name_of, number_of, row, rows

COMPUTING, ACCOUNTING = OFFERS.programmes


@pytest.mark.parametrize("make", READABLE, ids=lambda make: make.__name__)
def test_a_right_roster_of_another_system_is_read_whole(make):
    judgement = judged(make())

    assert [(problem.row, problem.heading, problem.value, problem.fault.code) for problem in judgement.errors] == []
    assert [entry.identity_number for entry in judgement.new] == [number_of(at) for at in range(3)]
    assert [entry.name for entry in judgement.new] == [name_of(at) for at in range(3)]
    assert {entry.programme.id for entry in judgement.new} == {COMPUTING.id}


PLANTED = [
    ("姓名", "陈3", "name_characters"),
    ("姓名", "陈*桐", "name_characters"),
    ("姓名", "陈语桐 13910000001", "name_characters"),
    ("性别", "男孩", "choice_unknown"),
    ("身份证件号", "339801-20100101-0004", "identity_characters"),
    ("身份证件号", "身份证339801201001010004", "identity_characters"),
    ("身份证件号", "339801201001010e1", "identity_characters"),
    ("身份证件号", "3.39801E+17", "identity_excel_scientific"),
    ("身份证件号", f"{number_of(0)} {number_of(1)}", "identity_length"),
    ("班级名称", "计算机1班", "class_spelling"),
    ("班级名称", "#REF!", "formula_error"),
    ("专业简称", "090100", "programme_old_code"),
    ("专业简称", "会计电算化", "programme_unknown"),
    ("专业简称", "9999", "programme_unknown"),
    ("学制", "6年半", "choice_unknown"),
    ("入学年月", "26.9", "month_form"),
    ("入学年月", "2026", "month_form"),
    ("入学年月", "202613", "month_form"),
    ("民族", "57", "choice_unknown"),
    ("民族", "汉人", "choice_unknown"),
    ("联系电话", "1391000000", "phone_form"),
]
FORMS = {"workbook": laid, "page": page, "xml": xml_table, "open document": opendocument}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_planted_fault_is_told_in_its_row_and_column_and_no_other(form):
    """Right and wrong rows in turn; each wrong one has one fault."""
    wrong = [row(20 + at, **{heading: value}) for at, (heading, value, _code) in enumerate(PLANTED)]
    lines = [line for pair in zip(rows(len(PLANTED), start=200), wrong, strict=True) for line in pair]

    judgement = judged(form([NARROW, *cells(lines)]))

    expected = [(2 * at + 3, heading, code) for at, (heading, _value, code) in enumerate(PLANTED)]
    assert [(problem.row, problem.heading, problem.fault.code) for problem in judgement.errors] == expected
    assert (judgement.accepted, judgement.rejected) == (len(PLANTED), len(PLANTED))
    assert all(problem.fault.message and problem.fault.remedy for problem in judgement.errors)


@pytest.mark.parametrize(
    "spelled",
    ["计算机1班", "计算机（1）班", "26级计算机1班", "2026级计算机01班", "计算机2601", "计算机一班", "高一计算机1班",
     "一年级计算机1班", "1班", "1", "01班"],
)  # fmt: skip
def test_a_class_that_the_school_has_under_another_spelling_is_proposed_and_not_made_anew(spelled):
    judgement = judged(laid([NARROW, *cells([row(0, 班级名称=spelled)])]))

    [problem] = judgement.errors
    assert (problem.fault.code, problem.fault.suggestion, problem.fault.certain) == (
        "class_spelling", "26计算机1班", True,
    )  # fmt: skip
    assert judgement.places.new_classes == {}


@pytest.mark.parametrize("spelled", ["计算机2班", "26计算机11班", "电商1班", "2班", "计算机1201", "26计算机"])
def test_a_class_of_another_number_or_name_is_a_new_one(spelled):
    judgement = judged(laid([NARROW, *cells([row(0, 班级名称=spelled)])]))

    assert (judgement.errors, list(judgement.places.new_classes)) == ([], [(2026, spelled)])


def test_the_number_alone_means_a_class_of_the_same_programme_only():
    judgement = judged(laid([NARROW, *cells([row(0, 班级名称="1班", 专业简称="会计事务")])]))

    assert (judgement.errors, list(judgement.places.new_classes)) == ([], [(2026, "1班")])


def test_the_number_alone_is_taken_as_it_stands_where_two_classes_have_it():
    offers = Offers(OFFERS.programmes, {(2026, "26计算机1班"): (1, 1), (2026, "26网络1班"): (2, 1)})

    judgement = judge(read_file(laid([NARROW, *cells([row(0, 班级名称="1班")])])), Known(offers=offers))

    assert (judgement.errors, list(judgement.places.new_classes)) == ([], [(2026, "1班")])


def test_a_new_class_in_two_spellings_of_one_file_is_one_class():
    lines = [row(0, 班级名称="26软件3班"), row(1, 班级名称="软件3班"), row(2, 班级名称="26软件3班")]

    judgement = judged(laid([NARROW, *cells(lines)]))

    [problem] = judgement.errors
    assert (problem.row, problem.fault.code, problem.fault.suggestion, problem.fault.certain) == (
        3, "class_spelling", "26软件3班", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "cohort", "expected"),
    [("26", 2026, "26"), ("2026级", 2026, "26"), ("26计算机1班", 2025, "26计算机1"), ("高三计算机2班", 2024, "计算机2"),
     ("2601计算机", 2026, "1计算机"), ("一年级（3）班", 2026, "3")],
)  # fmt: skip
def test_what_a_class_name_comes_to(name, cohort, expected):
    assert core(name, cohort) == expected


WITHOUT = [text for text in NARROW if text != "专业简称"]


def without_programmes(*lines, offers=OFFERS) -> Judgement:
    return judge(read_file(laid([WITHOUT, *cells(lines, WITHOUT)])), Known(offers=offers))


def test_without_a_column_of_programmes_the_class_tells():
    judgement = without_programmes(row(0), row(1))

    assert [entry.programme for entry in judgement.new] == [COMPUTING, COMPUTING]
    assert any("照班级" in text for text in judgement.announcements())
    assert not any("专业简称" in text for text in judgement.announcements())


def test_a_class_that_is_not_known_cannot_tell_its_programme():
    [problem] = without_programmes(row(0, 班级名称="26网络1班")).errors

    assert (problem.heading, problem.fault.code) == ("班级名称", "programme_untold")


def test_a_class_spelled_otherwise_is_proposed_there_too():
    [problem] = without_programmes(row(0, 班级名称="计算机1班")).errors

    assert (problem.heading, problem.fault.code, problem.fault.suggestion) == (
        "班级名称", "class_spelling", "26计算机1班",
    )  # fmt: skip


def test_a_length_of_study_that_the_classs_programme_does_not_have_is_told():
    [problem] = without_programmes(row(0, 学制="四年制")).errors

    assert (problem.heading, problem.fault.code) == ("学制", "length_unknown")


def test_an_empty_programme_among_others_is_a_gap_and_what_the_class_says_is_offered():
    [problem] = judged(laid([NARROW, *cells([row(0), row(1, 专业简称=None)])])).errors

    assert (problem.row, problem.fault.code, problem.fault.suggestion, problem.fault.certain) == (
        3, "required", "计算机应用", True,
    )  # fmt: skip


def test_a_sheet_without_programmes_is_left_alone_where_another_has_them():
    data = laid([NARROW, *cells(rows(1))], 住宿=[WITHOUT, *cells(rows(1), WITHOUT)])

    judgement = judged(data)

    assert (judgement.errors, judgement.table.sheet.others) == ([], ["住宿"])


def test_without_classes_nothing_tells_the_programme():
    headings = [text for text in WITHOUT if text != "班级名称"]

    with pytest.raises(Unreadable) as caught:
        judged(laid([headings, *cells(rows(1), headings)]))

    assert caught.value.code == "columns_missing"
    assert "班级名称、专业简称" in str(caught.value.message)


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [("720201", "720201", "护理"), ("护理", "720201", "护理"), ("护理（100100）", "720201", "护理"),
     ("护理专业", "720201", "护理")],
)  # fmt: skip
def test_a_new_programme_gets_the_catalogues_name_however_it_is_written(text, code, name):
    judgement = judged(laid([NARROW, *cells([row(0, 专业简称=text, 班级名称="26护理1班")])]))

    assert judgement.errors == []
    assert judgement.new[0].programme == ProgrammeKey(None, code, name, name, Decimal(3))


def test_a_column_that_says_the_same_less_well_is_named_as_not_read():
    beside = judged(code_of_the_major_beside_its_name()).table.sheet.mapping
    latin = judged(english_names_before_the_chinese_ones()).table.sheet.mapping

    assert beside.left_out("not_kept") == ("专业代码",)
    assert latin.left_out("not_kept") == ("Name",)


@pytest.mark.parametrize(
    "heading", ["班级注册情况", "学号填写人", "专业填报志愿", "班级应到人数", "入学请假", "Nationality", "ID"]
)
def test_a_heading_that_only_begins_like_a_known_one_is_not_taken_for_it(heading):
    assert column_of(heading) is None


def test_headings_in_another_language_keep_what_was_said_about_the_unknown_ones():
    mapping = read_headings(["姓名", "住址備註"], 1, {"住址备注": "home_address"})

    assert mapping.fields == {"name", "home_address"}


def test_the_row_of_a_text_table_is_told_as_a_spreadsheet_counts_it():
    data = text_with_quoted_cells().replace(STUDENTS[1][8].encode(), b"139")

    [problem] = judged(data).errors

    assert (problem.row, problem.heading) == (3, "联系电话")


def test_a_line_drawn_between_students_is_nobody():
    judgement = judged(laid([NARROW, PLAIN[1], ["—"] * 9, ["…", "-", "/"], PLAIN[2]]))

    assert (judgement.rows, judgement.accepted) == (2, 2)


@pytest.mark.parametrize("text", ["同上", "〃", "同前", '"'])
def test_a_ditto_is_never_a_value_and_the_one_above_is_offered(text):
    lines = [row(0), row(1, 班级名称=text), row(2, 班级名称=text), row(3, 专业简称=text)]

    judgement = judged(laid([NARROW, *cells(lines)]))

    assert [(each.row, each.heading, each.fault.code, each.fault.suggestion) for each in judgement.errors] == [
        (3, "班级名称", "ditto", "26计算机1班"),
        (4, "班级名称", "ditto", "26计算机1班"),
        (5, "专业简称", "ditto", "计算机应用"),
    ]
    assert judgement.places.new_classes == {}


def test_a_ditto_for_a_name_is_told_and_nothing_offered():
    [problem] = judged(laid([NARROW, *cells([row(0), row(1, 姓名="同上")])])).errors

    assert (problem.row, problem.fault.code, problem.fault.suggestion) == (3, "ditto", None)


@pytest.mark.parametrize(
    ("name", "hinted"), [("陈xx", True), ("陈语桐A", True), ("Chen Yutong", False), ("陈语桐", False)]
)
def test_letters_among_ideographs_of_a_name_are_worth_a_look(name, hinted):
    judgement = judged(laid([NARROW, *cells([row(0, 姓名=name)])]))

    assert judgement.errors == []
    assert [problem.fault.code for problem in judgement.hints] == ["name_letters"] * hinted


def test_hidden_rows_are_read_and_that_is_told():
    shown, hiding = judged(laid(PLAIN)), judged(filters_groups_and_frozen_panes())

    assert not any("隐藏" in text for text in shown.announcements())
    assert any("1 行是隐藏的" in text for text in hiding.announcements())
