"""Transfer under Beijing's regulation, article by article. The autumn term of 2026 opens on 1 September 2026
(first term of the last year of the 2024 cohort), the spring term on 1 March 2027."""

from dataclasses import replace
from datetime import date

import pytest

from tests.policies.builders import (
    ALL_PAPERS,
    GENERAL_HIGH,
    SKILLED_WORKER,
    SPECIAL,
    TECHNICAL,
    TERMS,
    beijing,
    outcome,
    programme,
    student,
    verdict,
    verdicts,
)
from xueji.policies.facts import SchoolFacts
from xueji.policies.vocabulary import Evidence, Initiator, SchoolKind, SchoolLevel, TransferReason

BEIJING = "beijing_2020"


def says(concern, facts):
    return outcome(BEIJING, "transfer", concern, facts)


def test_an_ordinary_transfer_is_allowed_by_every_rule():
    assert verdicts(BEIJING, "transfer", beijing()).counts == {"allowed": 13}


@pytest.mark.parametrize(
    "submitted, effective, expected",
    [
        (date(2026, 8, 31), date(2026, 9, 1), "allowed"),  # the day before opening
        (date(2026, 9, 1), date(2026, 9, 1), "forbidden"),  # the opening day itself
        (date(2026, 9, 2), date(2026, 9, 1), "forbidden"),
        (date(2026, 5, 20), date(2026, 9, 1), "allowed"),  # in term time, for the coming term
        (date(2026, 9, 7), date(2027, 3, 1), "allowed"),
        (date(2026, 9, 7), date(2026, 9, 7), "forbidden"),  # at once, in the middle of a term
    ],
)
def test_article_18_before_the_term_opens(submitted, effective, expected):
    assert says("transfer_window", beijing(requested_on=submitted, effective_on=effective)) == expected


def test_article_18_a_late_request_is_pointed_to_the_coming_term():
    said = verdict(BEIJING, "transfer", "transfer_window", beijing(requested_on=date(2026, 9, 1)))
    assert "2027年3月1日" in said.reason


@pytest.mark.parametrize(
    "entered, submitted, effective, expected",
    [
        (date(2026, 9, 1), date(2026, 12, 1), date(2027, 3, 1), "forbidden"),  # in the first term, for the second
        (date(2026, 9, 1), date(2027, 2, 10), date(2027, 3, 1), "allowed"),  # after the first term
        (date(2026, 9, 15), date(2027, 2, 10), date(2027, 3, 1), "forbidden"),  # entered on day 15
        (date(2026, 3, 2), date(2026, 8, 20), date(2026, 9, 1), "allowed"),
        (date(2026, 8, 15), date(2026, 8, 20), date(2026, 9, 1), "forbidden"),  # not begun yet
    ],
)
def test_article_18_less_than_one_term(entered, submitted, effective, expected):
    facts = beijing(requested_on=submitted, effective_on=effective, student=student(entered_on=entered))
    assert says("transfer_one_term", facts) == expected


def test_article_18_terms_that_the_calendar_does_not_know_are_left_to_a_person():
    facts = beijing(student=student(entered_on=date(2024, 9, 2)), terms=TERMS[-3:])
    assert says("transfer_one_term", facts) == "warning"


@pytest.mark.parametrize(
    "cohort, submitted, effective, expected",
    [
        (2024, date(2026, 1, 20), date(2026, 3, 2), "allowed"),  # second year, spring term
        (2024, date(2026, 8, 20), date(2026, 9, 1), "forbidden"),  # opening of the last year
        (2024, date(2026, 7, 10), date(2026, 7, 20), "forbidden"),  # the summer before the last year
        (2024, date(2026, 6, 20), date(2026, 9, 1), "forbidden"),  # asked for before, effect in the last year
        (2025, date(2026, 8, 20), date(2026, 9, 1), "allowed"),
    ],
)
def test_article_18_graduating_grade_is_judged_on_effect(cohort, submitted, effective, expected):
    facts = beijing(
        requested_on=submitted,
        effective_on=effective,
        student=student(programme=programme(cohort), entered_on=date(cohort, 9, 1)),
    )
    assert says("transfer_graduating", facts) == expected


@pytest.mark.parametrize("on_leave, expected", [(True, "forbidden"), (False, "allowed")])
def test_article_18_on_leave(on_leave, expected):
    assert says("transfer_on_leave", beijing(student=student(on_leave=on_leave))) == expected


@pytest.mark.parametrize(
    "to_school, expected",
    [
        (TECHNICAL, "allowed"),
        (replace(TECHNICAL, level=SchoolLevel.HIGHER), "forbidden"),
        (SKILLED_WORKER, "forbidden"),
        (GENERAL_HIGH, "silent"),  # article 19 speaks
    ],
)
def test_article_18_same_type_and_level(to_school, expected):
    assert says("transfer_same_type", beijing(to_school=to_school)) == expected


@pytest.mark.parametrize(
    "reason, expected",
    [
        (TransferReason.HOUSEHOLD_MOVE, "allowed"),
        (TransferReason.FAMILY_MOVE, "allowed"),
        (TransferReason.NO_FOLLOWING_CLASS, "allowed"),
        (TransferReason.OTHER, "allowed"),
        (TransferReason.PERSONAL_WISH, "forbidden"),
        (TransferReason.COOPERATIVE_PROGRAMME, "forbidden"),
    ],
)
def test_article_17_reasons(reason, expected):
    assert says("transfer_reason", beijing(reason=reason)) == expected


