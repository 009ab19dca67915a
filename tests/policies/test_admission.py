"""Newcomers before registration: the day, a later day, who does not come, who is ill, the papers that go back."""

from datetime import date, timedelta

import pytest

from tests.policies.builders import new_student
from xueji.calendars.loader import get_calendar
from xueji.policies.engine import registry
from xueji.policies.engine.check import check
from xueji.policies.facts import (
    AdmissionCancellationFacts,
    CheckInFacts,
    DeferralFacts,
    EntryHealthFacts,
    ForfeitureFacts,
    HealthRecheckFacts,
    PapersReturnFacts,
)
from xueji.policies.patterns.admission import kept_until, last_check_in_day, papers_back_by
from xueji.policies.vocabulary import Evidence, HospitalGrade
from xueji.policies.zhejiang_2015.admission import Zhejiang7CheckIn
from xueji.policies.zhejiang_2015.registration import Zhejiang7CheckInInTime

ON = date(2026, 9, 7)
DUE = date(2026, 9, 1)
BOTH = frozenset({Evidence.DEFERRAL_APPLICATION.value, Evidence.DEFERRAL_PROOF.value})
APPLICATION = frozenset({Evidence.DEFERRAL_APPLICATION.value})
HEALTH = frozenset({Evidence.HEALTH_PROOF.value})


def said(policy, kind, facts, rules=None):
    """Concern → outcome, of every rule that spoke."""
    found = check(policy, kind, facts, ON, school_rules=rules)
    return {verdict.rule.partition(".")[2]: verdict.outcome.value for verdict in found}


def check_in(policy, day, due=DUE, rules=None, **changes):
    return said(policy, "check_in", CheckInFacts(checked_on=day, check_in_due_on=due, **changes), rules)


@pytest.mark.parametrize(
    "policy, day, expected",
    [
        ("zhejiang_2015", date(2026, 8, 31), "allowed"),
        ("zhejiang_2015", date(2026, 9, 1), "allowed"),
        ("zhejiang_2015", date(2026, 9, 2), "warning"),
        ("zhejiang_2015", date(2026, 9, 15), "warning"),  # two weeks late to the day: the last day is in time
        ("zhejiang_2015", date(2026, 9, 16), "forbidden"),
        ("beijing_2020", date(2026, 9, 1), "allowed"),
        ("beijing_2020", date(2026, 9, 2), "forbidden"),  # the school has set no further days
        ("national_2010", date(2026, 9, 1), "allowed"),
        ("national_2010", date(2026, 9, 2), "forbidden"),
    ],
)
def test_late_check_in(policy, day, expected):
    assert check_in(policy, day) == {"check_in_in_time": expected}


@pytest.mark.parametrize("day, expected", [(date(2026, 9, 8), "warning"), (date(2026, 9, 9), "forbidden")])
def test_a_beijing_school_sets_its_own_term(day, expected):
    assert check_in("beijing_2020", day, rules={"check_in.days_late": 7}) == {"check_in_in_time": expected}


def test_zhejiang_leaves_the_two_weeks_to_nobody():
    assert check_in("zhejiang_2015", date(2026, 9, 15), rules={"check_in.days_late": 0}) == {
        "check_in_in_time": "warning"
    }


@pytest.mark.parametrize("day, expected", [(date(2026, 9, 24), "warning"), (date(2026, 9, 25), "forbidden")])
def test_the_term_runs_from_the_day_granted(day, expected):
    assert check_in("zhejiang_2015", day, due=date(2026, 9, 10), deferred=True) == {"check_in_in_time": expected}


@pytest.mark.parametrize(
    "moves, last",
    [
        (False, date(2026, 10, 1)),  # the National Day: the day does not move
        (True, date(2026, 10, 8)),
    ],
)
def test_a_last_day_on_a_holiday(moves, last):
    values = registry.get("zhejiang_2015").parameters(ON)
    read = {"check_in.days_late": 14, "period.last_day_in_time": True, "period.moves_from_rest_days": moves}
    holidays = {day for day in (date(2026, 10, each) for each in range(1, 8)) if not get_calendar().is_working(day)}
    assert last_check_in_day(_Read(values, read), date(2026, 9, 17), holidays) == last


