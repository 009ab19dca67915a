"""Leave in both regulations, article by article. The autumn term of 2026 runs from 1 September to 22 January 2027."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.policies.builders import ALL_PAPERS, ON, outcome, student, verdict, verdicts
from tests.policies.leave_builders import BEIJING, NATIONAL, ZHEJIANG, leave
from xueji.policies.engine import registry
from xueji.policies.engine.check import check
from xueji.policies.facts import Period
from xueji.policies.vocabulary import Evidence, HospitalGrade, LeaveGround

BOTH = (BEIJING, ZHEJIANG)


def says(policy, concern, **changes):
    return outcome(policy, "leave", concern, leave(**changes))


def in_a_school(facts, concern, rules):
    """The answer in Zhejiang where the school has set these rules; None where it has set none."""
    known = {key: value for key, value in rules.items() if value is not None}
    (said,) = [one for one in check(ZHEJIANG, "leave", facts, ON, school_rules=known) if one.rule.endswith(concern)]
    return said.outcome.value


@pytest.mark.parametrize("policy", [BEIJING, ZHEJIANG, NATIONAL])
def test_an_ordinary_leave_is_allowed(policy):
    said = verdicts(policy, "leave", leave())
    assert (said.blocks, [one.rule for one in said.warnings]) == (False, [f"{policy}.leave_benefits"])


@pytest.mark.parametrize(
    "ground, beijing, zhejiang",
    [
        (LeaveGround.ILLNESS, "allowed", "allowed"),
        (LeaveGround.HARDSHIP, "allowed", "allowed"),
        (LeaveGround.MILITARY, "allowed", "allowed"),
        (LeaveGround.ABROAD, "allowed", "allowed"),
        (LeaveGround.ENTERPRISE, "forbidden", "allowed"),
        (LeaveGround.OTHER, "forbidden", "allowed"),
    ],
)
def test_grounds(ground, beijing, zhejiang):
    assert [says(policy, "leave_ground", ground=ground) for policy in BOTH] == [beijing, zhejiang]


@pytest.mark.parametrize("policy", [BEIJING, ZHEJIANG, NATIONAL])
@pytest.mark.parametrize(
    "missed, expected, term, outcome_",
    [
        (200, 0, 600, "forbidden"),  # a third exactly is not more than a third
        (201, 0, 600, "allowed"),
        (199, 0, 600, "forbidden"),
        (60, 140, 600, "forbidden"),  # past and expected together: a third exactly
        (60, 141, 600, "allowed"),
        (0, 201, 600, "allowed"),  # nothing missed yet
        (67, 0, 200, "allowed"),  # 33.5 %: no rounding
        (333, 0, 1000, "forbidden"),  # 33.3 %: no rounding
        (334, 0, 1000, "allowed"),
    ],
)
def test_more_than_a_third_of_the_term(policy, missed, expected, term, outcome_):
    hours = {"missed_hours": missed, "expected_hours": expected, "term_hours": term}
    assert says(policy, "leave_absence", **hours) == outcome_


@pytest.mark.parametrize("ground", [LeaveGround.MILITARY, LeaveGround.ENTERPRISE])
def test_service_and_work_need_no_third(ground):
    assert says(ZHEJIANG, "leave_absence", ground=ground, missed_hours=0, expected_hours=0) == "silent"


@pytest.mark.parametrize("missed, expected", [(200, "forbidden"), (201, "allowed")])
def test_beijing_abroad_needs_more_than_a_third_too(missed, expected):
    hours = {"missed_hours": missed, "expected_hours": 0}
    assert says(BEIJING, "leave_absence_abroad", ground=LeaveGround.ABROAD, **hours) == expected
    assert says(BEIJING, "leave_absence", ground=LeaveGround.ABROAD, **hours) == "silent"


@pytest.mark.parametrize(
    "starts, ends, expected",
    [
        (date(2026, 9, 1), date(2027, 1, 22), "allowed"),  # the whole term
        (date(2026, 8, 20), date(2027, 1, 22), "allowed"),  # from the holidays: the whole coming term
        (date(2026, 12, 7), date(2027, 1, 22), "forbidden"),  # 47 of 144 days: under a third
        (date(2026, 12, 6), date(2027, 1, 22), "forbidden"),  # 48 of 144 days: a third exactly
        (date(2026, 12, 5), date(2027, 1, 22), "allowed"),  # 49 of 144 days
    ],
)
def test_without_hours_the_days_of_the_term_count(starts, ends, expected):
    hours = {"missed_hours": 0, "expected_hours": 0, "term_hours": 0}
    assert says(BEIJING, "leave_absence", starts_on=starts, ends_on=ends, **hours) == expected


def test_neither_hours_nor_days_leave_it_to_a_person():
    nothing = {"missed_hours": 0, "expected_hours": 0, "term_hours": 0, "ends_on": None}
    assert says(BEIJING, "leave_absence", **nothing) == "warning"
    assert says(BEIJING, "leave_absence", **nothing, leave_terms=2) == "allowed"


def test_hours_missed_without_the_terms_hours_cannot_be_judged():
    assert says(BEIJING, "leave_absence", missed_hours=300, term_hours=0) == "forbidden"


@pytest.mark.parametrize(
    "grade, local, beijing, zhejiang",
    [
        (HospitalGrade.UNKNOWN, True, "evidence", "evidence"),
        (HospitalGrade.PRIMARY, True, "evidence", "evidence"),
        (HospitalGrade.COUNTY, True, "evidence", "allowed"),
        (HospitalGrade.GRADE_2, True, "evidence", "allowed"),
        (HospitalGrade.GRADE_2A, True, "allowed", "allowed"),
        (HospitalGrade.GRADE_3, True, "allowed", "allowed"),
        (HospitalGrade.GRADE_3, False, "evidence", "allowed"),  # article 22: this city's
    ],
)
def test_hospitals(grade, local, beijing, zhejiang):
    said = [says(policy, "leave_hospital", hospital_grade=grade, hospital_local=local) for policy in BOTH]
    assert said == [beijing, zhejiang]


@pytest.mark.parametrize(
    "policy, wanted", [(BEIJING, "本市二级甲等医院及以上"), (ZHEJIANG, "县级医院及以上"), (NATIONAL, "县级医院及以上")]
)
def test_the_missing_proof_says_which_hospital(policy, wanted):
    said = verdict(policy, "leave", "leave_hospital", leave(evidence=frozenset()))
    assert wanted in said.reason
    assert [need.key for need in said.needs] == [Evidence.HOSPITAL_PROOF.value]


@pytest.mark.parametrize(
    "ground, paper",
    [
        (LeaveGround.HARDSHIP, Evidence.HARDSHIP_PROOF),
        (LeaveGround.MILITARY, Evidence.ENLISTMENT_NOTICE),
        (LeaveGround.ABROAD, Evidence.ABROAD_PROOF),
        (LeaveGround.ENTERPRISE, Evidence.WORK_PROOF),
        (LeaveGround.OTHER, Evidence.LEAVE_REASON_PROOF),
    ],
)
def test_each_ground_has_its_paper(ground, paper):
    facts = leave(ground=ground, evidence=ALL_PAPERS - {paper.value})
    said = verdict(ZHEJIANG, "leave", "leave_evidence", facts)
    assert [need.key for need in said.needs] == [paper.value]


@pytest.mark.parametrize("policy", BOTH)
def test_custody_agreement_is_owed(policy):
    papers = ALL_PAPERS - {Evidence.CUSTODY_AGREEMENT.value}
    assert says(policy, "leave_custody", evidence=papers) == "evidence"


@pytest.mark.parametrize(
    "birth_date, guardian, expected",
    [
        (date(2008, 9, 21), False, "allowed"),  # eighteen on the day of the application
        (date(2008, 9, 22), False, "evidence"),  # a day short
        (date(2008, 9, 22), True, "allowed"),
    ],
)
@pytest.mark.parametrize("policy", BOTH)
def test_guardians_sign_for_minors(policy, birth_date, guardian, expected):
    who = student(birth_date=birth_date)
    assert says(policy, "leave_consents", student=who, guardian_consent=guardian) == expected


def test_the_student_always_signs():
    assert says(BEIJING, "leave_consents", student_consent=False) == "evidence"


@pytest.mark.parametrize(
    "earlier, asked, expected",
    [
        (0, 4, "allowed"),  # two years exactly
        (0, 5, "forbidden"),
        (3, 1, "allowed"),
        (3, 2, "forbidden"),
        (4, 1, "forbidden"),
    ],
)
def test_beijing_two_years_in_all(earlier, asked, expected):
    assert says(BEIJING, "leave_length", earlier_terms=earlier, leave_terms=asked, ends_on=None) == expected


@pytest.mark.parametrize(
    "starts, ends, expected",
    [
        (date(2026, 9, 1), date(2028, 7, 5), "allowed"),  # four terms
        (date(2026, 9, 1), date(2028, 8, 31), "allowed"),  # two years to the day, the last summer with them
        (date(2026, 11, 24), date(2028, 7, 5), "allowed"),  # part of a term is one
        (date(2026, 11, 24), date(2029, 1, 20), "forbidden"),  # five, though a little over two years
    ],
)
def test_beijing_two_years_by_days(starts, ends, expected):
    assert says(BEIJING, "leave_length", starts_on=starts, ends_on=ends, earlier_terms=0) == expected


def test_beijing_earlier_leave_is_counted_from_the_record():
    who = student(absences=(Period(date(2024, 10, 8), date(2025, 7, 4)), Period(date(2025, 11, 3), date(2026, 7, 5))))
    assert says(BEIJING, "leave_length", student=who) == "forbidden"  # two and two, and one more
    assert "已休学 4 个学期" in verdict(BEIJING, "leave", "leave_length", leave(student=who)).reason


def test_beijing_service_stands_apart():
    assert says(BEIJING, "leave_length", ground=LeaveGround.MILITARY, leave_terms=5) == "silent"
    assert says(BEIJING, "leave_length", earlier_terms=0, earlier_service_terms=4, leave_terms=4) == "allowed"


def test_unpublished_terms_are_marked():
    facts = leave(ends_on=date(2027, 7, 4))
    assert "（暂算）" in verdict(BEIJING, "leave", "leave_length", facts).reason


@pytest.mark.parametrize(
    "ends, terms, expected",
    [
        (date(2027, 1, 22), None, "allowed"),  # the last day of the term
        (date(2027, 1, 21), None, "forbidden"),  # a day before
        (date(2027, 2, 10), None, "allowed"),  # in the holidays
        (date(2027, 3, 1), None, "forbidden"),  # the opening day: inside the next term
        (date(2027, 1, 22), 1, "allowed"),
        (date(2027, 1, 22), 2, "forbidden"),  # two asked for, one between the days
    ],
)
def test_beijing_leave_is_counted_in_terms(ends, terms, expected):
    assert says(BEIJING, "leave_in_terms", ends_on=ends, leave_terms=terms) == expected


def test_zhejiang_leave_may_end_inside_a_term():
    assert says(ZHEJIANG, "leave_in_terms", ends_on=date(2026, 12, 1)) == "silent"


@pytest.mark.parametrize("policy", [BEIJING, ZHEJIANG, NATIONAL])
@pytest.mark.parametrize("ends, expected", [(date(2026, 9, 27), "forbidden"), (date(2026, 9, 28), "allowed")])
def test_a_leave_ends_after_it_begins(policy, ends, expected):
    assert says(policy, "leave_days", ends_on=ends) == expected


@pytest.mark.parametrize(
    "running, asked, by_school, expected",
    [
        (0, 4, None, "allowed"),
        (0, 5, None, "forbidden"),
        (2, 2, None, "allowed"),
        (2, 3, None, "forbidden"),
        (0, 2, 2, "allowed"),  # as the school has set it
        (0, 3, 2, "forbidden"),
        (0, 5, 6, "allowed"),
    ],
)
def test_zhejiang_length_is_the_schools(running, asked, by_school, expected):
    facts = leave(running_terms=running, leave_terms=asked)
    assert in_a_school(facts, "leave_length", {"leave.longest_terms": by_school}) == expected


@pytest.mark.parametrize(
    "earlier, by_school, expected",
    [(0, 1, "allowed"), (1, 1, "forbidden"), (1, 2, "allowed"), (7, None, "allowed")],
)
def test_zhejiang_number_is_the_schools(earlier, by_school, expected):
    facts = leave(earlier_leaves=earlier)
    assert in_a_school(facts, "leave_times", {"leave.most_times": by_school}) == expected


def test_beijing_counts_no_leaves():
    assert says(BEIJING, "leave_times", earlier_leaves=9) == "silent"


@pytest.mark.parametrize(
    "entered, earned, total, expected",
    [
        (date(2025, 9, 28), 0, 0, "allowed"),  # a year to the day
        (date(2025, 9, 29), 0, 0, "forbidden"),  # a day short
        (date(2025, 9, 29), 60, 180, "allowed"),  # a third exactly will do
        (date(2025, 9, 29), "59.5", 180, "forbidden"),
    ],
)
def test_zhejiang_work_after_a_year_or_a_third_of_the_credits(entered, earned, total, expected):
    facts = {"credits_earned": Decimal(earned), "credits_total": Decimal(total)}
    who = student(entered_on=entered, birth_date=date(2008, 1, 1))
    assert says(ZHEJIANG, "leave_studied_before", ground=LeaveGround.ENTERPRISE, student=who, **facts) == expected


@pytest.mark.parametrize(
    "birth_date, industry, expected",
    [
        (date(2010, 9, 28), None, "allowed"),  # sixteen on the first day
        (date(2010, 9, 29), None, "forbidden"),
        (date(2010, 9, 28), 18, "forbidden"),
        (date(2008, 9, 28), 18, "allowed"),
        (date(2010, 9, 29), 14, "forbidden"),  # no trade is below the law
    ],
)
def test_zhejiang_working_age(birth_date, industry, expected):
    facts = {"student": student(birth_date=birth_date), "industry_minimum_age": industry}
    assert says(ZHEJIANG, "leave_working_age", ground=LeaveGround.ENTERPRISE, **facts) == expected


@pytest.mark.parametrize("policy", [BEIJING, ZHEJIANG, NATIONAL])
@pytest.mark.parametrize(
    "service, ends, expected",
    [
        (date(2028, 9, 10), date(2028, 9, 10), "allowed"),
        (date(2028, 9, 10), date(2029, 1, 20), "allowed"),  # to the end of that term
        (date(2028, 9, 10), date(2028, 9, 9), "forbidden"),
        (date(2028, 9, 10), date(2029, 7, 5), "forbidden"),
        (None, date(2028, 9, 10), "warning"),
    ],
)
def test_leave_for_service_is_as_long_as_the_service(policy, service, ends, expected):
    facts = {"ground": LeaveGround.MILITARY, "service_ends_on": service, "ends_on": ends}
    assert says(policy, "leave_service_length", **facts) == expected


@pytest.mark.parametrize(
    "running_until, starts, expected",
    [
        (None, date(2026, 9, 28), "forbidden"),
        (date(2027, 1, 22), date(2027, 1, 22), "forbidden"),
        (date(2027, 1, 22), date(2027, 1, 23), "allowed"),  # an extension
    ],
)
def test_no_second_leave_but_an_extension(running_until, starts, expected):
    facts = leave(starts_on=starts, ends_on=date(2027, 7, 4), current_leave_ends_on=running_until)
    facts = replace(facts, student=student(on_leave=True))
    assert outcome(BEIJING, "leave", "leave_not_running", facts) == expected


def test_only_who_has_status_takes_leave():
    assert says(BEIJING, "leave_enrolled", student=student(enrolled=False)) == "forbidden"


PARTIES = {"school": 1, "authority": 11, "city": 21, "province": 31}
CHAINS = [
    (ZHEJIANG, "leave", False, [("school", 10), ("authority", 10), ("file_city", 10)]),
    (ZHEJIANG, "leave", True, [("school", 10), ("exception", 10), ("authority", 10)]),
    (ZHEJIANG, "resumption", False, [("school", 10), ("authority", 10), ("file_city", 10)]),
    (ZHEJIANG, "restoration", False, [("school", 10), ("authority", 10), ("file_city", 10)]),
    (BEIJING, "leave", False, [("school", 10), ("file_authority", None)]),
    (BEIJING, "resumption", False, [("school", 10), ("file_authority", None)]),
    (BEIJING, "resumption", True, [("school", 10), ("exception", 10), ("file_authority", None)]),
    (BEIJING, "restoration", False, [("school", 10), ("file_authority", None)]),
    (NATIONAL, "leave", False, [("school", 10), ("file_authority", None)]),
    (NATIONAL, "resumption", False, [("school", 10), ("file_authority", None)]),
    (NATIONAL, "restoration", False, [("school", 10), ("file_authority", None)]),
]


@pytest.mark.parametrize("policy, kind, with_exception, expected", CHAINS)
def test_chains(policy, kind, with_exception, expected):
    seats = PARTIES | ({"city": None} if policy == BEIJING else {})
    steps = registry.get(policy).plan(kind, "only", seats, ON, with_exception=with_exception)
    assert [(step.key, step.budget_working_days) for step in steps[1:]] == expected
