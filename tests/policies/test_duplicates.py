"""Clashes between records: what each way out needs, and which likeness holds a registration up (Beijing 12, Zhejiang 13)."""

from datetime import date

import pytest

from xueji.policies.engine.check import check
from xueji.policies.facts import (
    DuplicateCorrectionFacts,
    DuplicateDeletionFacts,
    DuplicateProofFacts,
    RegistrationItemFacts,
)
from xueji.policies.patterns.duplicates import LikenessSettled
from xueji.policies.vocabulary import ClashKind, HoldsUp, ProofClaim

ON = date(2026, 9, 10)
DAYS = {"requested_on": ON, "checked_on": ON}
POLICIES = ("national_2010", "zhejiang_2015", "beijing_2020")


def says(policy, kind, concern, facts):
    for verdict in check(policy, kind, facts, ON):
        if verdict.rule.partition(".")[2] == concern:
            return verdict.outcome.value
    return "silent"


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    "claim, papers, expected",
    [
        ("ours", {"admission_notice"}, "allowed"),
        ("ours", {"attendance_record"}, "allowed"),
        ("ours", {"identity_card"}, "evidence"),
        ("ours", set(), "evidence"),
        ("two_people", {"identity_card"}, "allowed"),
        ("two_people", {"household_register"}, "allowed"),
        ("two_people", {"police_certificate"}, "allowed"),
        ("two_people", {"admission_notice"}, "evidence"),
    ],
)
def test_papers_of_a_proof(policy, claim, papers, expected):
    facts = DuplicateProofFacts(**DAYS, claim=ProofClaim(claim), evidence=frozenset(papers))
    assert says(policy, "duplicate_proof", "duplicate_papers", facts) == expected


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    "changes, concern, expected",
    [
        ({"is_open": False}, "duplicate_open", "forbidden"),
        ({"clash": ClashKind.NUMBER}, "duplicate_open", "allowed"),
        ({"other_heard": False}, "duplicate_heard", "warning"),
        ({}, "duplicate_heard", "allowed"),
        ({"other_registered": True}, "duplicate_other_registered", "warning"),
        ({"other_registered": True, "claim": ProofClaim.TWO_PEOPLE}, "duplicate_other_registered", "silent"),
    ],
)
def test_proofs(policy, changes, concern, expected):
    assert says(policy, "duplicate_proof", concern, DuplicateProofFacts(**DAYS, **changes)) == expected


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    "changes, concern, expected",
    [
        ({"pending": False}, "duplicate_correction_pending", "forbidden"),
        ({}, "duplicate_correction_pending", "allowed"),
        ({"identity_valid": False}, "duplicate_correction_number", "forbidden"),
        ({"identity_consistent": False}, "duplicate_correction_number", "forbidden"),
        ({"still_clashes": True}, "duplicate_correction_number", "forbidden"),
        ({}, "duplicate_correction_number", "allowed"),
        ({}, "duplicate_correction_papers", "evidence"),
        ({"evidence": frozenset({"identity_proof"})}, "duplicate_correction_papers", "allowed"),
    ],
)
def test_corrections(policy, changes, concern, expected):
    assert says(policy, "duplicate_correction", concern, DuplicateCorrectionFacts(**DAYS, **changes)) == expected


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    "changes, expected", [({}, "allowed"), ({"pending": False}, "forbidden"), ({"is_open": False}, "forbidden")]
)
def test_deletions(policy, changes, expected):
    facts = DuplicateDeletionFacts(**DAYS, **changes)
    assert says(policy, "duplicate_deletion", "duplicate_deletion_pending", facts) == expected


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    "changes, expected",
    [
        ({}, "silent"),
        ({"alike": True}, "warning"),
        ({"alike": True, "alike_without_number": True}, "forbidden"),
    ],
)
def test_likenesses(policy, changes, expected):
    facts = RegistrationItemFacts(checked_in_on=ON, **changes)
    assert says(policy, "registration_item", "registration_likeness", facts) == expected


class _Read:
    """The values of a day on which the reading was set to this word."""

    def __init__(self, word):
        self.word = word

    def text(self, key):
        return self.word


@pytest.mark.parametrize(
    "word, without_number, expected",
    [
        (HoldsUp.ALWAYS, False, "forbidden"),
        (HoldsUp.NEVER, True, "warning"),
        (HoldsUp.WITHOUT_CITIZEN_NUMBER, True, "forbidden"),
        (HoldsUp.WITHOUT_CITIZEN_NUMBER, False, "warning"),
    ],
)
def test_what_holds_up_is_a_reading(word, without_number, expected):
    class Settled(LikenessSettled):
        article = 1
        sentence = "查清"

    facts = RegistrationItemFacts(checked_in_on=ON, alike=True, alike_without_number=without_number)
    assert Settled("national_2010", _Read(word)).check(facts).outcome == expected