def test_article_17_a_general_high_student_needs_none_of_these_reasons():
    facts = beijing(from_school=GENERAL_HIGH, reason=TransferReason.PERSONAL_WISH)
    assert says("transfer_reason", facts) == "allowed"


@pytest.mark.parametrize(
    "reason, missing",
    [
        (TransferReason.HOUSEHOLD_MOVE, Evidence.HOUSEHOLD_PAGE),
        (TransferReason.NO_FOLLOWING_CLASS, Evidence.NO_FOLLOWING_CLASS_PROOF),
        (TransferReason.OTHER, Evidence.REASON_STATEMENT),
    ],
)
def test_article_17_evidence_by_reason(reason, missing):
    facts = beijing(reason=reason, evidence=ALL_PAPERS - {missing.value})
    said = verdict(BEIJING, "transfer", "transfer_evidence", facts)
    assert [need.key for need in said.needs] == [missing.value]


@pytest.mark.parametrize(
    "student_signed, guardian_signed, expected",
    [(True, True, "allowed"), (True, False, "evidence"), (False, True, "evidence")],
)
def test_article_17_student_and_guardian_apply(student_signed, guardian_signed, expected):
    facts = beijing(student_consent=student_signed, guardian_consent=guardian_signed)
    assert says("transfer_consents", facts) == expected


@pytest.mark.parametrize(
    "initiator, province, expected",
    [
        (Initiator.TO_SCHOOL, "33", "allowed"),
        (Initiator.FROM_SCHOOL, "33", "forbidden"),
        (Initiator.FROM_SCHOOL, "32", "silent"),  # across provinces each side files for itself
    ],
)
def test_article_17_the_to_school_handles_it_inside_the_city(initiator, province, expected):
    school = SchoolFacts("外省学校", SchoolKind.TECHNICAL, province)
    assert says("transfer_initiator", beijing(initiated_by=initiator, to_school=school)) == expected


@pytest.mark.parametrize(
    "cohort, effective, study_time, graduating",
    [
        (2026, date(2026, 9, 1), "allowed", "allowed"),
        (2025, date(2026, 9, 1), "allowed", "allowed"),  # four terms left
        (2025, date(2027, 3, 1), "allowed", "allowed"),  # exactly three terms left
        (2024, date(2026, 9, 1), "forbidden", "forbidden"),  # two terms left: the graduating grade
    ],
)
def test_article_19_from_general_high_school(cohort, effective, study_time, graduating):
    facts = beijing(from_school=GENERAL_HIGH, destination=programme(cohort), effective_on=effective)
    assert says("transfer_general_high_study_time", facts) == study_time
    assert says("transfer_general_high_graduating", facts) == graduating


def test_article_19_rules_are_silent_on_vocational_students():
    assert says("transfer_general_high_study_time", beijing()) == "silent"


def test_article_19_into_a_general_high_school_only_by_exception():
    assert says("transfer_to_general_high", beijing(to_school=GENERAL_HIGH)) == "exception"


@pytest.mark.parametrize("papers, expected", [(ALL_PAPERS, "allowed"), (frozenset(), "evidence")])
def test_article_19_special_school(papers, expected):
    assert says("transfer_special_placement", beijing(to_school=SPECIAL, evidence=papers)) == expected
    assert says("transfer_special_return", beijing(from_school=SPECIAL, evidence=papers)) == expected


def test_article_19_return_to_the_original_school_is_not_barred_by_time_or_grade():
    facts = beijing(
        from_school=SPECIAL,
        returns_to_original=True,
        requested_on=date(2026, 11, 20),
        effective_on=date(2026, 11, 20),
        student=student(programme=programme(2024)),
        reason=TransferReason.SPECIAL_SCHOOL_RETURN,
    )
    assert not verdicts(BEIJING, "transfer", facts).blocks


@pytest.mark.parametrize(
    "leaves, enters, stays, into",
    [
        (False, False, "silent", "allowed"),
        (True, False, "exception", "allowed"),  # in principle not; the city may allow it
        (False, True, "silent", "forbidden"),  # nobody enters by transfer
        (True, True, "exception", "forbidden"),  # nor between programmes
    ],
)
def test_article_20_integrated_programmes(leaves, enters, stays, into):
    facts = beijing(student=student(integrated=leaves), destination_integrated=enters)
    assert (says("transfer_integrated_out", facts), says("transfer_integrated_into", facts)) == (stays, into)


@pytest.mark.parametrize("papers, expected", [(ALL_PAPERS, "warning"), (frozenset(), "evidence")])
def test_article_20_who_leaves_gives_up_the_programme_in_writing(papers, expected):
    facts = beijing(student=student(integrated=True), evidence=papers)
    assert says("transfer_integrated_renunciation", facts) == expected


def test_article_20_exception_is_for_the_city_to_grant():
    facts = beijing(student=student(integrated=True))
    said = verdict(BEIJING, "transfer", "transfer_integrated_out", facts)
    assert said.exception_level == "city"


def test_article_12_duplicates_come_first():
    assert says("transfer_duplicate", beijing(student=student(has_duplicate=True))) == "forbidden"


def test_article_2_skilled_worker_schools_are_outside():
    assert says("transfer_scope", beijing(from_school=SKILLED_WORKER)) == "forbidden"


def test_article_17_only_enrolled_students():
    assert says("transfer_enrolled", beijing(student=student(enrolled=False))) == "forbidden"
