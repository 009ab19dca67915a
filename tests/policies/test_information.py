"""Information changes, article by article: whose, on which papers, numbers that agree, and in what time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.policies.builders import outcome as said_by
from tests.policies.builders import student, verdict, verdicts
from xueji.policies.engine import registry
from xueji.policies.facts import InformationFacts
from xueji.policies.patterns.information import nth_working_day, working_days_between
from xueji.policies.vocabulary import Evidence, InformationField

BEIJING, ZHEJIANG = "beijing_2020", "zhejiang_2015"
# National Day 2026: 1 to 7 October off, 20 September and 10 October worked.
_REST = frozenset(
    day
    for day in (date(2026, 9, 1) + timedelta(days=offset) for offset in range(60))
    if (day.weekday() >= 5 or date(2026, 10, 1) <= day <= date(2026, 10, 7))
    and day not in (date(2026, 9, 20), date(2026, 10, 10))
)


def information(*fields, **changes):
    """A new address, asked for by the student, proved by the household register."""
    usual = InformationFacts(
        student=student(),
        requested_on=date(2026, 9, 7),
        checked_on=date(2026, 9, 7),
        fields=frozenset(fields or (InformationField.ADDRESS,)),
        student_consent=True,
        evidence=frozenset({Evidence.HOUSEHOLD_REGISTER}),
    )
    return replace(usual, **changes)


def beijing(concern, *fields, **changes):
    return said_by(BEIJING, "information", concern, information(*fields, **changes))


def zhejiang(concern, *fields, **changes):
    return said_by(ZHEJIANG, "information", concern, information(*fields, **changes))


@pytest.mark.parametrize("policy", [BEIJING, ZHEJIANG, "national_2010"])
def test_an_ordinary_change_is_allowed_by_every_rule(policy):
    assert set(verdicts(policy, "information", information()).counts) == {"allowed"}


@pytest.mark.parametrize(
    "field, paper, expected",
    [
        (InformationField.NAME, Evidence.HOUSEHOLD_REGISTER, "allowed"),
        (InformationField.NAME, Evidence.POLICE_CERTIFICATE, "allowed"),
        (InformationField.NAME, Evidence.IDENTITY_CARD, "evidence"),
        (InformationField.NAME, None, "evidence"),
        (InformationField.SEX, Evidence.POLICE_CERTIFICATE, "allowed"),
        (InformationField.BIRTH_DATE, Evidence.IDENTITY_CARD, "evidence"),
        (InformationField.IDENTITY_NUMBER, Evidence.POLICE_CERTIFICATE, "allowed"),
        (InformationField.IDENTITY_NUMBER, Evidence.IDENTITY_CARD, "evidence"),
        (InformationField.ADDRESS, Evidence.IDENTITY_CARD, "allowed"),
        (InformationField.ADDRESS, Evidence.RESIDENCE_PROOF, "allowed"),
        (InformationField.ADDRESS, None, "evidence"),
        (InformationField.HOUSEHOLD_TYPE, Evidence.HOUSEHOLD_REGISTER, "allowed"),
        (InformationField.HOUSEHOLD_TYPE, Evidence.IDENTITY_CARD, "evidence"),
        (InformationField.ETHNIC_GROUP, Evidence.POLICE_CERTIFICATE, "allowed"),
        (InformationField.POLITICAL_STATUS, Evidence.MEMBERSHIP_PROOF, "allowed"),
        (InformationField.PHONE, None, "allowed"),
    ],
)
@pytest.mark.parametrize("says", [beijing, zhejiang])
def test_evidence_by_entry(says, field, paper, expected):
    papers = frozenset({paper} if paper else ())
    assert says("information_evidence", field, evidence=papers) == expected


def test_each_entry_needs_its_own_paper():
    facts = information(InformationField.NAME, InformationField.POLITICAL_STATUS)
    said = verdict(BEIJING, "information", "information_evidence", facts)
    assert (said.reason, [need.key for need in said.needs]) == (
        "变更政治面貌，缺党团组织关系证明",
        ["membership_proof"],
    )


@pytest.mark.parametrize(
    "who, papers, expected",
    [
        ({"student_consent": True}, [], "allowed"),
        ({"student_consent": False, "guardian_consent": True}, [], "allowed"),  # student or guardian
        ({"student_consent": False}, [], "evidence"),
        ({"student_consent": False}, [Evidence.INFORMATION_APPLICATION], "allowed"),
    ],
)
@pytest.mark.parametrize("says", [beijing, zhejiang])
def test_student_or_guardian_asks(says, who, papers, expected):
    assert says("information_consents", evidence=frozenset(papers), **who) == expected


@pytest.mark.parametrize(
    "state, graduated, registered, in_beijing, in_zhejiang",
    [
        ({}, False, "allowed", "silent", "silent"),
        ({"on_leave": True}, False, "allowed", "silent", "silent"),
        ({"enrolled": False}, True, "allowed", "warning", "exception"),
        ({"enrolled": False}, False, "forbidden", "silent", "silent"),
    ],
)
def test_graduates(state, graduated, registered, in_beijing, in_zhejiang):
    facts = {"student": student(**state), "graduated": graduated}
    assert {says("information_registered", **facts) for says in (beijing, zhejiang)} == {registered}
    assert beijing("information_graduates", **facts) == in_beijing
    assert zhejiang("information_graduates", **facts) == in_zhejiang


@pytest.mark.parametrize(
    "field, valid, consistent, expected",
    [
        (InformationField.IDENTITY_NUMBER, True, True, "allowed"),
        (InformationField.IDENTITY_NUMBER, False, True, "forbidden"),
        (InformationField.IDENTITY_NUMBER, True, False, "forbidden"),
        (InformationField.BIRTH_DATE, True, False, "forbidden"),
        (InformationField.SEX, True, False, "forbidden"),
        (InformationField.ADDRESS, True, False, "silent"),
    ],
)
@pytest.mark.parametrize("says", [beijing, zhejiang])
def test_the_number_agrees_with_birth_date_and_sex(says, field, valid, consistent, expected):
    facts = {"identity_valid": valid, "identity_consistent": consistent}
    assert says("information_identity", field, **facts) == expected


@pytest.mark.parametrize("double, expected", [(False, "allowed"), (True, "forbidden")])
@pytest.mark.parametrize("says", [beijing, zhejiang])
def test_the_number_is_nobody_elses(says, double, expected):
    facts = {"student": student(has_duplicate=double)}
    assert says("information_duplicate", InformationField.IDENTITY_NUMBER, **facts) == expected


@pytest.mark.parametrize(
    "proof, started, expected",
    [
        (date(2026, 9, 7), date(2026, 9, 7), "allowed"),  # the day itself
        (date(2026, 9, 7), date(2026, 9, 20), "allowed"),  # the tenth: the make-up Sunday counts
        (date(2026, 9, 7), date(2026, 9, 21), "warning"),
        (date(2026, 9, 24), date(2026, 10, 14), "allowed"),  # across National Day
        (date(2026, 9, 24), date(2026, 10, 15), "warning"),
        (None, date(2026, 12, 1), "silent"),
    ],
)
def test_zhejiang_article_24_ten_working_days_from_the_proof(proof, started, expected):
    facts = {"proof_received_on": proof, "requested_on": started, "rest_days": _REST}
    assert zhejiang("information_start", **facts) == expected


def test_beijing_article_33_sets_the_school_no_time():
    assert beijing("information_start", proof_received_on=date(2026, 1, 5)) == "silent"


def test_without_rest_days_weekends_rest():
    assert nth_working_day(date(2026, 9, 4), 1, ()) == date(2026, 9, 7)
    assert working_days_between(date(2026, 9, 4), date(2026, 9, 11), ()) == 5


@pytest.mark.parametrize(
    "policy, steps",
    [
        (BEIJING, [("submission", "school", 10), ("approval", "school", 10)]),
        (ZHEJIANG, [("submission", "school", 10), ("approval", "school", 10), ("approval", "authority", 10)]),
        ("national_2010", [("submission", "school", 10), ("approval", "school", 10), ("filing", "authority", None)]),
    ],
)
def test_chains(policy, steps):
    parties = {"school": 1, "authority": 2, "city": 3, "province": 4}
    planned = registry.get(policy).plan("information", "only", parties, date(2026, 11, 20))
    assert [(step.kind.value, step.party, step.budget_working_days) for step in planned] == steps
