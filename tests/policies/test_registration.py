"""Registration of new students: closing days by season, and each student on the roster."""

from datetime import date

import pytest

from tests.policies.builders import (
    ALL_PAPERS,
    GENERAL_HIGH,
    SKILLED_WORKER,
    VOCATIONAL_HIGH,
    new_student,
    outcome,
    roster,
    verdict,
    verdicts,
)
from xueji.policies.vocabulary import AdmissionSource, Evidence, Origin, Schooling, Season

ALL = ["national_2010", "beijing_2020", "zhejiang_2015"]


def of_roster(policy, concern, **changes):
    return outcome(policy, "registration", concern, roster(**changes))


def of_student(policy, concern, **changes):
    return outcome(policy, "registration_item", concern, new_student(**changes))


@pytest.mark.parametrize("policy", ALL)
def test_an_ordinary_roster_is_allowed(policy):
    assert set(verdicts(policy, "registration", roster()).counts) == {"allowed"}


@pytest.mark.parametrize("policy", ALL)
def test_an_ordinary_student_is_allowed(policy):
    assert set(verdicts(policy, "registration_item", new_student()).counts) == {"allowed"}


@pytest.mark.parametrize(
    "policy, season, submitted, expected",
    [
        ("beijing_2020", Season.AUTUMN, date(2026, 10, 30), "allowed"),
        ("beijing_2020", Season.AUTUMN, date(2026, 10, 31), "allowed"),  # a Saturday: the day does not move
        ("beijing_2020", Season.AUTUMN, date(2026, 11, 1), "forbidden"),
        ("beijing_2020", Season.SPRING, date(2026, 3, 1), "exception"),  # no spring season in the text
        ("zhejiang_2015", Season.AUTUMN, date(2026, 10, 30), "allowed"),
        ("zhejiang_2015", Season.AUTUMN, date(2026, 10, 31), "forbidden"),
        ("zhejiang_2015", Season.SPRING, date(2026, 3, 31), "allowed"),
        ("zhejiang_2015", Season.SPRING, date(2026, 4, 1), "forbidden"),
        ("national_2010", Season.AUTUMN, date(2026, 11, 20), "allowed"),
        ("national_2010", Season.AUTUMN, date(2026, 11, 21), "forbidden"),
        ("national_2010", Season.SPRING, date(2026, 4, 20), "allowed"),
        ("national_2010", Season.SPRING, date(2026, 4, 21), "forbidden"),
    ],
)
def test_closing_days(policy, season, submitted, expected):
    assert of_roster(policy, "registration_closing_day", season=season, submitted_on=submitted) == expected


@pytest.mark.parametrize(
    "submitted, until, expected",
    [
        (date(2026, 10, 31), date(2026, 11, 10), "allowed"),
        (date(2026, 11, 10), date(2026, 11, 10), "allowed"),  # the last day of the extension
        (date(2026, 11, 11), date(2026, 11, 10), "forbidden"),
        (date(2026, 10, 30), date(2026, 10, 20), "allowed"),  # nobody closes a season early
        (date(2026, 10, 31), None, "forbidden"),
    ],
)
def test_an_extension_moves_the_last_day(submitted, until, expected):
    found = of_roster("zhejiang_2015", "registration_closing_day", submitted_on=submitted, extended_until=until)
    assert found == expected


@pytest.mark.parametrize(
    "first, expected",
    [
        (date(2026, 10, 30), "allowed"),  # handed up in time, sent back, handed up again
        (date(2026, 10, 31), "forbidden"),
        (None, "forbidden"),
    ],
)
def test_who_was_sent_back_is_not_late_with_the_next_batch(first, expected):
    found = of_roster(
        "zhejiang_2015", "registration_closing_day", submitted_on=date(2026, 11, 20), first_submitted_on=first
    )
    assert found == expected


def test_a_late_roster_says_by_how_much_and_what_helps():
    facts = roster(submitted_on=date(2026, 11, 4))
    said = verdict("zhejiang_2015", "registration", "registration_closing_day", facts)
    assert said.citation.article == 11
    assert "2026年10月30日截止" in said.reason and "晚 5 天" in said.reason and "批准延期" in said.reason


@pytest.mark.parametrize("policy", ALL)
def test_a_suspended_school_registers_nobody(policy):
    assert of_roster(policy, "registration_suspended", registration_suspended=True) == "forbidden"


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "school, expected",
    [(VOCATIONAL_HIGH, "allowed"), (SKILLED_WORKER, "forbidden"), (GENERAL_HIGH, "forbidden")],
)
def test_scope(policy, school, expected):
    assert of_roster(policy, "registration_scope", school=school) == expected


@pytest.mark.parametrize("policy", ALL)
def test_nobody_is_registered_before_check_in(policy):
    assert of_student(policy, "registration_checked_in", checked_in_on=None) == "forbidden"


@pytest.mark.parametrize("policy", ALL)
def test_duplicates_are_held(policy):
    assert of_student(policy, "registration_duplicate", has_duplicate=True) == "forbidden"


@pytest.mark.parametrize("policy", ALL)
def test_identity_must_be_proved(policy):
    assert of_student(policy, "registration_identity", identity_valid=False) == "evidence"