class _Read:
    """Values of a day, some of them read in another way."""

    def __init__(self, values, changed):
        self.values, self.changed = values, changed

    def __getattr__(self, name):
        asked = getattr(self.values, name)
        return lambda key: self.changed[key] if key in self.changed else asked(key)


def test_two_weeks_may_be_read_to_end_a_day_earlier():
    values = registry.get("zhejiang_2015").parameters(ON)
    assert last_check_in_day(_Read(values, {"period.last_day_in_time": False}), DUE) == date(2026, 9, 14)
    assert last_check_in_day(_Read(values, {"period.last_day_in_time": False, "check_in.days_late": 0}), DUE) == date(
        2026, 9, 1
    )


@pytest.mark.parametrize(
    "policy, signed, papers, expected",
    [
        ("beijing_2020", (True, False), BOTH, {"deferral_application": "allowed", "deferral_proof": "allowed"}),
        ("beijing_2020", (True, False), APPLICATION, {"deferral_application": "allowed", "deferral_proof": "evidence"}),
        ("beijing_2020", (False, True), BOTH, {"deferral_application": "evidence", "deferral_proof": "allowed"}),
        ("zhejiang_2015", (True, True), APPLICATION, {"deferral_application": "allowed", "deferral_proof": None}),
        ("zhejiang_2015", (True, False), APPLICATION, {"deferral_application": "evidence", "deferral_proof": None}),
        ("zhejiang_2015", (True, True), frozenset(), {"deferral_application": "evidence", "deferral_proof": None}),
        ("national_2010", (True, False), APPLICATION, {"deferral_application": "allowed", "deferral_proof": None}),
    ],
)
def test_who_applies_for_a_later_day_and_with_what(policy, signed, papers, expected):
    facts = DeferralFacts(
        check_in_due_on=DUE,
        applied_on=date(2026, 8, 28),
        student_consent=signed[0],
        guardian_consent=signed[1],
        evidence=papers,
    )
    found = said(policy, "check_in_deferral", facts)
    assert {concern: found.get(concern) for concern in expected} == expected


def test_a_zhejiang_student_of_age_applies_alone():
    facts = DeferralFacts(
        check_in_due_on=DUE,
        applied_on=date(2026, 8, 28),
        birth_date=date(2008, 8, 28),
        student_consent=True,
        evidence=APPLICATION,
    )
    assert said("zhejiang_2015", "check_in_deferral", facts)["deferral_application"] == "allowed"


@pytest.mark.parametrize(
    "policy, applied, in_advance, in_time",
    [
        ("zhejiang_2015", date(2026, 9, 1), "allowed", "allowed"),
        ("zhejiang_2015", date(2026, 9, 2), "warning", "allowed"),
        ("zhejiang_2015", date(2026, 9, 15), "warning", "allowed"),
        ("zhejiang_2015", date(2026, 9, 16), "warning", "forbidden"),
        ("beijing_2020", date(2026, 9, 1), None, "allowed"),
        ("beijing_2020", date(2026, 9, 2), None, "forbidden"),
    ],
)
def test_when_a_later_day_is_asked_for(policy, applied, in_advance, in_time):
    facts = DeferralFacts(
        check_in_due_on=DUE, applied_on=applied, student_consent=True, guardian_consent=True, evidence=BOTH
    )
    found = said(policy, "check_in_deferral", facts)
    assert (found.get("deferral_in_advance"), found["deferral_in_time"]) == (in_advance, in_time)


