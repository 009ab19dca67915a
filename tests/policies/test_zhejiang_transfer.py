"""Transfer under Zhejiang's rules, article by article. Dates: term 2 of 2025/26 ended on 5 July 2026, the
autumn term opened on Tuesday 1 September 2026 and ends on 22 January 2027."""

from datetime import date

import pytest

from tests.policies.builders import (
    ALL_PAPERS,
    GENERAL_HIGH,
    SKILLED_WORKER,
    SPECIAL,
    outcome,
    programme,
    student,
    verdict,
    verdicts,
    zhejiang,
)
from xueji.policies.facts import Period
from xueji.policies.vocabulary import Evidence, Initiator, TransferReason

ZHEJIANG = "zhejiang_2015"


def says(concern, facts):
    return outcome(ZHEJIANG, "transfer", concern, facts)


def test_an_ordinary_transfer_is_allowed_by_every_rule():
    assert verdicts(ZHEJIANG, "transfer", zhejiang()).counts == {"allowed": 11}


@pytest.mark.parametrize(
    "submitted, expected",
    [
        (date(2026, 7, 5), "forbidden"),  # last day of the term: it has not ended yet
        (date(2026, 7, 6), "allowed"),  # the day after
        (date(2026, 8, 24), "allowed"),  # summer holidays
        (date(2026, 9, 1), "allowed"),  # opening day = day 1
        (date(2026, 9, 14), "allowed"),  # day 14
        (date(2026, 9, 15), "forbidden"),  # day 15
        (date(2026, 11, 20), "forbidden"),  # in the middle of the term
        (date(2027, 1, 23), "allowed"),  # winter holidays
    ],
)
def test_article_17_window(submitted, expected):
    assert says("transfer_window", zhejiang(requested_on=submitted)) == expected


def test_article_17_window_is_judged_by_submission_however_late_the_decision():
    facts = zhejiang(requested_on=date(2026, 9, 14), checked_on=date(2026, 11, 2))
    assert says("transfer_window", facts) == "allowed"


def test_article_17_window_says_when_the_next_one_opens_and_that_it_is_provisional():
    said = verdict(ZHEJIANG, "transfer", "transfer_window", zhejiang(requested_on=date(2026, 9, 15)))
    assert "2027年1月23日—2027年3月14日（暂算）" in said.reason


@pytest.mark.parametrize(
    "entered, absences, submitted, expected",
    [
        (date(2026, 9, 1), (), date(2026, 9, 7), "exception"),  # first week of the first term
        (date(2026, 9, 1), (), date(2027, 1, 23), "allowed"),  # exactly one full term
        (date(2026, 9, 14), (), date(2027, 1, 23), "allowed"),  # entered on day 14: still a full term
        (date(2026, 9, 15), (), date(2027, 1, 23), "exception"),  # entered on day 15
        (
            date(2025, 9, 1),
            (Period(date(2025, 11, 24), date(2026, 8, 5)),),
            date(2026, 8, 24),
            "exception",
        ),  # on leave in both terms
        (date(2025, 9, 1), (Period(date(2026, 3, 2), date(2026, 8, 5)),), date(2026, 8, 24), "allowed"),
    ],
)
def test_article_17_less_than_one_term(entered, absences, submitted, expected):
    facts = zhejiang(requested_on=submitted, student=student(entered_on=entered, absences=absences))
    assert says("transfer_one_term", facts) == expected


def test_article_17_exception_is_for_the_prefecture_to_grant():
    facts = zhejiang(student=student(entered_on=date(2026, 9, 1)))
    said = verdict(ZHEJIANG, "transfer", "transfer_one_term", facts)
    assert (said.exception_level, bool(said)) == ("city", False)


def test_article_17_granted_exceptions_no_longer_block():
    facts = zhejiang(student=student(entered_on=date(2026, 9, 1), on_leave=True))
    found = verdicts(ZHEJIANG, "transfer", facts)
    granted = found.granting([said.rule for said in found.exceptions])
    assert (found.blocks, granted.blocks) == (True, False)


@pytest.mark.parametrize("on_leave, expected", [(True, "exception"), (False, "allowed")])
def test_article_17_on_leave(on_leave, expected):
    assert says("transfer_on_leave", zhejiang(student=student(on_leave=on_leave))) == expected


@pytest.mark.parametrize("cohort, expected", [(2024, "warning"), (2025, "allowed")])
def test_article_17_graduating_grade_is_a_hint_only(cohort, expected):
    assert says("transfer_graduating", zhejiang(student=student(programme=programme(cohort)))) == expected


@pytest.mark.parametrize(
    "reason, expected",
    [
        (TransferReason.HOUSEHOLD_MOVE, "allowed"),
        (TransferReason.FAMILY_MOVE, "allowed"),
        (TransferReason.PERSONAL_WISH, "allowed"),
        (TransferReason.NO_FOLLOWING_CLASS, "allowed"),
        (TransferReason.OTHER, "allowed"),
        (TransferReason.COOPERATIVE_PROGRAMME, "silent"),
    ],
)
def test_article_17_reasons(reason, expected):
    assert says("transfer_reason", zhejiang(reason=reason)) == expected


