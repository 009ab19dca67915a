"""Graduation: the conditions, one certificate, early and late."""

from datetime import date

import pytest

from tests.policies.builders import graduate, outcome, verdicts

ALL = ["national_2010", "beijing_2020", "zhejiang_2015"]


def says(policy, concern, **changes):
    return outcome(policy, "graduation", concern, graduate(**changes))


@pytest.mark.parametrize("policy", ALL)
def test_who_has_passed_everything_graduates(policy):
    assert set(verdicts(policy, "graduation", graduate()).counts) == {"allowed"}


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "concern, changes",
    [
        ("graduation_enrolled", {"enrolled": False}),
        ("graduation_conduct", {"conduct_passed": False}),
        ("graduation_conduct", {"conduct_passed": None}),
        ("graduation_courses", {"courses_passed": False}),
        ("graduation_courses", {"courses_passed": None}),
        ("graduation_internship", {"internship_passed": False}),
        ("graduation_internship", {"internship_passed": None}),
        ("graduation_one_certificate", {"has_certificate": True}),
    ],
)
def test_each_condition_is_needed(policy, concern, changes):
    assert says(policy, concern, **changes) == "forbidden"


@pytest.mark.parametrize("policy", ALL)
def test_complete_credits_stand_in_for_courses(policy):
    assert says(policy, "graduation_courses", courses_passed=False, credits_complete=True) == "allowed"


@pytest.mark.parametrize(
    "policy, graduates, credit_system, expected",
    [
        ("zhejiang_2015", date(2026, 7, 1), False, "allowed"),
        ("zhejiang_2015", date(2026, 6, 30), False, "exception"),  # early without the credit system
        ("zhejiang_2015", date(2025, 7, 1), True, "allowed"),  # exactly one year early
        ("zhejiang_2015", date(2025, 6, 30), True, "exception"),
        ("beijing_2020", date(2026, 6, 30), True, "exception"),  # the text knows no early graduation
    ],
)
def test_early_graduation(policy, graduates, credit_system, expected):
    found = says(policy, "graduation_early", graduates_on=graduates, credit_system=credit_system)
    assert found == expected


def test_zhejiang_article_43_conscripts_graduate_early():
    assert says("zhejiang_2015", "graduation_early", graduates_on=date(2025, 12, 1), enlisted=True) == "allowed"


@pytest.mark.parametrize("graduates, expected", [(date(2029, 7, 1), "allowed"), (date(2029, 7, 2), "exception")])
def test_zhejiang_article_15_late_graduation(graduates, expected):
    assert says("zhejiang_2015", "graduation_late", graduates_on=graduates) == expected


@pytest.mark.parametrize("policy", ["zhejiang_2015", "beijing_2020"])
@pytest.mark.parametrize(
    "until, graduates, expected",
    [
        (date(2029, 8, 31), date(2029, 8, 31), "allowed"),
        (date(2029, 8, 31), date(2029, 9, 1), "exception"),
        (None, date(2029, 9, 1), "silent"),
    ],
)
def test_flexible_study_has_a_longest_time_of_its_own(policy, until, graduates, expected):
    """Zhejiang 14 ¶2, the Ministry's text in Beijing; the three years' delay of the credit system is another matter."""
    late = "silent" if until else "exception"
    assert says(policy, "graduation_flexible", graduates_on=graduates, flexible_until=until) == expected
    assert says(policy, "graduation_late", graduates_on=graduates, flexible_until=until) == late


@pytest.mark.parametrize(
    "working_days, expected",
    [(21, "warning"), (20, "allowed"), (1, "allowed"), (0, "warning"), (None, "silent")],
)
def test_zhejiang_article_42_within_twenty_working_days_before_leaving(working_days, expected):
    found = says("zhejiang_2015", "graduation_before_leaving", working_days_before_leaving=working_days)
    assert found == expected


@pytest.mark.parametrize("left_early, expected", [(True, "warning"), (False, "silent")])
def test_beijing_article_38_who_left_an_integrated_programme(left_early, expected):
    assert says("beijing_2020", "graduation_left_integrated", left_integrated_early=left_early) == expected