@pytest.mark.parametrize(
    "policy, day, changes, expected",
    [
        ("zhejiang_2015", date(2026, 9, 15), {}, "forbidden"),  # two weeks to the day: not yet
        ("zhejiang_2015", date(2026, 9, 16), {}, "allowed"),
        ("zhejiang_2015", date(2026, 9, 16), {"checked_in": True}, "forbidden"),
        ("zhejiang_2015", date(2026, 9, 16), {"deferral_pending": True}, "forbidden"),
        ("beijing_2020", date(2026, 9, 1), {}, "forbidden"),
        ("beijing_2020", date(2026, 9, 2), {}, "allowed"),
        ("national_2010", date(2026, 9, 2), {}, "allowed"),
    ],
)
def test_when_a_place_is_given_up(policy, day, changes, expected):
    facts = ForfeitureFacts(checked_on=day, check_in_due_on=DUE, **changes)
    assert said(policy, "forfeiture", facts) == {"forfeiture_term_over": expected}


@pytest.mark.parametrize(
    "policy, examined, ill, expected",
    [
        ("beijing_2020", None, False, {"entry_examination": "warning"}),
        ("beijing_2020", ON, False, {"entry_examination": "allowed", "place_kept": "forbidden"}),
        ("beijing_2020", ON, True, {"entry_examination": "allowed", "place_kept": "allowed"}),
        ("zhejiang_2015", None, False, {}),  # offered for the file (article 8), not required
        ("zhejiang_2015", ON, True, {}),
        ("national_2010", None, False, {}),
    ],
)
def test_beijing_article_7_examination_and_the_place_kept(policy, examined, ill, expected):
    facts = EntryHealthFacts(examined_on=examined, found_ill=ill, checked_on=ON)
    assert said(policy, "entry_health", facts) == expected


@pytest.mark.parametrize(
    "reading, decided, examined, until",
    [
        ("decision", date(2026, 9, 10), date(2026, 9, 5), date(2027, 9, 10)),
        ("examined", date(2026, 9, 10), date(2026, 9, 5), date(2027, 9, 5)),
        ("decision", date(2028, 2, 29), None, date(2029, 3, 1)),
    ],
)
def test_from_when_the_year_of_article_7_runs(reading, decided, examined, until):
    values = registry.get("beijing_2020").parameters(ON)
    assert kept_until(_Read(values, {"admission.kept_from": reading}), decided, examined) == until


@pytest.mark.parametrize(
    "day, passed, expected",
    [
        (date(2027, 9, 10), True, "allowed"),  # a year to the day
        (date(2027, 9, 11), True, "forbidden"),
        (date(2027, 8, 31), None, "evidence"),
        (date(2027, 8, 31), False, "forbidden"),
    ],
)
def test_beijing_article_7_back_after_illness(day, passed, expected):
    found = check_in("beijing_2020", day, kept_until=date(2027, 9, 10), recheck_passed=passed)
    assert found == {"check_in_after_illness": expected}


@pytest.mark.parametrize(
    "grade, local, papers, expected",
    [
        (HospitalGrade.GRADE_2A, True, HEALTH, "allowed"),
        (HospitalGrade.GRADE_3, True, HEALTH, "allowed"),
        (HospitalGrade.GRADE_2, True, HEALTH, "evidence"),
        (HospitalGrade.GRADE_2A, False, HEALTH, "evidence"),  # the text says "of this city"
        (HospitalGrade.GRADE_2A, True, frozenset(), "evidence"),
    ],
)
def test_beijing_article_7_hospital_of_the_recheck(grade, local, papers, expected):
    facts = HealthRecheckFacts(
        checked_on=ON, kept_until=date(2027, 9, 10), hospital_grade=grade, hospital_local=local, evidence=papers
    )
    assert said("beijing_2020", "health_recheck", facts)["recheck_hospital"] == expected


def test_a_failed_recheck_is_believed_from_any_hospital():
    facts = HealthRecheckFacts(
        checked_on=ON, kept_until=date(2027, 9, 10), passed=False, hospital_grade=HospitalGrade.COUNTY
    )
    assert "recheck_hospital" not in said("beijing_2020", "health_recheck", facts)


