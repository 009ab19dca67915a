"""Resumption and restoration in both regulations. The leave ends with the spring term on 5 July 2026; the autumn term
opens on Tuesday 1 September 2026."""

from datetime import date

import pytest

from tests.policies.builders import ALL_PAPERS, outcome, student, verdict, verdicts
from tests.policies.leave_builders import BEIJING, NATIONAL, ZHEJIANG, restoration, resumption
from xueji.policies.engine import registry
from xueji.policies.facts.resumption import over_on
from xueji.policies.patterns.resumption import months_before
from xueji.policies.vocabulary import Departure, DischargeReason, Evidence, HospitalGrade, LeaveGround

BOTH = (BEIJING, ZHEJIANG)


def says(policy, concern, **changes):
    return outcome(policy, "resumption", concern, resumption(**changes))


@pytest.mark.parametrize("policy", [BEIJING, ZHEJIANG, NATIONAL])
def test_an_ordinary_resumption_is_allowed_by_every_rule(policy):
    assert set(verdicts(policy, "resumption", resumption()).counts) == {"allowed"}


@pytest.mark.parametrize(
    "asked, beijing, zhejiang",
    [
        (date(2026, 7, 31), "warning", "warning"),  # early: may be taken in
        (date(2026, 8, 1), "warning", "allowed"),  # Zhejiang: a month before
        (date(2026, 8, 17), "warning", "allowed"),
        (date(2026, 8, 18), "allowed", "allowed"),  # Beijing: two weeks before
        (date(2026, 8, 31), "allowed", "allowed"),  # the day before the opening
        (date(2026, 9, 1), "exception", "exception"),  # the opening day: late
        (date(2026, 9, 14), "exception", "exception"),  # two weeks to the day
        (date(2026, 9, 15), "forbidden", "forbidden"),
        (date(2026, 11, 2), "forbidden", "forbidden"),
    ],
)
def test_windows(asked, beijing, zhejiang):
    assert [says(policy, "resumption_window", requested_on=asked) for policy in BOTH] == [beijing, zhejiang]


@pytest.mark.parametrize(
    "asked, expected",
    [(date(2026, 7, 6), "allowed"), (date(2026, 9, 1), "exception"), (date(2026, 9, 15), "forbidden")],
)
def test_the_base_knows_the_two_weeks_only(asked, expected):
    assert says(NATIONAL, "resumption_window", requested_on=asked) == expected


def test_the_students_application_counts_not_the_schools_submission():
    assert says(BEIJING, "resumption_window", requested_on=date(2026, 9, 4), applied_on=date(2026, 8, 31)) == "allowed"


@pytest.mark.parametrize(
    "special, papers, expected",
    [
        (False, ALL_PAPERS, "forbidden"),
        (True, ALL_PAPERS - {Evidence.LATE_REASON_PROOF.value}, "evidence"),
        (True, ALL_PAPERS, "exception"),
    ],
)
@pytest.mark.parametrize("policy", BOTH)
def test_after_two_weeks_only_special_circumstances_help(policy, special, papers, expected):
    late = {"requested_on": date(2026, 9, 15), "special_circumstances": special, "evidence": papers}
    assert says(policy, "resumption_window", **late) == expected


def test_who_is_too_late_is_pointed_to_required_withdrawal():
    said = verdict(BEIJING, "resumption", "resumption_window", resumption(requested_on=date(2026, 9, 15)))
    assert "应予退学" in said.reason and "2026年9月14日" in said.reason


@pytest.mark.parametrize("policy", BOTH)
def test_the_exception_is_the_citys(policy):
    said = verdict(policy, "resumption", "resumption_window", resumption(requested_on=date(2026, 9, 14)))
    assert said.exception_level == "city"


