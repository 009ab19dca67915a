"""Cancelling a status: Beijing 8 and 25, Zhejiang 23."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from tests.policies.builders import ALL_PAPERS, ON, outcome, student, verdict, verdicts
from xueji.policies.engine import registry
from xueji.policies.facts import CancellationFacts
from xueji.policies.patterns.cancellation import months_after, working_days_after
from xueji.policies.vocabulary import CancellationCause

BOTH = ["beijing_2020", "zhejiang_2015"]
ALL = ["national_2010", *BOTH]
# Saturdays and Sundays of the weeks around, National Day with its make-up workdays on 20 September and 10 October.
_DAYS = [date(2026, 9, 1) + timedelta(days=offset) for offset in range(45)]
REST = frozenset(
    day
    for day in _DAYS
    if (day.weekday() > 4 and day not in {date(2026, 9, 20), date(2026, 10, 10)})
    or date(2026, 10, 1) <= day <= date(2026, 10, 7)
)


def cancelled(cause=CancellationCause.DEATH, **changes):
    """A natural death on 3 September, learnt of on the 4th, proved and handed up on the 7th."""
    usual = CancellationFacts(
        student=student(),
        cause=cause,
        requested_on=ON,
        checked_on=ON,
        occurred_on=date(2026, 9, 3),
        learnt_on=date(2026, 9, 4),
        evidence=ALL_PAPERS,
        rest_days=REST,
    )
    return replace(usual, **changes)


def of(policy, concern, facts):
    return outcome(policy, "cancellation", f"cancellation_{concern}", facts)


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize("cause", [CancellationCause.DEATH, CancellationCause.DISAPPEARANCE])
def test_death_and_disappearance_cancel(policy, cause):
    assert set(verdicts(policy, "cancellation", cancelled(cause)).counts) == {"allowed"}


def test_nobody_is_asked_for_consent():
    assert not [field.name for field in fields(CancellationFacts) if "consent" in field.name]


@pytest.mark.parametrize("policy", ALL)
def test_who_has_no_status_has_nothing_to_cancel(policy):
    assert of(policy, "enrolled", cancelled(student=student(enrolled=False))) == "forbidden"


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "cause, paper",
    [(CancellationCause.DEATH, "death_proof"), (CancellationCause.DISAPPEARANCE, "missing_proof")],
)
def test_the_department_has_proved_it(policy, cause, paper):
    said = verdict(policy, "cancellation", "cancellation_evidence", cancelled(cause, evidence=frozenset()))
    assert [need.key for need in said.needs] == [paper]
    assert of(policy, "evidence", cancelled(cause, evidence=frozenset({paper}))) == "allowed"


@pytest.mark.parametrize(
    "policy, expected", [("beijing_2020", "allowed"), ("zhejiang_2015", "exception"), ("national_2010", "allowed")]
)
def test_a_failed_recheck(policy, expected):
    assert of(policy, "cause", cancelled(CancellationCause.FAILED_RECHECK)) == expected


@pytest.mark.parametrize("policy", ALL)
def test_a_failed_recheck_is_a_decision(policy):
    facts = cancelled(CancellationCause.FAILED_RECHECK, evidence=frozenset())
    assert of(policy, "recheck_decision", facts) == "evidence"


@pytest.mark.parametrize(
    "checked_in, decided, expected",
    [
        (date(2026, 8, 30), date(2026, 11, 30), "allowed"),  # three months to the day
        (date(2026, 8, 30), date(2026, 12, 1), "warning"),
        (date(2026, 8, 31), date(2026, 11, 30), "allowed"),  # November has no 31st
        (date(2026, 8, 31), date(2026, 12, 1), "warning"),
    ],
)
def test_beijing_article_8_within_three_months(checked_in, decided, expected):
    facts = cancelled(CancellationCause.FAILED_RECHECK, checked_in_on=checked_in, recheck_decided_on=decided)
    assert of("beijing_2020", "recheck_in_time", facts) == expected


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "learnt, reported, expected",
    [
        (date(2026, 9, 4), date(2026, 9, 11), "allowed"),  # the fifth working day
        (date(2026, 9, 4), date(2026, 9, 14), "warning"),
        (date(2026, 9, 28), date(2026, 10, 9), "allowed"),  # across National Day: 29, 30 September, 8, 9, 10 October
        (date(2026, 9, 28), date(2026, 10, 10), "allowed"),  # a Saturday on which one works
        (date(2026, 9, 28), date(2026, 10, 11), "warning"),
        (None, date(2026, 9, 7), "warning"),
    ],
)
def test_reported_within_five_working_days(policy, learnt, reported, expected):
    facts = cancelled(learnt_on=learnt, reported_on=reported)
    assert of(policy, "report", facts) == expected
    assert of(policy, "unnatural_report", facts) == "silent"


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "reported, expected",
    [(date(2026, 9, 4), "allowed"), (date(2026, 9, 7), "allowed"), (date(2026, 9, 8), "warning")],
)
def test_an_unnatural_death_is_reported_by_the_next_working_day(policy, reported, expected):
    facts = cancelled(unnatural_death=True, reported_on=reported)
    assert of(policy, "unnatural_report", facts) == expected
    assert of(policy, "report", facts) == "silent"


@pytest.mark.parametrize("policy", BOTH)
def test_a_late_report_does_not_keep_the_dead_on_the_register(policy):
    facts = cancelled(unnatural_death=True, learnt_on=date(2026, 6, 1), reported_on=date(2026, 9, 7))
    assert verdicts(policy, "cancellation", facts)


@pytest.mark.parametrize(
    "policy, filings",
    [
        ("beijing_2020", [(2, None, "county"), (4, None, "city")]),
        ("zhejiang_2015", [(2, 10, "county"), (3, 10, "city"), (4, 10, "province")]),
        ("national_2010", [(2, None, "county"), (3, None, "city"), (4, None, "province")]),
    ],
)
def test_deaths_go_up_to_the_province(policy, filings):
    parties = {"school": 1, "authority": 2, "city": 3, "province": 4}
    if policy == "beijing_2020":
        del parties["city"]
    steps = registry.get(policy).plan("cancellation", "only", parties, ON)
    told = [step for step in steps if step.kind == "filing"]
    assert [(step.organization_id, step.budget_working_days, step.level.value) for step in told] == filings


def test_zhejiang_the_prefecture_decides_the_exception_and_is_not_told_again():
    parties = {"school": 1, "authority": 2, "city": 3, "province": 4}
    steps = registry.get("zhejiang_2015").plan("cancellation", "only", parties, ON, with_exception=True)
    assert [(step.kind.value, step.organization_id) for step in steps] == [
        ("submission", 1),
        ("approval", 1),
        ("approval", 3),
        ("filing", 2),
        ("filing", 4),
    ]


@pytest.mark.parametrize(
    "day, count, expected",
    [
        (date(2026, 9, 4), 1, date(2026, 9, 7)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 18), 1, date(2026, 9, 20)),
        (date(2026, 9, 4), 0, date(2026, 9, 4)),
    ],
)
def test_working_days(day, count, expected):
    assert working_days_after(day, count, REST) == expected


@pytest.mark.parametrize(
    "day, months, expected",
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 9, 1), 3, date(2026, 12, 1)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_months(day, months, expected):
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    "cause, unnatural, absent",
    [
        (CancellationCause.DEATH, True, set()),
        (CancellationCause.DEATH, False, {"city", "province"}),
        (CancellationCause.DISAPPEARANCE, False, {"city", "province"}),
        (CancellationCause.FAILED_RECHECK, False, {"province"}),
    ],
)
def test_only_an_unnatural_death_goes_up_level_by_level(cause, unnatural, absent):
    assert cancelled(cause, unnatural_death=unnatural).unconcerned == absent
