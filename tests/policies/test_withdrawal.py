"""Withdrawal on application and required withdrawal: Beijing 14 and 24, Zhejiang 16 and 22."""

from dataclasses import replace
from datetime import date

import pytest

from tests.policies.builders import ON, TERMS, outcome, student, verdict, verdicts
from xueji.policies.engine import registry
from xueji.policies.facts import RequiredWithdrawalFacts, WithdrawalFacts
from xueji.policies.vocabulary import Evidence, WithdrawalGround

BOTH = ["beijing_2020", "zhejiang_2015"]
ALL = ["national_2010", *BOTH]
ADULT = date(2008, 9, 7)
MINOR = date(2010, 5, 4)
RECORD = frozenset({Evidence.ATTENDANCE_RECORD.value})


def applied(**changes):
    """A withdrawal that student and guardian applied for, papers and all."""
    usual = WithdrawalFacts(
        student=student(),
        requested_on=ON,
        checked_on=ON,
        evidence=frozenset({Evidence.WITHDRAWAL_APPLICATION.value}),
        student_consent=True,
        guardian_consent=True,
    )
    return replace(usual, **changes)


def required(ground=WithdrawalGround.TRUANCY, *, born=ADULT, on_leave=False, **changes):
    """An adult with ninety truant hours whose guardian was told; other grounds state their own facts."""
    usual = RequiredWithdrawalFacts(
        student=student(birth_date=born, on_leave=on_leave),
        ground=ground,
        requested_on=ON,
        checked_on=ON,
        truant_hours=90,
        student_notified_on=date(2026, 9, 3),
        guardian_notified_on=date(2026, 9, 3),
        evidence=RECORD,
        terms=TERMS,
    )
    return replace(usual, **changes)


def unreachable(**changes):
    """Nobody was reached: two contacts tried, an announcement of seven days that ended yesterday."""
    facts = {
        "student_notified_on": None,
        "guardian_notified_on": None,
        "contact_attempts": 2,
        "announced_from": date(2026, 8, 31),
        "announced_until": date(2026, 9, 6),
    }
    return required(**facts | changes)


def of(policy, concern, facts):
    return outcome(policy, "required_withdrawal", f"required_withdrawal_{concern}", facts)


@pytest.mark.parametrize("policy", ALL)
def test_an_application_of_both_is_allowed(policy):
    assert set(verdicts(policy, "withdrawal", applied()).counts) == {"allowed"}


@pytest.mark.parametrize("policy", ALL)
def test_who_has_no_status_cannot_withdraw(policy):
    facts = applied(student=student(enrolled=False))
    assert outcome(policy, "withdrawal", "withdrawal_enrolled", facts) == "forbidden"


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "born, own, guardian, expected",
    [
        (MINOR, True, True, "allowed"),
        (MINOR, True, False, "evidence"),
        (MINOR, False, True, "evidence"),
        (date(2008, 9, 7), True, False, "allowed"),  # eighteen on the day of the application
        (date(2008, 9, 8), True, False, "evidence"),  # a day short
        (date(2008, 9, 7), False, True, "evidence"),  # of age: nobody withdraws the student but the student
    ],
)
def test_article_24_and_22_student_and_guardian_apply(policy, born, own, guardian, expected):
    facts = applied(student=student(birth_date=born), student_consent=own, guardian_consent=guardian)
    assert outcome(policy, "withdrawal", "withdrawal_consents", facts) == expected


@pytest.mark.parametrize("policy", BOTH)
def test_age_counts_on_the_day_of_the_application(policy):
    facts = applied(student=student(birth_date=ADULT), applied_on=date(2026, 9, 6), guardian_consent=False)
    assert outcome(policy, "withdrawal", "withdrawal_consents", facts) == "evidence"


@pytest.mark.parametrize("policy", BOTH)
def test_the_application_is_a_paper(policy):
    said = verdict(policy, "withdrawal", "withdrawal_application", applied(evidence=frozenset()))
    assert [need.key for need in said.needs] == ["withdrawal_application"]


@pytest.mark.parametrize("policy", ALL)
def test_an_adult_with_ninety_hours_who_was_told_is_withdrawn(policy):
    assert set(verdicts(policy, "required_withdrawal", required()).counts) == {"allowed"}


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize("hours, expected", [(0, "forbidden"), (89, "forbidden"), (90, "allowed"), (91, "allowed")])
def test_ninety_truant_hours_in_a_term(policy, hours, expected):
    assert of(policy, "truancy", required(truant_hours=hours)) == expected


