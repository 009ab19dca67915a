"""Working days by the State Council's calendar, and what is said about a year that is not published."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xueji import calendars
from xueji.calendars.reading import read_notice
from xueji.calendars.working_days import CalendarNotPublished, DueDate, WorkingCalendar

SEED = Path(calendars.__file__).parent / "data" / "chinese_days_2004_2026.json"
YEARS = range(2004, 2027)


def _working_days():
    data = SEED.read_bytes()
    for year in YEARS:
        notice, problems = read_notice(data, year)
        assert problems == []
        yield from notice.working_days()


CALENDAR = WorkingCalendar.from_days(_working_days(), YEARS)
PUBLISHED = st.dates(date(2005, 1, 1), date(2026, 9, 30))
ANY_DAY = st.dates(date(2026, 1, 1), date(2027, 12, 31))
BUDGET = st.integers(1, 60)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ],
)
def test_a_make_up_workday_is_worked(day):
    assert CALENDAR.is_working(day)


@pytest.mark.parametrize("day", [date(2026, 1, 2), date(2026, 2, 16), date(2026, 9, 25), date(2026, 10, 7)])
def test_a_day_off_is_not_worked(day):
    assert not CALENDAR.is_working(day)


def test_2026_has_248_working_days():
    assert CALENDAR.elapsed(date(2025, 12, 31), date(2026, 12, 31)) == 248


def test_the_tenth_working_day_across_national_day():
    # 28, 29, 30 September; 8, 9, 10 (make-up), 12, 13, 14, 15 October.
    assert CALENDAR.add(date(2026, 9, 24), 10) == DueDate(date(2026, 10, 15))


def test_a_make_up_sunday_counts_as_the_first_day():
    assert CALENDAR.add(date(2026, 9, 19), 1) == DueDate(date(2026, 9, 20))


@pytest.mark.parametrize(
    ("received", "tenth"),
    [
        # National Day with the Mid-autumn Festival, and what is worked for it.
        (date(2024, 9, 27), date(2024, 10, 16)),  # worked: Sunday 29 September, Saturday 12 October
        (date(2025, 9, 24), date(2025, 10, 14)),  # worked: Sunday 28 September, Saturday 11 October
        (date(2026, 9, 24), date(2026, 10, 15)),  # worked: Saturday 10 October
        (date(2026, 9, 18), date(2026, 10, 9)),  # worked: Sunday 20 September
        # The Spring Festival.
        (date(2024, 2, 2), date(2024, 2, 21)),  # worked: Sundays 4 and 18 February
        (date(2025, 1, 23), date(2025, 2, 12)),  # worked: Sunday 26 January, Saturday 8 February
        (date(2026, 2, 12), date(2026, 3, 4)),  # worked: Saturdays 14 and 28 February
        # Labour Day.
        (date(2026, 4, 30), date(2026, 5, 18)),  # worked: Saturday 9 May
        # Received on a rest day: counted from the next working day on, like on the Friday before.
        (date(2026, 9, 26), date(2026, 10, 15)),
        # Over the turn of the year.
        (date(2024, 12, 25), date(2025, 1, 9)),
        (date(2025, 12, 24), date(2026, 1, 8)),  # worked: Sunday 4 January
    ],
)
def test_the_tenth_working_day_of_real_years(received, tenth):
    assert CALENDAR.add(received, 10) == DueDate(tenth)


@pytest.mark.parametrize(
    ("received", "budget", "due", "provisional"),
    [
        (date(2026, 12, 17), 10, date(2026, 12, 31), False),
        (date(2026, 12, 18), 10, date(2027, 1, 4), True),
        (date(2026, 12, 31), 10, date(2027, 1, 15), True),
    ],
)
def test_a_year_end_into_the_unpublished_calendar(received, budget, due, provisional):
    counted = CALENDAR.add(received, budget)

    assert (counted.day, counted.provisional) == (due, provisional)


def test_the_last_working_day_of_the_last_published_year_is_certain():
    assert CALENDAR.add(date(2026, 12, 30), 1) == DueDate(date(2026, 12, 31))


def test_a_count_into_an_unpublished_year_is_provisional():
    # 1 January 2027 is a holiday by law; 2 and 3 are a weekend.
    assert CALENDAR.add(date(2026, 12, 31), 1) == DueDate(date(2027, 1, 4), provisional=True)


def test_an_estimate_leaves_out_fixed_holidays():
    estimated = CALENDAR.add(date(2027, 9, 30), 1)

    assert estimated.day == date(2027, 10, 4)


def test_an_estimate_names_the_movable_holidays_on_its_way():
    assert CALENDAR.add(date(2026, 12, 25), 30).unaccounted == ("春节",)


def test_a_strict_count_refuses_an_unpublished_year():
    with pytest.raises(CalendarNotPublished, match="2027"):
        CALENDAR.add(date(2026, 12, 25), 30, strict=True)


def test_a_strict_question_refuses_an_unpublished_day():
    with pytest.raises(CalendarNotPublished):
        CALENDAR.is_working(date(2027, 3, 1), strict=True)


def test_a_year_before_the_first_is_estimated_too():
    assert CALENDAR.add(date(2003, 12, 29), 1).provisional


@pytest.mark.parametrize("number", [0, -1])
def test_at_least_one_day_is_counted(number):
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.add(date(2026, 9, 7), number)


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 9, 11), 6),
        (date(2026, 9, 12), 5),
        (date(2026, 9, 17), 2),
        (date(2026, 9, 18), 1),
        (date(2026, 9, 19), 0),
        (date(2026, 9, 20), -1),
        (date(2026, 9, 21), -2),
        (date(2026, 9, 27), -5),
        (date(2026, 10, 7), -8),
        (date(2026, 10, 8), -9),
    ],
)
def test_what_is_left_until_friday_18_september(today, left):
    assert CALENDAR.remaining(today, date(2026, 9, 18)) == left


def test_nothing_has_passed_before_the_start():
    assert CALENDAR.elapsed(date(2026, 9, 18), date(2026, 9, 1)) == 0


@pytest.mark.parametrize(("year", "published"), [(2003, False), (2004, True), (2026, True), (2027, False)])
def test_published_years_are_known(year, published):
    assert CALENDAR.is_published(year) is published


def test_without_any_year_everything_is_provisional():
    assert WorkingCalendar.from_days([], []).add(date(2026, 9, 7), 1).provisional


@given(PUBLISHED, BUDGET)
def test_a_due_date_is_a_working_day_after_the_start(day, budget):
    due = CALENDAR.add(day, budget)

    assert due.day > day
    assert CALENDAR.is_working(due.day)


@given(ANY_DAY, BUDGET)
def test_adding_then_counting_gives_the_number_back(day, budget):
    assert CALENDAR.elapsed(day, CALENDAR.add(day, budget).day) == budget


@given(ANY_DAY, BUDGET)
def test_one_more_day_falls_later(day, budget):
    assert CALENDAR.add(day, budget + 1).day > CALENDAR.add(day, budget).day


@given(ANY_DAY, st.integers(0, 30), BUDGET)
def test_a_later_start_never_falls_earlier(day, shift, budget):
    assert CALENDAR.add(day + timedelta(days=shift), budget).day >= CALENDAR.add(day, budget).day


@given(ANY_DAY, BUDGET, st.integers(1, 59))
def test_adding_in_two_parts_is_adding_at_once(day, first, second):
    halfway = CALENDAR.add(day, first).day

    assert CALENDAR.add(halfway, second).day == CALENDAR.add(day, first + second).day


@given(ANY_DAY, BUDGET)
def test_what_is_left_falls_by_one_each_working_day(day, budget):
    due = CALENDAR.add(day, budget).day
    tomorrow = day + timedelta(days=1)

    falls_by = 1 if CALENDAR.is_working(day) else 0
    assert CALENDAR.remaining(day, due) - CALENDAR.remaining(tomorrow, due) == falls_by


@given(PUBLISHED, BUDGET)
def test_a_step_opened_today_has_its_whole_budget_tomorrow(day, budget):
    due = CALENDAR.add(day, budget).day

    assert CALENDAR.remaining(day + timedelta(days=1), due) == budget


@given(ANY_DAY, BUDGET)
def test_late_days_are_counted_from_the_first_working_day_after(day, budget):
    late = CALENDAR.add(day, budget).day

    assert CALENDAR.remaining(late, day) == -budget


@given(ANY_DAY, BUDGET)
def test_going_back_undoes_adding(day, budget):
    if CALENDAR.is_working(day):
        assert CALENDAR.back(CALENDAR.add(day, budget).day, budget) == day


@given(ANY_DAY, BUDGET)
def test_so_many_days_before_at_most_so_many_are_left(day, budget):
    reminded = CALENDAR.back(day, budget)

    assert CALENDAR.elapsed(reminded, day) <= budget
    assert CALENDAR.elapsed(reminded - timedelta(days=1), day) == CALENDAR.elapsed(reminded, day) + 1


@given(ANY_DAY, st.integers(0, 400), st.integers(0, 400))
def test_what_has_passed_adds_up(day, first, second):
    halfway = day + timedelta(days=first)
    end = halfway + timedelta(days=second)

    assert CALENDAR.elapsed(day, halfway) + CALENDAR.elapsed(halfway, end) == CALENDAR.elapsed(day, end)


@given(ANY_DAY, ANY_DAY, ANY_DAY)
def test_more_never_passes_sooner(start, first, second):
    earlier, later = sorted((first, second))

    assert CALENDAR.elapsed(start, earlier) <= CALENDAR.elapsed(start, later)
    assert CALENDAR.remaining(earlier, start) >= CALENDAR.remaining(later, start)


@given(PUBLISHED, BUDGET)
def test_inside_published_years_nothing_is_provisional(day, budget):
    assert CALENDAR.add(day, budget) == CALENDAR.add(day, budget, strict=True)
