"""Retention, article by article: exact shares, make-up, exempted courses, conduct, credit systems, the last year."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.policies.builders import outcome as said_by
from tests.policies.builders import programme, student, verdict, verdicts
from xueji.policies.facts import RetentionFacts
from xueji.policies.vocabulary import Evidence

BEIJING, ZHEJIANG = "beijing_2020", "zhejiang_2015"


def retention(**changes):
    """A student of year 1, judged in the summer, who failed six of twelve courses after make-up."""
    usual = RetentionFacts(
        student=student(),
        requested_on=date(2026, 7, 20),
        checked_on=date(2026, 7, 20),
        failed_courses=6,
        year_courses=12,
    )
    return replace(usual, **changes)


def beijing(concern, **changes):
    return said_by(BEIJING, "retention", concern, retention(**changes))


def zhejiang(concern, **changes):
    return said_by(ZHEJIANG, "retention", concern, retention(**changes))


@pytest.mark.parametrize("policy", [BEIJING, ZHEJIANG, "national_2010"])
def test_an_ordinary_retention_is_allowed_by_every_rule(policy):
    assert set(verdicts(policy, "retention", retention()).counts) == {"allowed"}


@pytest.mark.parametrize(
    "failed, total, expected",
    [
        (4, 12, "allowed"),  # exactly a third
        (3, 12, "forbidden"),
        (3, 9, "allowed"),
        (3, 10, "forbidden"),  # 0.3 is less than a third
        (4, 11, "allowed"),
        (333, 1000, "forbidden"),
        (334, 1000, "allowed"),
        (333333333, 1000000000, "forbidden"),
        (0, 12, "forbidden"),
        (12, 12, "allowed"),
        (13, 12, "forbidden"),  # impossible
        (0, 0, "forbidden"),  # not entered
    ],
)
def test_beijing_article_16_a_third(failed, total, expected):
    assert beijing("retention_ground", failed_courses=failed, year_courses=total) == expected


@pytest.mark.parametrize(
    "failed, total, conduct_failed, expected",
    [
        (6, 12, False, "allowed"),  # exactly a half
        (5, 12, False, "forbidden"),
        (5, 11, False, "forbidden"),
        (6, 11, False, "allowed"),
        (0, 12, True, "allowed"),  # conduct alone
        (0, 0, True, "allowed"),
        (0, 0, False, "forbidden"),
    ],
)
def test_zhejiang_article_19_a_half_or_conduct(failed, total, conduct_failed, expected):
    facts = {"failed_courses": failed, "year_courses": total, "conduct_failed": conduct_failed}
    assert zhejiang("retention_ground", **facts) == expected


def test_beijing_article_16_conduct_alone_is_no_ground():
    assert beijing("retention_ground", failed_courses=0, conduct_failed=True) == "forbidden"


@pytest.mark.parametrize("failed, exempted, expected", [(4, 3, "allowed"), (3, 3, "forbidden")])
def test_exempted_courses_count_in_the_base(failed, exempted, expected):
    facts = {"failed_courses": failed, "year_courses": 12, "exempted_courses": exempted}
    assert beijing("retention_ground", **facts) == expected


def test_the_reason_tells_the_numbers():
    facts = retention(failed_courses=3)
    reason = verdict(BEIJING, "retention", "retention_ground", facts).reason
    assert reason == "该学年 12 门课程中 3 门不及格，未达到 1/3，不应留级"


@pytest.mark.parametrize("says", [beijing, zhejiang])
@pytest.mark.parametrize("done, expected", [(True, "allowed"), (False, "forbidden")])
def test_only_after_make_up(says, done, expected):
    assert says("retention_makeup", makeup_done=done) == expected


def test_zhejiang_conduct_waits_for_no_make_up():
    assert zhejiang("retention_makeup", makeup_done=False, conduct_failed=True) == "silent"


@pytest.mark.parametrize("says", [beijing, zhejiang])
def test_credit_systems_do_not_retain_in_principle(says):
    assert (says("retention_credit_system"), says("retention_credit_system", credit_system=True)) == (
        "silent",
        "exception",
    )


@pytest.mark.parametrize("policy", [BEIJING, ZHEJIANG])
def test_the_exception_is_the_citys(policy):
    said = verdict(policy, "retention", "retention_credit_system", retention(credit_system=True))
    assert said.exception_level == "city"


@pytest.mark.parametrize(
    "continues, other, expected",
    [
        (True, False, "allowed"),
        (False, True, "allowed"),
        (True, True, "exception"),
        (False, False, "forbidden"),
    ],
)
@pytest.mark.parametrize("says", [beijing, zhejiang])
def test_where_the_student_goes_on(says, continues, other, expected):
    facts = {"same_major_continues": continues, "other_major": other}
    assert says("retention_placement", **facts) == expected


@pytest.mark.parametrize(
    "other, agrees, papers, in_beijing, in_zhejiang",
    [
        (False, False, [], "silent", "silent"),
        (True, True, [], "silent", "allowed"),
        (True, False, [], "warning", "evidence"),
        (True, False, [Evidence.OTHER_MAJOR_CONSENT], "warning", "allowed"),
    ],
)
def test_another_major_and_the_students_consent(other, agrees, papers, in_beijing, in_zhejiang):
    facts = {"other_major": other, "student_consent": agrees, "evidence": frozenset(papers)}
    concern = "retention_other_major_consent"
    assert (beijing(concern, **facts), zhejiang(concern, **facts)) == (in_beijing, in_zhejiang)


@pytest.mark.parametrize(
    "years, day, expected",
    [
        (Decimal(3), date(2026, 7, 20), "silent"),  # results of year 1
        (Decimal(3), date(2027, 9, 10), "silent"),  # results of year 2
        (Decimal(3), date(2028, 6, 10), "warning"),  # results of year 3
        (Decimal(2), date(2027, 7, 20), "warning"),
        (Decimal(4), date(2028, 7, 20), "silent"),
    ],
)
@pytest.mark.parametrize("says", [beijing, zhejiang])
def test_in_the_last_year_completion_is_open_too(says, years, day, expected):
    facts = {"student": student(programme=programme(2025, years)), "requested_on": day}
    assert says("retention_last_year", **facts) == expected


@pytest.mark.parametrize(
    "day, named, year",
    [
        (date(2026, 4, 30), None, 2024),
        (date(2026, 5, 1), None, 2025),
        (date(2026, 9, 1), None, 2025),
        (date(2027, 1, 10), None, 2025),
        (date(2027, 1, 10), 2026, 2026),
    ],
)
def test_the_year_that_is_judged(day, named, year):
    assert retention(requested_on=day, school_year=named).judged_year == year


@pytest.mark.parametrize("says", [beijing, zhejiang])
@pytest.mark.parametrize("state", [{"enrolled": False}, {"on_leave": True}])
def test_only_who_studies(says, state):
    assert says("retention_studying", student=student(**state)) == "forbidden"


@pytest.mark.parametrize(
    "facts, expected",
    [({"failed_courses": 1}, "allowed"), ({"failed_courses": 0}, "forbidden"), ({"conduct_failed": True}, "allowed")],
)
def test_the_base_leaves_it_to_the_school(facts, expected):
    assert said_by("national_2010", "retention", "retention_ground", retention(**facts)) == expected
