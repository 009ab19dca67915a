"""Transfer at its boundaries in both regulations: one term less a day, the graduating grade by length and season of entry,
two weeks to the day, the opening day, one and a half years exactly, and schools outside the register."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.policies.builders import ALL_PAPERS, GENERAL_HIGH, beijing, outcome, student, zhejiang
from xueji.policies.facts import Programme
from xueji.policies.vocabulary import Evidence, Initiator

TWO, THREE, FOUR = Decimal(2), Decimal(3), Decimal(4)


def zj(concern, facts):
    return outcome("zhejiang_2015", "transfer", concern, facts)


def bj(concern, facts):
    return outcome("beijing_2020", "transfer", concern, facts)


@pytest.mark.parametrize(
    "submitted, expected",
    [
        (date(2027, 1, 22), "exception"),  # the last day of the first term: one term less a day
        (date(2027, 1, 23), "allowed"),  # the day after: one term
    ],
)
def test_zhejiang_one_term_to_the_day(submitted, expected):
    facts = zhejiang(requested_on=submitted, student=student(entered_on=date(2026, 9, 1)))
    assert zj("transfer_one_term", facts) == expected


@pytest.mark.parametrize("submitted, expected", [(date(2027, 1, 22), "forbidden"), (date(2027, 1, 23), "allowed")])
def test_beijing_one_term_to_the_day(submitted, expected):
    facts = beijing(requested_on=submitted, effective_on=date(2027, 3, 1), student=student(entered_on=date(2026, 9, 1)))
    assert bj("transfer_one_term", facts) == expected


GRADES = [
    # length, cohort, entered in spring, the transfer takes effect in the autumn of 2026
    (TWO, 2026, False, "allowed"),
    (TWO, 2025, False, "forbidden"),
    (THREE, 2025, False, "allowed"),
    (THREE, 2024, False, "forbidden"),
    (FOUR, 2024, False, "allowed"),
    (FOUR, 2023, False, "forbidden"),
    # Who entered in the spring of 2025 is half a year ahead: the last year begins in the spring of 2027.
    (THREE, 2025, True, "allowed"),
    (THREE, 2024, True, "forbidden"),
    (TWO, 2025, True, "forbidden"),
]


@pytest.mark.parametrize("years, cohort, spring, expected", GRADES)
def test_beijing_graduating_grade_by_length_and_season(years, cohort, spring, expected):
    entered = date(cohort, 3, 1) if spring else date(cohort, 9, 1)
    facts = beijing(student=student(entered_on=entered, programme=Programme(cohort, years, spring)))
    assert bj("transfer_graduating", facts) == expected


def test_beijing_the_summer_before_the_last_year_counts_as_the_last_year():
    facts = beijing(requested_on=date(2026, 7, 6), student=student(programme=Programme(2024, THREE)))
    assert bj("transfer_graduating", facts) == "forbidden"


@pytest.mark.parametrize(
    "submitted, expected",
    [(date(2026, 8, 31), "allowed"), (date(2026, 9, 1), "forbidden"), (date(2026, 9, 2), "forbidden")],
)
def test_beijing_opening_day_is_no_longer_before_opening(submitted, expected):
    assert bj("transfer_window", beijing(requested_on=submitted)) == expected


@pytest.mark.parametrize(
    "submitted, expected",
    [(date(2026, 9, 1), "allowed"), (date(2026, 9, 14), "allowed"), (date(2026, 9, 15), "forbidden")],
)
def test_zhejiang_two_weeks_to_the_day(submitted, expected):
    assert zj("transfer_window", zhejiang(requested_on=submitted)) == expected


STUDY_TIME = [
    # cohort, length, day of effect, terms left
    (2025, THREE, date(2026, 9, 1), "allowed"),  # four
    (2025, THREE, date(2027, 3, 1), "allowed"),  # three: one and a half years exactly
    (2024, THREE, date(2026, 9, 1), "forbidden"),  # two
    (2024, FOUR, date(2027, 3, 1), "allowed"),  # three
    (2026, TWO, date(2027, 3, 1), "allowed"),  # three
    (2025, TWO, date(2026, 9, 1), "forbidden"),  # two
]


@pytest.mark.parametrize("cohort, years, effective, expected", STUDY_TIME)
@pytest.mark.parametrize("says, facts", [(zj, zhejiang), (bj, beijing)])
def test_general_high_one_and_a_half_years(says, facts, cohort, years, effective, expected):
    made = facts(
        from_school=GENERAL_HIGH,
        destination=Programme(cohort, years),
        requested_on=date(2026, 8, 20) if effective.year == 2026 else date(2027, 2, 20),
        effective_on=effective,
    )
    assert says("transfer_general_high_study_time", made) == expected


@pytest.mark.parametrize("papers, expected", [(ALL_PAPERS, "allowed"), (frozenset(), "evidence")])
@pytest.mark.parametrize("says, facts", [(zj, zhejiang), (bj, beijing)])
def test_who_comes_from_outside_shows_the_status_on_paper(says, facts, papers, expected):
    assert says("transfer_outside_status", facts(from_outside=True, evidence=papers)) == expected


def test_who_is_in_the_register_shows_no_such_paper():
    assert (
        zj("transfer_outside_status", zhejiang(evidence=ALL_PAPERS - {Evidence.OUTSIDE_STATUS_PROOF.value})) == "silent"
    )


@pytest.mark.parametrize(
    "says, facts",
    [
        (zj, replace(zhejiang(initiated_by=Initiator.TO_SCHOOL), from_outside=True)),
        (bj, replace(beijing(initiated_by=Initiator.FROM_SCHOOL), to_outside=True)),
    ],
)
def test_the_school_of_the_register_opens_where_the_other_cannot(says, facts):
    assert says("transfer_initiator", facts) == "silent"