@pytest.mark.parametrize(
    "ends, back",
    [
        (date(2026, 7, 5), date(2026, 9, 1)),  # with the term: through the holidays
        (date(2026, 8, 31), date(2026, 9, 1)),  # in the holidays
        (date(2026, 7, 4), date(2026, 7, 5)),  # a day before the term's end
        (date(2026, 11, 10), date(2026, 11, 11)),  # inside a term
        (date(2027, 1, 22), date(2027, 3, 1)),
        (date(2028, 7, 5), date(2028, 9, 1)),  # beyond the calendar: estimated
    ],
)
def test_the_day_after_the_leave(ends, back):
    assert over_on(ends, resumption().terms) == back


@pytest.mark.parametrize(
    "asked, expected",
    [
        (date(2026, 10, 27), "warning"),
        (date(2026, 10, 28), "allowed"),
        (date(2026, 11, 10), "allowed"),
        (date(2026, 11, 11), "exception"),
        (date(2026, 11, 24), "exception"),
        (date(2026, 11, 25), "forbidden"),
    ],
)
def test_a_leave_that_ends_inside_a_term(asked, expected):
    assert says(BEIJING, "resumption_window", leave_ends_on=date(2026, 11, 10), requested_on=asked) == expected


def test_an_unpublished_opening_is_marked():
    facts = resumption(leave_ends_on=date(2027, 1, 22), requested_on=date(2027, 2, 20))
    assert "（暂算）" in verdict(BEIJING, "resumption", "resumption_window", facts).reason


@pytest.mark.parametrize(
    "asked, window, early",
    [
        (date(2026, 8, 20), "allowed", "warning"),
        (date(2026, 9, 1), "forbidden", "warning"),  # the opening meant is past: the next one
    ],
)
def test_back_before_the_leave_is_over(asked, window, early):
    facts = {"leave_ends_on": date(2027, 1, 22), "resumes_on": date(2026, 9, 1), "requested_on": asked}
    assert says(BEIJING, "resumption_window", **facts) == window
    assert says(BEIJING, "resumption_early", **facts) == early


def test_an_early_return_is_to_an_opening():
    facts = resumption(leave_ends_on=date(2027, 7, 4), resumes_on=date(2027, 2, 10))
    assert (facts.back_on, facts.is_early) == (date(2027, 3, 1), True)


@pytest.mark.parametrize("day, before", [(date(2026, 9, 1), date(2026, 8, 1)), (date(2027, 3, 31), date(2027, 2, 28))])
def test_a_month_before(day, before):
    assert months_before(day, 1) == before


@pytest.mark.parametrize(
    "grade, local, beijing, zhejiang",
    [
        (HospitalGrade.COUNTY, True, "evidence", "allowed"),
        (HospitalGrade.GRADE_2, True, "evidence", "allowed"),
        (HospitalGrade.GRADE_2A, True, "allowed", "allowed"),
        (HospitalGrade.GRADE_2A, False, "allowed", "allowed"),  # article 23 does not say "this city"
        (HospitalGrade.PRIMARY, True, "evidence", "evidence"),
    ],
)
def test_hospitals(grade, local, beijing, zhejiang):
    said = [says(policy, "resumption_health", hospital_grade=grade, hospital_local=local) for policy in BOTH]
    assert said == [beijing, zhejiang]


@pytest.mark.parametrize("policy", BOTH)
def test_a_health_certificate_is_owed_after_illness_only(policy):
    papers = ALL_PAPERS - {Evidence.HEALTH_PROOF.value}
    assert says(policy, "resumption_health", evidence=papers) == "evidence"
    assert says(policy, "resumption_health", evidence=papers, ground=LeaveGround.ABROAD) == "silent"


@pytest.mark.parametrize("policy", BOTH)
@pytest.mark.parametrize("passed, expected", [(None, "evidence"), (False, "forbidden"), (True, "allowed")])
def test_the_school_looks_again(policy, passed, expected):
    assert says(policy, "resumption_recheck", recheck_passed=passed) == expected


