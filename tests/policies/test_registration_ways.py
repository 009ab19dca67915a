"""Registration of those who come by a way of their own; directions of a category; rosters of integrated programmes."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from tests.policies.builders import ALL_PAPERS, new_student, outcome, student, verdict
from xueji.policies.engine import registry
from xueji.policies.facts import DirectionFacts, IntegratedRosterFacts
from xueji.policies.vocabulary import AdmissionSource, Evidence, Schooling, StudyForm

ALL = ["national_2010", "beijing_2020", "zhejiang_2015"]
FULL, FLEXIBLE = StudyForm.FULL_TIME, StudyForm.FLEXIBLE


def of_student(policy, concern, **changes):
    return outcome(policy, "registration_item", concern, new_student(**changes))


@pytest.mark.parametrize(
    "form, schooling, years, longest, expected",
    [
        (FULL, Schooling.JUNIOR, "3", None, "allowed"),
        (FULL, Schooling.JUNIOR, "2.5", None, "warning"),  # three years in the main
        (FULL, Schooling.SENIOR, "1", None, "allowed"),
        (FULL, Schooling.SENIOR, "0.5", None, "forbidden"),  # one year at least
        (FLEXIBLE, Schooling.JUNIOR, "3", "6", "allowed"),
        (FLEXIBLE, Schooling.JUNIOR, "2.5", "6", "exception"),
        (FLEXIBLE, Schooling.JUNIOR, "3", "6.5", "exception"),
        (FLEXIBLE, Schooling.SENIOR, "1", "3", "allowed"),
        (FLEXIBLE, Schooling.SENIOR, "0.5", "3", "exception"),
        (FLEXIBLE, Schooling.SENIOR, "1", "3.5", "exception"),
        (FLEXIBLE, Schooling.JUNIOR, "4", None, "allowed"),
    ],
)
@pytest.mark.parametrize("policy", ALL)
def test_length_of_study(policy, form, schooling, years, longest, expected):
    found = of_student(
        policy,
        "registration_study_length",
        study_form=form,
        schooling=schooling,
        years=Decimal(years),
        longest_years=Decimal(longest) if longest else None,
    )
    assert found == expected


@pytest.mark.parametrize(("longest", "said"), [(None, "修业 4 至 6 年"), (Decimal(5), "修业 4 至 5 年")])
def test_where_the_programme_sets_no_longest_time_the_regulations_holds(longest, said):
    facts = new_student(study_form=FLEXIBLE, years=Decimal(4), longest_years=longest)

    assert said in verdict("zhejiang_2015", "registration_item", "registration_study_length", facts).reason


@pytest.mark.parametrize("policy", ["beijing_2020", "zhejiang_2015"])
def test_a_settled_roster_needs_no_paper(policy):
    facts = new_student(integrated=True, integrated_settled=True)

    assert outcome(policy, "registration_item", "registration_integrated", facts) == "allowed"


def test_a_missing_consent_says_what_to_do():
    said = verdict("zhejiang_2015", "registration_item", "registration_integrated", new_student(integrated=True))

    assert "请先报送录取名册" in said.reason


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "changes, expected",
    [({}, "allowed"), ({"admission_lost": True}, "forbidden"), ({"kept_for_health": True}, "forbidden")],
)
def test_only_whose_place_stands_is_registered(policy, changes, expected):
    assert of_student(policy, "registration_admission_stands", **changes) == expected


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize("failed, expected", [(True, "forbidden"), (False, "silent")])
def test_who_failed_the_recheck_is_not_registered(policy, failed, expected):
    assert of_student(policy, "registration_eligibility", eligibility_failed=failed) == expected


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "source, here, expected",
    [
        (AdmissionSource.COOPERATIVE, True, "allowed"),
        (AdmissionSource.COOPERATIVE, False, "forbidden"),
        (AdmissionSource.EXAMINATION, True, "silent"),
        (AdmissionSource.EXAMINATION, False, "forbidden"),
    ],
)
def test_students_are_registered_where_they_really_attend(policy, source, here, expected):
    assert of_student(policy, "registration_place", admission_source=source, attends_here=here) == expected


@pytest.mark.parametrize(
    "elsewhere, papers, expected",
    [(True, frozenset(), "evidence"), (True, ALL_PAPERS, "allowed"), (False, frozenset(), "silent")],
)
def test_beijing_article_12_wants_the_agreement(elsewhere, papers, expected):
    found = of_student(
        "beijing_2020",
        "registration_cooperation",
        admission_source=AdmissionSource.COOPERATIVE,
        from_other_province=elsewhere,
        evidence=papers,
    )
    assert found == expected


@pytest.mark.parametrize("inland, expected", [(True, "warning"), (False, "silent")])
def test_zhejiang_article_10_marks_inland_classes(inland, expected):
    assert of_student("zhejiang_2015", "registration_inland_class", inland_class=inland) == expected


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "before, after, is_category, expected",
    [
        ("71", "71", False, "allowed"),
        ("71", "73", False, "forbidden"),
        ("71", "71", True, "forbidden"),
        ("", "71", False, "forbidden"),  # not registered under a category: that is a change of major
    ],
)
def test_a_direction_lies_inside_the_category(policy, before, after, is_category, expected):
    facts = DirectionFacts(
        student=student(),
        requested_on=date(2026, 12, 1),
        checked_on=date(2026, 12, 1),
        from_category=before,
        to_category=after,
        to_is_category=is_category,
    )
    assert outcome(policy, "direction", "direction_inside_category", facts) == expected


@pytest.mark.parametrize("decided, expected", [(date(2026, 11, 1), "allowed"), (date(2026, 10, 31), "warning")])
def test_a_direction_is_entered_within_a_month(decided, expected):
    facts = DirectionFacts(
        student=student(), requested_on=date(2026, 12, 1), checked_on=date(2026, 12, 1), decided_on=decided
    )
    assert outcome("beijing_2020", "direction", "direction_promptly", facts) == expected


@pytest.mark.parametrize("policy", ALL)
@pytest.mark.parametrize(
    "changes, concern, expected",
    [
        ({}, "integrated_roster_programme", "allowed"),
        ({"integrated": False}, "integrated_roster_programme", "forbidden"),
        ({"admission_lost": True}, "integrated_roster_programme", "forbidden"),
        ({"college_named": False}, "integrated_roster_college", "warning"),
    ],
)
def test_rosters_of_integrated_programmes(policy, changes, concern, expected):
    facts = IntegratedRosterFacts(requested_on=date(2026, 8, 20), checked_on=date(2026, 8, 20), **changes)

    assert outcome(policy, "integrated_roster", concern, facts) == expected


@pytest.mark.parametrize(
    "policy, parties",
    [
        ("zhejiang_2015", ["school", "authority", "city"]),  # article 7: consent before registration
        ("beijing_2020", ["school", "school", "authority", "province"]),  # article 6: filed with the city
        ("national_2010", ["school", "school", "authority", "city"]),
    ],
)
def test_who_sees_the_roster(policy, parties):
    chain = registry.get(policy).chain_for("integrated_roster", "only", date(2026, 9, 1))

    assert [step.party.value for step in chain.steps] == parties


def test_paper_of_cooperation_has_a_name():
    assert "对口支援" in Evidence.COOPERATION_AGREEMENT.label


@pytest.mark.parametrize(
    "school, programme, reading, expected",
    [
        (True, True, "school", "allowed"),
        (True, False, "school", "warning"),
        (False, True, "school", "forbidden"),
        (False, False, "school", "forbidden"),
        (False, True, "programme", "allowed"),
        (False, False, "programme", "forbidden"),
    ],
)
def test_beijing_article_13_early_selection_is_for_schools_of_arts_and_sports(school, programme, reading, expected):
    values = SimpleNamespace(text=lambda _key: reading)
    [rule] = [
        found
        for found in registry.get("beijing_2020").rules_for("registration_item", date(2026, 9, 7))
        if found.concern == "registration_early_selection_school"
    ]
    facts = new_student(
        admission_source=AdmissionSource.EARLY_SELECTION,
        school_of_arts_or_sports=school,
        programme_of_arts_or_sports=programme,
    )

    assert type(rule)("beijing_2020", values).check(facts).outcome == expected
    assert not rule.applies(new_student())


@pytest.mark.parametrize("policy", ["zhejiang_2015", "beijing_2020"])
@pytest.mark.parametrize(
    "point, here, papers, expected",
    [
        (True, True, frozenset(), "evidence"),
        (True, True, frozenset({"teaching_point_approval"}), "allowed"),
        (True, False, frozenset(), "silent"),  # who studies at another school is registered there
        (False, True, frozenset(), "silent"),
    ],
)
def test_a_teaching_point_is_the_schools_own(policy, point, here, papers, expected):
    found = of_student(policy, "registration_teaching_point", teaching_point=point, attends_here=here, evidence=papers)
    assert found == expected