@pytest.mark.parametrize(
    "reason, missing",
    [
        (TransferReason.HOUSEHOLD_MOVE, Evidence.HOUSEHOLD_PAGE),
        (TransferReason.FAMILY_MOVE, Evidence.RESIDENCE_PROOF),
        (TransferReason.PERSONAL_WISH, Evidence.TRANSFER_APPLICATION),
        (TransferReason.NO_FOLLOWING_CLASS, Evidence.NO_FOLLOWING_CLASS_PROOF),
        (TransferReason.OTHER, Evidence.REASON_STATEMENT),
    ],
)
def test_article_16_evidence_by_reason(reason, missing):
    facts = zhejiang(reason=reason, evidence=ALL_PAPERS - {missing.value})
    said = verdict(ZHEJIANG, "transfer", "transfer_evidence", facts)
    assert [need.key for need in said.needs] == [missing.value]


@pytest.mark.parametrize(
    "initiator, expected", [(Initiator.FROM_SCHOOL, "allowed"), (Initiator.TO_SCHOOL, "forbidden")]
)
def test_article_17_the_from_school_opens_it(initiator, expected):
    assert says("transfer_initiator", zhejiang(initiated_by=initiator)) == expected


@pytest.mark.parametrize(
    "birth_date, guardian_signed, expected",
    [
        (date(2008, 9, 8), False, "evidence"),  # 17 on the day of submission
        (date(2008, 9, 8), True, "allowed"),
        (date(2008, 9, 7), False, "allowed"),  # 18 on the day itself
    ],
)
def test_annex_1_signatures(birth_date, guardian_signed, expected):
    facts = zhejiang(student=student(birth_date=birth_date), guardian_consent=guardian_signed)
    assert says("transfer_consents", facts) == expected


def test_annex_1_the_student_always_signs():
    assert says("transfer_consents", zhejiang(student_consent=False)) == "evidence"


@pytest.mark.parametrize(
    "destination, expected",
    [
        (programme(2026), "allowed"),  # six terms left
        (programme(2025), "allowed"),  # four terms left
        (programme(2024), "forbidden"),  # two terms left
    ],
)
def test_article_17_from_general_high_school(destination, expected):
    facts = zhejiang(from_school=GENERAL_HIGH, destination=destination)
    assert says("transfer_general_high_study_time", facts) == expected


def test_article_17_exactly_one_and_a_half_years_is_enough():
    facts = zhejiang(
        from_school=GENERAL_HIGH,
        destination=programme(2025),
        requested_on=date(2027, 2, 20),
        effective_on=date(2027, 3, 1),
    )
    assert says("transfer_general_high_study_time", facts) == "allowed"


def test_article_17_to_general_high_school_is_open_with_a_hint():
    assert says("transfer_to_general_high", zhejiang(to_school=GENERAL_HIGH)) == "warning"


def test_article_17_to_a_special_school_needs_the_decision_and_no_window():
    facts = zhejiang(
        to_school=SPECIAL,
        requested_on=date(2026, 11, 20),
        reason=TransferReason.SPECIAL_SCHOOL_PLACEMENT,
        evidence=frozenset(),
    )
    assert (says("transfer_special_placement", facts), says("transfer_window", facts)) == (
        "evidence",
        "silent",
    )


@pytest.mark.parametrize("to_original, window", [(True, "silent"), (False, "forbidden")])
def test_article_17_return_from_a_special_school(to_original, window):
    facts = zhejiang(
        from_school=SPECIAL,
        requested_on=date(2026, 11, 20),
        reason=TransferReason.SPECIAL_SCHOOL_RETURN,
        returns_to_original=to_original,
    )
    assert (says("transfer_special_return", facts), says("transfer_window", facts)) == ("allowed", window)


@pytest.mark.parametrize("papers, expected", [(ALL_PAPERS, "allowed"), (frozenset(), "evidence")])
@pytest.mark.parametrize("change", [{"student": student(integrated=True)}, {"destination_integrated": True}])
def test_article_18_integrated_programmes_need_the_rule_they_rest_on(change, papers, expected):
    assert says("transfer_integrated", zhejiang(evidence=papers, **change)) == expected


def test_article_10_planned_move_needs_its_plan_and_no_window():
    facts = zhejiang(
        requested_on=date(2026, 11, 20),
        reason=TransferReason.COOPERATIVE_PROGRAMME,
        evidence=frozenset({Evidence.TRAINING_PLAN.value}),
    )
    assert (says("transfer_cooperative", facts), verdicts(ZHEJIANG, "transfer", facts).blocks) == (
        "allowed",
        False,
    )


def test_article_10_planned_move_without_a_plan_owes_it():
    facts = zhejiang(reason=TransferReason.COOPERATIVE_PROGRAMME, evidence=frozenset())
    assert says("transfer_cooperative", facts) == "evidence"


def test_article_13_duplicates_come_first():
    assert says("transfer_duplicate", zhejiang(student=student(has_duplicate=True))) == "forbidden"


def test_article_2_skilled_worker_schools_are_outside():
    assert says("transfer_scope", zhejiang(to_school=SKILLED_WORKER)) == "forbidden"


def test_article_17_only_enrolled_students():
    assert says("transfer_enrolled", zhejiang(student=student(enrolled=False))) == "forbidden"


def test_every_verdict_names_its_place():
    labels = {said.rule: said.citation.label for said in verdicts(ZHEJIANG, "transfer", zhejiang())}
    assert labels["zhejiang_2015.transfer_window"] == "第十七条第一款"
    assert labels["zhejiang_2015.transfer_consents"] == "附件1"