@pytest.mark.parametrize(
    "following, other, beijing, zhejiang",
    [
        (True, False, "allowed", "allowed"),
        (True, True, "exception", "warning"),
        (False, True, "allowed", "allowed"),
        (False, False, "forbidden", "forbidden"),
    ],
)
def test_the_following_class(following, other, beijing, zhejiang):
    said = [says(policy, "resumption_class", following_class=following, other_programme=other) for policy in BOTH]
    assert said == [beijing, zhejiang]


@pytest.mark.parametrize("policy", BOTH)
def test_only_who_is_on_leave_resumes(policy):
    assert says(policy, "resumption_on_leave", student=student(on_leave=False)) == "forbidden"


@pytest.mark.parametrize("policy", BOTH)
def test_after_service_the_discharge_is_shown(policy):
    papers = ALL_PAPERS - {Evidence.DISCHARGE_PROOF.value}
    assert says(policy, "resumption_discharge", ground=LeaveGround.MILITARY, evidence=papers) == "evidence"


@pytest.mark.parametrize("birth_date, expected", [(date(2008, 8, 20), "allowed"), (date(2008, 8, 21), "evidence")])
def test_guardians_sign_for_minors(birth_date, expected):
    who = student(on_leave=True, birth_date=birth_date)
    assert says(BEIJING, "resumption_consents", student=who, guardian_consent=False) == expected


def restored(policy, concern, **changes):
    return outcome(policy, "restoration", concern, restoration(**changes))


@pytest.mark.parametrize("policy", [BEIJING, ZHEJIANG, NATIONAL])
def test_an_ordinary_restoration_is_allowed_by_every_rule(policy):
    assert set(verdicts(policy, "restoration", restoration()).counts) == {"allowed"}


@pytest.mark.parametrize(
    "paper, concern",
    [
        (Evidence.ENLISTMENT_NOTICE, "restoration_enlisted"),
        (Evidence.DISCHARGE_PROOF, "restoration_discharge"),
    ],
)
@pytest.mark.parametrize("policy", BOTH)
def test_papers_of_service(policy, paper, concern):
    assert restored(policy, concern, evidence=ALL_PAPERS - {paper.value}) == "evidence"


@pytest.mark.parametrize(
    "departure, reason, expected",
    [
        (Departure.ON_LEAVE, DischargeReason.FULL_TERM, "silent"),
        (Departure.COMPLETED, DischargeReason.HEALTH, "allowed"),
        (Departure.COMPLETED, DischargeReason.OTHER, "allowed"),
        (Departure.COMPLETED, DischargeReason.FULL_TERM, "exception"),
    ],
)
def test_zhejiang_43_health_or_other_reasons(departure, reason, expected):
    assert restored(ZHEJIANG, "restoration_reason", departure=departure, discharge_reason=reason) == expected


@pytest.mark.parametrize(
    "out, asked, expected",
    [
        (date(2024, 10, 20), date(2026, 10, 20), "allowed"),  # two years to the day
        (date(2024, 10, 19), date(2026, 10, 20), "exception"),
        (date(2026, 10, 21), date(2026, 10, 20), "allowed"),
    ],
)
def test_restoration_in_time(out, asked, expected):
    assert restored(ZHEJIANG, "restoration_time", discharged_on=out, requested_on=asked) == expected


def test_nobody_is_restored_who_still_serves():
    assert restored(ZHEJIANG, "restoration_discharge", discharged_on=date(2026, 10, 21)) == "forbidden"


def test_nobody_is_restored_who_never_served():
    assert restored(ZHEJIANG, "restoration_enlisted", enlisted=False) == "forbidden"


def test_graduates_and_those_registered_elsewhere_have_nothing_to_restore():
    assert restored(ZHEJIANG, "restoration_standing", departure=Departure.GRADUATED) == "forbidden"
    assert restored(ZHEJIANG, "restoration_standing", student=student(has_duplicate=True)) == "forbidden"


def test_what_may_be_read_otherwise_is_a_reading():
    keys = {item.key for item in registry.get(ZHEJIANG).interpretations}
    assert {"resumption.month_is", "resumption.late", "resumption.leave_lasts_until_opening"} <= keys