@pytest.mark.parametrize("policy", BOTH)
def test_on_leave_nobody_is_truant(policy):
    assert of(policy, "truancy", required(on_leave=True)) == "forbidden"


def test_truancy_says_how_many_hours_are_missing():
    said = verdict("zhejiang_2015", "required_withdrawal", "required_withdrawal_truancy", required(truant_hours=89))
    assert said.reason == "本学期旷课累计 89 课时，未达 90 课时，还差 1 课时"
    assert said.citation.label == "第二十二条第二款第三项"


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "first, last, requested, excused, expected",
    [
        (date(2026, 9, 1), date(2026, 9, 13), date(2026, 9, 20), False, "forbidden"),  # thirteen days
        (date(2026, 9, 1), date(2026, 9, 14), date(2026, 9, 20), False, "allowed"),  # two weeks, the first day counted
        (date(2026, 9, 1), date(2026, 9, 15), date(2026, 9, 20), False, "allowed"),
        (date(2026, 9, 1), None, date(2026, 9, 13), False, "forbidden"),  # still away
        (date(2026, 9, 1), None, date(2026, 9, 14), False, "allowed"),
        (date(2026, 9, 1), date(2026, 9, 30), date(2026, 9, 13), False, "forbidden"),  # what is to come does not count
        (date(2026, 9, 1), None, date(2026, 9, 20), True, "forbidden"),
        (date(2026, 8, 1), None, date(2026, 9, 13), False, "forbidden"),  # holidays are nobody's absence
        (date(2026, 8, 1), None, date(2026, 9, 14), False, "allowed"),  # not back after them
        (None, None, date(2026, 9, 20), False, "forbidden"),
    ],
)
def test_two_weeks_of_absence(policy, first, last, requested, excused, expected):
    facts = required(
        WithdrawalGround.ABSENCE,
        absent_from=first,
        absent_until=last,
        requested_on=requested,
        checked_on=requested,
        absence_excused=excused,
    )
    assert of(policy, "absence", facts) == expected


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "started, ended, requested, expected",
    [
        (date(2024, 9, 7), None, date(2026, 9, 6), "forbidden"),  # the day before the anniversary
        (date(2024, 9, 7), None, date(2026, 9, 7), "allowed"),  # the anniversary
        (date(2024, 2, 29), None, date(2026, 2, 28), "forbidden"),
        (date(2024, 2, 29), None, date(2026, 3, 1), "allowed"),
        (date(2024, 9, 1), date(2026, 8, 31), date(2026, 9, 1), "allowed"),  # exactly two years
        (date(2024, 9, 1), date(2026, 8, 30), date(2026, 9, 7), "allowed"),  # four terms, a day short by the calendar
        (date(2024, 9, 2), date(2026, 7, 5), date(2026, 7, 20), "forbidden"),  # four terms, holidays still
        (date(2024, 9, 2), date(2026, 7, 5), date(2026, 9, 1), "allowed"),  # the opening at which nobody came
        (date(2025, 9, 1), date(2026, 7, 5), date(2026, 9, 7), "forbidden"),  # one year
        (None, None, date(2026, 9, 7), "forbidden"),
    ],
)
def test_two_years_of_leave(policy, started, ended, requested, expected):
    facts = required(
        WithdrawalGround.TWO_YEARS_OF_LEAVE,
        on_leave=True,
        leave_started_on=started,
        leave_ended_on=ended,
        requested_on=requested,
        checked_on=requested,
    )
    assert of(policy, "two_years", facts) == expected


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize("changes", [{"able_to_return": True}, {"leave_for_service": True}])
def test_two_years_of_leave_do_not_bind_who_can_return_or_serves(policy, changes):
    facts = required(WithdrawalGround.TWO_YEARS_OF_LEAVE, leave_started_on=date(2024, 9, 1), **changes)
    assert of(policy, "two_years", facts) == "forbidden"


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "ended, requested, expected",
    [
        (date(2026, 4, 10), date(2026, 4, 24), "forbidden"),  # two weeks after the end: the last day in time
        (date(2026, 4, 10), date(2026, 4, 25), "allowed"),
        (date(2026, 7, 5), date(2026, 7, 20), "forbidden"),  # a leave that ends with the term: holidays do not count
        (date(2026, 7, 5), date(2026, 9, 14), "forbidden"),  # the opening is the first of fourteen days
        (date(2026, 7, 5), date(2026, 9, 15), "allowed"),
        (date(2026, 8, 20), date(2026, 9, 14), "forbidden"),  # ended in the holidays
        (None, date(2026, 9, 20), "forbidden"),
    ],
)
def test_not_resumed_two_weeks_after_the_leave(policy, ended, requested, expected):
    facts = required(
        WithdrawalGround.NOT_RESUMED, on_leave=True, leave_ended_on=ended, requested_on=requested, checked_on=requested
    )
    assert of(policy, "not_resumed", facts) == expected