@pytest.mark.parametrize("day, expected", [(date(2027, 9, 10), "allowed"), (date(2027, 9, 11), "forbidden")])
def test_beijing_article_7_recheck_within_the_year(day, expected):
    facts = HealthRecheckFacts(checked_on=day, kept_until=date(2027, 9, 10), evidence=HEALTH)
    assert said("beijing_2020", "health_recheck", facts)["recheck_in_time"] == expected


@pytest.mark.parametrize(
    "day, passed, expected",
    [
        (date(2027, 9, 10), None, "forbidden"),
        (date(2027, 9, 11), None, "allowed"),
        (date(2027, 9, 11), True, "allowed"),  # well again, and never came
        (date(2027, 3, 1), True, "forbidden"),
        (date(2027, 3, 1), False, "allowed"),
    ],
)
def test_beijing_article_7_cancellation(day, passed, expected):
    facts = AdmissionCancellationFacts(checked_on=day, kept_until=date(2027, 9, 10), recheck_passed=passed)
    assert said("beijing_2020", "admission_cancellation", facts) == {"admission_cancelled": expected}


@pytest.mark.parametrize(
    "lost, day, expected",
    [
        (date(2026, 9, 16), date(2026, 10, 16), "allowed"),  # a month to the day
        (date(2026, 9, 16), date(2026, 10, 17), "warning"),
        (date(2027, 1, 31), date(2027, 2, 28), "allowed"),
        (date(2027, 1, 31), date(2027, 3, 1), "warning"),
    ],
)
def test_beijing_article_8_papers_back_within_a_month(lost, day, expected):
    facts = PapersReturnFacts(checked_on=day, lost_on=lost)
    assert said("beijing_2020", "papers_return", facts) == {"papers_back": expected}
    assert said("zhejiang_2015", "papers_return", facts) == {}


@pytest.mark.parametrize("reading, by", [("lost", date(2026, 10, 2)), ("confirmed", date(2026, 10, 20))])
def test_from_when_the_month_of_article_8_runs(reading, by):
    values = registry.get("beijing_2020").parameters(ON)
    facts = PapersReturnFacts(checked_on=ON, lost_on=date(2026, 9, 2), confirmed_on=date(2026, 9, 20))
    assert papers_back_by(_Read(values, {"admission.papers_back_from": reading}), facts) == by


@pytest.mark.parametrize("moves", [False, True])
@pytest.mark.parametrize("in_time", [False, True])
def test_the_desk_and_the_registration_know_one_last_day(moves, in_time):
    """Whoever may still check in has not given the place up, and the other way round, day by day."""
    due = date(2026, 9, 17)  # two weeks later is the National Day
    rest = frozenset(date(2026, 10, day) for day in range(1, 9))
    read = {"period.last_day_in_time": in_time, "period.moves_from_rest_days": moves}
    values = _Read(registry.get("zhejiang_2015").parameters(ON), read)
    desk, register = (rule("zhejiang_2015", values) for rule in (Zhejiang7CheckIn, Zhejiang7CheckInInTime))
    for late in range(25):
        came = due + timedelta(days=late)
        at_desk = desk.check(CheckInFacts(checked_on=came, check_in_due_on=due, rest_days=rest))
        facts = new_student(checked_in_on=came, check_in_due_on=due, rest_days=rest)
        assert register.check(facts).outcome == at_desk.outcome, came


@pytest.mark.parametrize("policy", ["beijing_2020", "zhejiang_2015", "national_2010"])
@pytest.mark.parametrize("twice, expected", [(False, None), (True, "warning")])
def test_at_the_desk_somebody_whom_two_schools_admitted(policy, twice, expected):
    assert check_in(policy, DUE, admitted_elsewhere=twice, came_elsewhere=twice).get("check_in_once") == expected
