"""A notice of holidays as it is entered: festival by festival, day by day, from a file."""

from datetime import date

import pytest

from xueji.calendars.notice import Festival, Notice, festivals
from xueji.calendars.reading import read_notice
from xueji.errors import Invalid

SPRING = [date(2027, 2, day) for day in range(5, 13)]
EMPTY = Notice(2027)


def spring(**changes):
    given = {"name": "春节", "first": SPRING[0], "last": SPRING[-1], "worked": [date(2027, 1, 30), date(2027, 2, 20)]}
    return EMPTY.with_festival(**given | changes)


def test_before_the_notice_the_fixed_holidays_are_expected():
    assert [day.isoformat() for day in Notice.expected(2027).holidays] == [
        "2027-01-01", "2027-05-01", "2027-05-02", "2027-10-01", "2027-10-02", "2027-10-03",
    ]  # fmt: skip


def test_a_festival_is_entered_as_it_is_announced():
    notice = spring()

    assert (list(notice.holidays), list(notice.workdays)) == (SPRING, [date(2027, 1, 30), date(2027, 2, 20)])


def test_a_festival_entered_again_replaces_itself():
    notice = spring().with_festival("春节", SPRING[0], SPRING[1], [])

    assert (list(notice.holidays), notice.workdays) == (SPRING[:2], {})


def test_festivals_are_read_back_in_the_order_of_the_year():
    notice = spring().with_festival("元旦", date(2027, 1, 1), date(2027, 1, 3), [])

    assert festivals(notice) == [
        Festival("元旦", [(date(2027, 1, 1), date(2027, 1, 3))], []),
        Festival("春节", [(SPRING[0], SPRING[-1])], [date(2027, 1, 30), date(2027, 2, 20)]),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last": date(2027, 2, 1)}, "last"),
        ({"last": date(2027, 2, 28)}, "last"),
        ({"worked": [date(2027, 2, 1)]}, "worked"),
        ({"worked": [date(2027, 2, 6)]}, "worked"),
        ({"first": date(2026, 12, 31), "last": date(2027, 1, 2)}, "first"),
    ],
)
def test_a_festival_that_does_not_fit_is_refused(changes, field):
    with pytest.raises(Invalid) as refused:
        spring(**changes)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("day", "was", "becomes"),
    [
        (date(2027, 3, 1), True, False),  # Monday
        (date(2027, 3, 6), False, True),  # Saturday
    ],
)
def test_a_day_is_turned_there_and_back(day, was, becomes):
    turned = EMPTY.with_day(day, "")

    assert (EMPTY.is_working(day), turned.is_working(day), turned.with_day(day, "").is_working(day)) == (
        was,
        becomes,
        was,
    )


def test_a_notice_is_kept_and_read_back():
    assert Notice.from_dict(2027, spring().as_dict()) == spring()


def read(text, year=2027):
    notice, problems = read_notice(text.encode(), year)
    return notice, [str(problem) for problem in problems]


def test_a_table_is_read():
    notice, problems = read(
        "日期,类别,说明\n2027-01-01,休,元旦\n2027/1/2,休,元旦\n2027-01-30,班,春节\n".replace("/1/2", "-01-02")
    )

    assert (notice.holidays, notice.workdays, problems) == (
        {date(2027, 1, 1): "元旦", date(2027, 1, 2): "元旦"},
        {date(2027, 1, 30): "春节"},
        [],
    )


def test_a_table_saved_by_a_chinese_spreadsheet_is_read():
    notice, problems = read_notice("日期,类别,说明\n2027-01-01,休,元旦\n".encode("gb18030"), 2027)

    assert (notice.holidays, problems) == ({date(2027, 1, 1): "元旦"}, [])


def test_the_json_of_many_years_is_read_for_one():
    text = '{"holidays": {"2026-01-01": "x,元旦,1", "2027-01-01": "New Year,元旦,1"}, "workdays": {}}'

    notice, problems = read(text)

    assert (notice.holidays, problems) == ({date(2027, 1, 1): "元旦"}, [])


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("2027-01-01,休,元旦\n2027-13-01,休,元旦", ["第 2 行：“2027-13-01”不是日期，应写成 2027-01-01 的形式。"]),
        ("2027-01-01,休,元旦\n2027-01-01,休,元旦", ["第 2 行：2027-01-01 出现了两次。"]),
        ("2027-01-01,休,元旦\n2026-01-02,休,元旦", ["第 2 行：2026-01-02 不在 2027 年。"]),
        ("2027-01-01,休,元旦\n2027-02-01,班,春节", ["第 2 行：2027-02-01 不是周末，不能作调休上班日。"]),
        ("2027-01-01,半天,元旦", ["第 1 行：类别应是“休”或“班”。"]),
        ("2027-01-30,班,春节", ["没有放假日期。请照国务院办公厅的通知录入。"]),
        ("", ["文件里没有 2027 年的放假安排。"]),
        ('{"days": []}', ["JSON 里没有 holidays。请用 chinese-days 的格式。"]),
        ('{"holidays":\n oops}', ["第 2 行：不是有效的 JSON，第 2 列起读不懂。"]),
        ('{"holidays": {"2026-01-01": "元旦"}}', ["文件里没有 2027 年的放假安排。"]),
        ('{"holidays": {"2027-01-01": "元旦"},\n"workdays": {"2027-02-01": "春节"}}',
         ["第 2 行：2027-02-01 不是周末，不能作调休上班日。"]),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_said_by_its_row(text, problems):
    assert read(text)[1] == problems


def test_a_file_that_is_no_text_is_refused():
    assert [str(problem) for problem in read_notice(b"\xff\xfe\x00\x81", 2027)[1]] == [
        "文件不是文本。请用 CSV 或 JSON 文件。"
    ]