@pytest.mark.parametrize(
    "policy, source, expected",
    [
        ("beijing_2020", AdmissionSource.EXAMINATION, "forbidden"),
        ("beijing_2020", AdmissionSource.EARLY_SELECTION, "warning"),  # article 13
        ("zhejiang_2015", AdmissionSource.EARLY_SELECTION, "forbidden"),
        ("national_2010", AdmissionSource.EXAMINATION, "forbidden"),
    ],
)
def test_unfinished_compulsory_schooling(policy, source, expected):
    concern = "registration_schooling" + ("_at_school" if expected == "warning" else "")
    found = of_student(policy, concern, schooling=Schooling.UNFINISHED, admission_source=source)
    assert found == expected


@pytest.mark.parametrize(
    "source, papers, expected",
    [
        (AdmissionSource.EXAMINATION, frozenset(), "allowed"),
        (AdmissionSource.REGISTERED, frozenset(), "evidence"),
        (AdmissionSource.REGISTERED, ALL_PAPERS, "allowed"),
        (AdmissionSource.UNKNOWN, frozenset(), "evidence"),
    ],
)
def test_beijing_article_5_admission(source, papers, expected):
    found = of_student("beijing_2020", "registration_admission", admission_source=source, evidence=papers)
    assert found == expected


@pytest.mark.parametrize(
    "policy, paper",
    [
        ("beijing_2020", Evidence.INTEGRATED_ROSTER_FILING),
        ("zhejiang_2015", Evidence.INTEGRATED_ROSTER_CONSENT),
    ],
)
def test_integrated_rosters(policy, paper):
    facts = new_student(integrated=True)
    said = verdict(policy, "registration_item", "registration_integrated", facts)
    assert [need.key for need in said.needs] == [paper.value]
    with_paper = new_student(integrated=True, evidence=frozenset({paper.value}))
    assert outcome(policy, "registration_item", "registration_integrated", with_paper) == "allowed"


@pytest.mark.parametrize(
    "checked_in, approved, expected",
    [
        (date(2026, 8, 30), False, "allowed"),
        (date(2026, 8, 31), False, "warning"),
        (date(2026, 9, 13), False, "warning"),  # exactly two weeks late: still in time
        (date(2026, 9, 14), False, "forbidden"),  # fifteen days late
        (date(2026, 9, 14), True, "allowed"),
    ],
)
def test_zhejiang_article_7_late_check_in(checked_in, approved, expected):
    found = of_student(
        "zhejiang_2015",
        "registration_check_in_in_time",
        checked_in_on=checked_in,
        deferral_approved=approved,
    )
    assert found == expected


@pytest.mark.parametrize(
    "policy, origin, qualified, papers, expected",
    [
        ("zhejiang_2015", Origin.FOREIGN, False, ALL_PAPERS, "forbidden"),
        ("zhejiang_2015", Origin.FOREIGN, True, frozenset(), "evidence"),
        ("zhejiang_2015", Origin.FOREIGN, True, ALL_PAPERS, "allowed"),
        ("zhejiang_2015", Origin.HK_MACAO_TAIWAN, False, ALL_PAPERS, "allowed"),
        ("beijing_2020", Origin.FOREIGN, False, ALL_PAPERS, "allowed"),
        ("beijing_2020", Origin.HK_MACAO_TAIWAN, False, frozenset(), "evidence"),
        ("national_2010", Origin.MAINLAND, False, frozenset(), "silent"),
    ],
)
def test_foreign_students(policy, origin, qualified, papers, expected):
    found = of_student(
        policy,
        "registration_foreign",
        origin=origin,
        school_may_admit_foreign=qualified,
        evidence=papers,
    )
    assert found == expected


@pytest.mark.parametrize(
    "elsewhere, papers, expected",
    [(True, frozenset(), "evidence"), (True, ALL_PAPERS, "allowed"), (False, frozenset(), "silent")],
)
def test_beijing_article_13_early_selection_from_elsewhere(elsewhere, papers, expected):
    found = of_student(
        "beijing_2020",
        "registration_early_selection",
        admission_source=AdmissionSource.EARLY_SELECTION,
        from_other_province=elsewhere,
        evidence=papers,
    )
    assert found == expected


FOREIGN_PAPERS = [Evidence.FOREIGN_APPROVAL, Evidence.RESIDENCE_PERMIT]


@pytest.mark.parametrize(
    "policy, origin, papers",
    [
        ("zhejiang_2015", Origin.FOREIGN, FOREIGN_PAPERS),
        ("zhejiang_2015", Origin.HK_MACAO_TAIWAN, [Evidence.RESIDENCE_PERMIT]),
        ("beijing_2020", Origin.FOREIGN, [Evidence.RESIDENCE_PERMIT]),
        ("beijing_2020", Origin.HK_MACAO_TAIWAN, [Evidence.RESIDENCE_PERMIT]),
    ],
)
def test_which_papers_those_from_abroad_owe(policy, origin, papers):
    facts = new_student(origin=origin, school_may_admit_foreign=True, evidence=frozenset())
    said = verdict(policy, "registration_item", "registration_foreign", facts)
    assert [need.key for need in said.needs] == [paper.value for paper in papers]


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "twice, came, expected", [(False, False, "silent"), (True, False, "warning"), (True, True, "forbidden")]
)
def test_somebody_whom_two_schools_admitted(policy, twice, came, expected):
    found = of_student(policy, "registration_admitted_once", admitted_elsewhere=twice, came_elsewhere=came)
    assert found == expected