@pytest.mark.parametrize("policy", BOTH)
@pytest.mark.parametrize(
    "changes, expected",
    [
        ({"special_circumstances": True}, "forbidden"),
        ({"resumption_applied_on": date(2026, 4, 24)}, "forbidden"),
        (
            {"resumption_applied_on": date(2026, 4, 25)},
            "warning",
        ),  # late, but not lost: the resumption is decided first
    ],
)
def test_not_resumed_gives_way(policy, changes, expected):
    facts = required(
        WithdrawalGround.NOT_RESUMED,
        leave_ended_on=date(2026, 4, 10),
        requested_on=date(2026, 4, 27),
        checked_on=date(2026, 4, 27),
        **changes,
    )
    assert of(policy, "not_resumed", facts) == expected


@pytest.mark.parametrize(
    "policy, requested, excused, expected",
    [
        ("beijing_2020", date(2026, 9, 14), False, "forbidden"),
        ("beijing_2020", date(2026, 9, 15), False, "forbidden"),  # two weeks late to the day: still in time
        ("beijing_2020", date(2026, 9, 16), False, "allowed"),
        ("beijing_2020", date(2026, 9, 16), True, "forbidden"),
        ("zhejiang_2015", date(2026, 9, 30), False, "forbidden"),  # knows no registration of terms
        ("national_2010", date(2026, 9, 30), False, "forbidden"),
    ],
)
def test_article_14_term_registration(policy, requested, excused, expected):
    facts = required(
        WithdrawalGround.NOT_REGISTERED,
        registration_due_on=date(2026, 9, 1),
        requested_on=requested,
        checked_on=requested,
        absence_excused=excused,
    )
    assert of(policy, "not_registered", facts) == expected


@pytest.mark.parametrize("policy", ALL)
def test_a_ground_that_is_not_meant_is_silent(policy):
    said = {one.rule.partition(".")[2] for one in verdicts(policy, "required_withdrawal", required())}
    assert "required_withdrawal_truancy" in said
    assert not said & {"required_withdrawal_absence", "required_withdrawal_two_years"}


@pytest.mark.parametrize(
    "policy, expected", [("beijing_2020", "warning"), ("zhejiang_2015", "evidence"), ("national_2010", "silent")]
)
def test_attendance_is_proved(policy, expected):
    assert of(policy, "evidence", required(evidence=frozenset())) == expected


@pytest.mark.parametrize("policy", BOTH)
def test_leave_is_on_the_register_and_needs_no_paper(policy):
    facts = required(WithdrawalGround.TWO_YEARS_OF_LEAVE, leave_started_on=date(2024, 9, 1), evidence=frozenset())
    assert of(policy, "evidence", facts) == "silent"


