"""School years, terms and weeks."""

from datetime import date

import pytest

from xueji.calendars.terms import (
    TermSpan,
    last_term,
    next_term,
    school_year_of,
    school_year_span,
    term_on,
    week_of,
)

AUTUMN = TermSpan(date(2026, 9, 1), date(2027, 1, 22), "2026-2027", 1, 20)
SPRING = TermSpan(date(2027, 2, 22), date(2027, 7, 2), "2026-2027", 2, 18, planned=True)
TERMS = [SPRING, AUTUMN]


@pytest.mark.parametrize(
    ("day", "school_year"),
    [(date(2026, 8, 31), "2025-2026"), (date(2026, 9, 1), "2026-2027"), (date(2027, 2, 1), "2026-2027")],
)
def test_a_school_year_begins_on_the_first_of_september(day, school_year):
    assert school_year_of(day) == school_year


def test_a_school_year_ends_on_the_last_of_august():
    assert school_year_span("2026-2027") == (date(2026, 9, 1), date(2027, 8, 31))


@pytest.mark.parametrize("text", ["2026", "2026-2028", "26-27", "", "2026/2027"])
def test_a_school_year_has_one_form(text):
    with pytest.raises(ValueError, match="2026-2027"):
        school_year_span(text)


@pytest.mark.parametrize(
    ("day", "term"),
    [
        (date(2026, 9, 1), AUTUMN),
        (date(2027, 1, 22), AUTUMN),
        (date(2027, 1, 23), None),
        (date(2027, 2, 22), SPRING),
        (date(2027, 8, 1), None),
    ],
)
def test_a_day_lies_in_a_term_or_in_a_vacation(day, term):
    assert term_on(TERMS, day) == term


@pytest.mark.parametrize(
    ("day", "term"), [(date(2026, 8, 1), AUTUMN), (date(2026, 9, 1), SPRING), (date(2027, 2, 22), None)]
)
def test_the_next_term_begins_after_the_day(day, term):
    assert next_term(TERMS, day) == term


@pytest.mark.parametrize(
    ("day", "term"), [(date(2026, 8, 1), None), (date(2027, 2, 1), AUTUMN), (date(2027, 8, 1), SPRING)]
)
def test_in_a_vacation_the_last_term_is_the_one_that_ended(day, term):
    assert last_term(TERMS, day) == term


@pytest.mark.parametrize(
    ("day", "week"),
    [(date(2026, 9, 1), 1), (date(2026, 9, 6), 1), (date(2026, 9, 7), 2), (date(2026, 8, 31), None)],
)
def test_school_weeks_begin_on_monday(day, week):
    assert week_of(AUTUMN, day) == week
