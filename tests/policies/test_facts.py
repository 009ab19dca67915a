"""What is computed from facts before any rule speaks: terms, grades, ages."""

from datetime import date
from decimal import Decimal

import pytest

from tests.policies.builders import TERMS
from xueji.calendars.terms import TermSpan
from xueji.policies.facts import Period, Programme, Term, is_of_age, term_index, terms_completed


@pytest.mark.parametrize(
    "day, school_year, ordinal",
    [
        (date(2026, 3, 1), 2025, 2),  # winter holidays belong to the coming term
        (date(2026, 7, 5), 2025, 2),  # last day of term
        (date(2026, 7, 6), 2026, 1),  # summer holidays belong to the coming year
        (date(2026, 9, 1), 2026, 1),
        (date(2028, 2, 1), 2027, 2),  # beyond the known calendar: by month
        (date(2028, 8, 1), 2028, 1),
        (date(2029, 1, 15), 2028, 1),
    ],
)
def test_term_of_a_day(day, school_year, ordinal):
    assert term_index(day, TERMS) == school_year * 2 + ordinal - 1


@pytest.mark.parametrize(
    "programme, first_graduating_term",
    [
        (Programme(2024, Decimal(3)), 2026 * 2),
        (Programme(2024, Decimal(4)), 2027 * 2),
        (Programme(2024, Decimal("2.5")), 2025 * 2 + 1),
        (Programme(2024, Decimal(3), spring_entry=True), 2025 * 2 + 1),
        (Programme(2026, Decimal(1)), 2026 * 2),
    ],
)
def test_graduating_grade_is_the_last_two_terms(programme, first_graduating_term):
    assert programme.is_graduating(first_graduating_term)
    before = first_graduating_term - 1
    assert before < programme.first_index or not programme.is_graduating(before)


def test_a_term_counts_only_after_its_last_day():
    completed = [
        terms_completed(date(2025, 9, 1), (), TERMS, day, grace_days=14)
        for day in (date(2026, 1, 30), date(2026, 1, 31))
    ]
    assert completed == [0, 1]


def test_a_term_touched_by_leave_does_not_count():
    leave = Period(date(2026, 1, 30), date(2026, 2, 20))
    assert terms_completed(date(2025, 9, 1), [leave], TERMS, date(2026, 7, 6), grace_days=14) == 1


def test_a_leave_without_end_touches_every_later_term():
    leave = Period(date(2026, 3, 2))
    assert terms_completed(date(2025, 9, 1), [leave], TERMS, date(2027, 1, 23), grace_days=14) == 1


@pytest.mark.parametrize(
    "birth, on, on_birthday, expected",
    [
        (date(2008, 9, 7), date(2026, 9, 6), True, False),
        (date(2008, 9, 7), date(2026, 9, 7), True, True),
        (date(2008, 9, 7), date(2026, 9, 7), False, False),
        (date(2008, 9, 7), date(2026, 9, 8), False, True),
        (date(2008, 2, 29), date(2026, 2, 28), True, False),
        (date(2008, 2, 29), date(2026, 3, 1), True, True),
    ],
)
def test_full_age(birth, on, on_birthday, expected):
    assert is_of_age(birth, 18, on, on_birthday=on_birthday) is expected


def test_a_calendar_term_becomes_a_rule_term():
    span = TermSpan(date(2026, 9, 1), date(2027, 1, 22), "2026-2027", 1, 20, planned=True)
    assert Term.of(span) == Term(date(2026, 9, 1), date(2027, 1, 22), 2026, 1, planned=True)