@pytest.mark.parametrize(
    "policy, born, own, guardian, expected",
    [
        ("beijing_2020", MINOR, date(2026, 9, 3), date(2026, 9, 3), "allowed"),
        ("beijing_2020", MINOR, None, date(2026, 9, 3), "warning"),  # the student is to be told too
        ("zhejiang_2015", MINOR, None, date(2026, 9, 3), "allowed"),
        ("beijing_2020", MINOR, date(2026, 9, 3), None, "evidence"),
        ("zhejiang_2015", MINOR, date(2026, 9, 3), None, "evidence"),
        ("beijing_2020", ADULT, date(2026, 9, 3), None, "allowed"),
        ("zhejiang_2015", ADULT, date(2026, 9, 3), None, "allowed"),
    ],
)
def test_who_is_told(policy, born, own, guardian, expected):
    facts = required(born=born, student_notified_on=own, guardian_notified_on=guardian)
    assert of(policy, "notice", facts) == expected


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "attempts, papers, expected",
    [
        (0, frozenset(), "evidence"),
        (1, frozenset(), "allowed"),
        (0, frozenset({Evidence.CONTACT_RECORD.value}), "allowed"),
    ],
)
def test_contact_is_recorded_before_anybody_is_withdrawn_unheard(policy, attempts, papers, expected):
    assert of(policy, "notice", unreachable(contact_attempts=attempts, evidence=RECORD | papers)) == expected


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "first, last, checked, expected",
    [
        (None, None, date(2026, 9, 7), "forbidden"),
        (date(2026, 9, 1), date(2026, 9, 6), date(2026, 9, 7), "forbidden"),  # six days
        (date(2026, 8, 31), date(2026, 9, 6), date(2026, 9, 6), "forbidden"),  # the last of seven days
        (date(2026, 8, 31), date(2026, 9, 6), date(2026, 9, 7), "allowed"),  # the day after
    ],
)
def test_the_announcement_has_run_out(policy, first, last, checked, expected):
    facts = unreachable(announced_from=first, announced_until=last, checked_on=checked)
    assert of(policy, "announcement", facts) == expected


@pytest.mark.parametrize("policy", ALL)
def test_who_was_told_needs_no_announcement(policy):
    assert of(policy, "announcement", required()) == "silent"


@pytest.mark.parametrize(
    "policy, own, guardian, expected",
    [
        ("zhejiang_2015", False, False, "forbidden"),
        ("zhejiang_2015", True, False, "forbidden"),
        ("zhejiang_2015", True, True, "allowed"),  # advised: they apply themselves
        ("beijing_2020", False, False, "warning"),
        ("beijing_2020", True, True, "allowed"),
        ("national_2010", False, False, "warning"),
    ],
)
def test_a_minor_is_not_forced_out(policy, own, guardian, expected):
    facts = required(born=MINOR, student_consent=own, guardian_consent=guardian)
    assert of(policy, "minor", facts) == expected


@pytest.mark.parametrize(
    "born, expected",
    [(date(2008, 9, 8), "forbidden"), (date(2008, 9, 7), "silent"), (date(2008, 9, 6), "silent")],
)
def test_zhejiang_full_age_is_judged_on_the_day_of_the_decision(born, expected):
    facts = required(born=born, requested_on=date(2026, 9, 1), checked_on=date(2026, 9, 7))
    assert of("zhejiang_2015", "minor", facts) == expected


def test_zhejiang_an_announcement_does_not_force_a_minor_out():
    assert of("zhejiang_2015", "minor", unreachable(born=MINOR)) == "forbidden"


@pytest.mark.parametrize(
    "policy, due, expected",
    [
        ("beijing_2020", date(2026, 9, 7), "warning"),  # may still come today
        ("beijing_2020", date(2026, 9, 6), "allowed"),
        ("beijing_2020", None, "silent"),
        ("zhejiang_2015", date(2026, 9, 7), "silent"),
    ],
)
def test_article_24_time_for_the_formalities(policy, due, expected):
    assert of(policy, "formalities", required(formalities_due_on=due)) == expected


@pytest.mark.parametrize(
    "policy, kind, expected",
    [
        ("beijing_2020", "withdrawal", [("approval", 1, 10), ("filing", 2, None)]),
        ("beijing_2020", "required_withdrawal", [("approval", 1, 10), ("filing", 2, None)]),
        ("zhejiang_2015", "withdrawal", [("approval", 1, 10), ("filing", 2, 10), ("filing", 3, 10)]),
        ("zhejiang_2015", "required_withdrawal", [("approval", 1, 10), ("filing", 2, 10), ("filing", 3, 10)]),
        ("national_2010", "withdrawal", [("approval", 1, 10), ("filing", 2, None)]),
    ],
)
def test_the_school_decides_and_the_levels_above_are_told(policy, kind, expected):
    parties = {"school": 1, "authority": 2, "city": 3, "province": 4}
    steps = registry.get(policy).plan(kind, "only", parties, ON)
    found = [(step.kind.value, step.organization_id, step.budget_working_days) for step in steps]
    assert found == [("submission", 1, 10), *expected]
