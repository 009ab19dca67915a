"""Special schools: Beijing 19, paragraph 2; Zhejiang 17, paragraph 5."""

from dataclasses import replace
from datetime import date

import pytest

from tests.policies.builders import ALL_PAPERS, ON, outcome, programme, student, verdicts
from xueji.policies.engine import registry
from xueji.policies.facts import SpecialPlacementFacts, SpecialReturnFacts

BOTH = ["beijing_2020", "zhejiang_2015"]
ALL = ["national_2010", *BOTH]


def placed(**changes):
    usual = SpecialPlacementFacts(
        student=student(),
        requested_on=ON,
        checked_on=ON,
        serious_misconduct=True,
        unlawful_act=True,
        unsuited=True,
        evidence=ALL_PAPERS,
    )
    return replace(usual, **changes)


def returned(**changes):
    usual = SpecialReturnFacts(
        student=student(),
        requested_on=ON,
        checked_on=ON,
        evidence=ALL_PAPERS,
        student_consent=True,
        guardian_consent=True,
    )
    return replace(usual, **changes)


def of_placement(policy, concern, **changes):
    return outcome(policy, "special_placement", f"special_placement_{concern}", placed(**changes))


def of_return(policy, concern, **changes):
    return outcome(policy, "special_return", f"special_return_{concern}", returned(**changes))


@pytest.mark.parametrize("policy", ALL)
def test_a_decided_placement_is_allowed(policy):
    assert set(verdicts(policy, "special_placement", placed()).counts) == {"allowed"}


@pytest.mark.parametrize(
    "policy, misconduct, unlawful, unsuited, expected",
    [
        ("beijing_2020", True, False, True, "allowed"),
        ("beijing_2020", True, False, False, "forbidden"),
        ("beijing_2020", False, True, True, "forbidden"),
        ("zhejiang_2015", True, True, True, "allowed"),
        ("zhejiang_2015", True, False, True, "forbidden"),  # "and"
        ("zhejiang_2015", False, True, True, "forbidden"),
        ("zhejiang_2015", True, True, False, "forbidden"),
    ],
)
def test_grounds(policy, misconduct, unlawful, unsuited, expected):
    found = of_placement(policy, "grounds", serious_misconduct=misconduct, unlawful_act=unlawful, unsuited=unsuited)
    assert found == expected


@pytest.mark.parametrize("policy", ALL)
def test_the_decision_is_a_paper(policy):
    assert of_placement(policy, "decision", evidence=frozenset()) == "evidence"


@pytest.mark.parametrize("policy", ALL)
def test_only_who_has_status_is_placed(policy):
    assert of_placement(policy, "enrolled", student=student(enrolled=False)) == "forbidden"


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize("day", [date(2026, 9, 7), date(2026, 11, 20), date(2027, 5, 4)])
@pytest.mark.parametrize("cohort", [2026, 2024])
def test_the_way_back_knows_no_window_and_no_graduating_grade(policy, day, cohort):
    facts = returned(student=student(programme=programme(cohort)), requested_on=day, checked_on=day)
    assert set(verdicts(policy, "special_return", facts).counts) == {"allowed"}


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "concern, changes, expected",
    [
        ("conduct", {"evidence": frozenset()}, "evidence"),
        ("conduct", {"good_conduct": False}, "forbidden"),
        ("enrolled", {"in_special_school": False}, "forbidden"),
        ("enrolled", {"student": student(enrolled=False)}, "forbidden"),
        ("accepted", {"to_original_school": False}, "warning"),  # that is a transfer
        ("consents", {"guardian_consent": False}, "evidence"),
        ("consents", {"guardian_consent": False, "student": student(birth_date=date(2008, 9, 7))}, "allowed"),
        ("consents", {"student_consent": False}, "evidence"),
    ],
)
def test_the_way_back(policy, concern, changes, expected):
    assert of_return(policy, concern, **changes) == expected


@pytest.mark.parametrize(
    "policy, expected",
    [
        ("beijing_2020", [("approval", 1), ("filing", 2)]),
        ("zhejiang_2015", [("approval", 1), ("approval", 2)]),
        ("national_2010", [("approval", 1), ("filing", 2)]),
    ],
)
@pytest.mark.parametrize("kind", ["special_placement", "special_return"])
def test_who_decides(policy, kind, expected):
    steps = registry.get(policy).plan(kind, "only", {"school": 1, "authority": 2, "city": 3, "province": 4}, ON)
    found = [(step.kind.value, step.organization_id) for step in steps]
    assert found == [("submission", 1), *expected]
