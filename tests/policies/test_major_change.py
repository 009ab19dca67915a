"""Change of major, article by article. The student entered in September 2025: year 1 term 1 ended on 30 January 2026,
the next term opened on 2 March, year 2 term 1 runs from 1 September 2026 to 22 January 2027, year 3 from September 2027."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.policies.builders import TERMS, programme, student, verdict, verdicts
from tests.policies.builders import outcome as said_by
from xueji.policies.engine import registry
from xueji.policies.facts import MajorChangeFacts, Programme
from xueji.policies.vocabulary import Evidence, HospitalGrade, MajorChangeReason

BEIJING, ZHEJIANG = "beijing_2020", "zhejiang_2015"
NURSING, PHARMACY, COMPUTING = "720201", "720301", "710201"


def change(**changes):
    """Inside one category, for strength, in the autumn of year 2, by a minor whose guardian signed."""
    usual = MajorChangeFacts(
        student=student(),
        requested_on=date(2026, 11, 20),
        checked_on=date(2026, 11, 20),
        reason=MajorChangeReason.STRENGTH,
        from_major=NURSING,
        to_major=PHARMACY,
        student_consent=True,
        guardian_consent=True,
        terms=TERMS,
        evidence=frozenset({Evidence.STRENGTH_PROOF}),
    )
    return replace(usual, **changes)


def beijing(concern, **changes):
    return said_by(BEIJING, "major_change", concern, change(**changes))


def zhejiang(concern, **changes):
    return said_by(ZHEJIANG, "major_change", concern, change(**changes))


@pytest.mark.parametrize("policy", [BEIJING, ZHEJIANG, "national_2010"])
def test_an_ordinary_change_is_allowed_by_every_rule(policy):
    assert set(verdicts(policy, "major_change", change()).counts) == {"allowed"}


@pytest.mark.parametrize(
    "facts, expected",
    [
        ({"reason": MajorChangeReason.STRENGTH}, "allowed"),
        ({"reason": MajorChangeReason.HEALTH}, "allowed"),
        ({"reason": MajorChangeReason.PERSONAL_WISH}, "forbidden"),
        ({"reason": MajorChangeReason.OTHER}, "forbidden"),
        ({"reason": MajorChangeReason.MAJOR_STOPPED}, "forbidden"),
        ({"reason": MajorChangeReason.MAJOR_STOPPED, "major_stopped": True}, "forbidden"),
        ({"reason": MajorChangeReason.MAJOR_STOPPED, "after_retention_or_leave": True}, "forbidden"),
        (
            {"reason": MajorChangeReason.MAJOR_STOPPED, "major_stopped": True, "after_retention_or_leave": True},
            "allowed",
        ),
        ({"reason": MajorChangeReason.PERSONAL_WISH, "direction_only": True}, "silent"),
        ({"reason": MajorChangeReason.CATEGORY_SETTLED}, "silent"),
        ({"reason": MajorChangeReason.CATEGORY_SETTLED, "to_major": COMPUTING}, "allowed"),
    ],
)
def test_beijing_article_21_three_grounds(facts, expected):
    assert beijing("major_change_ground", **facts) == expected


@pytest.mark.parametrize(
    "papers, grade, local, expected",
    [
        ([], HospitalGrade.GRADE_3, True, "evidence"),
        ([Evidence.HOSPITAL_PROOF], HospitalGrade.GRADE_3, True, "allowed"),
        ([Evidence.HOSPITAL_PROOF], HospitalGrade.GRADE_2A, True, "allowed"),
        ([Evidence.HOSPITAL_PROOF], HospitalGrade.GRADE_2, True, "evidence"),
        ([Evidence.HOSPITAL_PROOF], HospitalGrade.COUNTY, True, "evidence"),
        ([Evidence.HOSPITAL_PROOF], HospitalGrade.UNKNOWN, True, "evidence"),
        ([Evidence.HOSPITAL_PROOF], HospitalGrade.GRADE_3, False, "evidence"),
    ],
)
def test_beijing_article_21_proof_of_illness(papers, grade, local, expected):
    facts = {"hospital_grade": grade, "hospital_local": local, "evidence": frozenset(papers)}
    assert beijing("major_change_evidence", reason=MajorChangeReason.HEALTH, **facts) == expected


def test_beijing_article_21_the_reason_names_the_hospital_that_is_wanted():
    facts = change(
        reason=MajorChangeReason.HEALTH,
        evidence=frozenset({Evidence.HOSPITAL_PROOF}),
        hospital_grade=HospitalGrade.GRADE_3,
        hospital_local=False,
    )
    reason = verdict(BEIJING, "major_change", "major_change_evidence", facts).reason
    assert reason == "所附证明由外地的医院出具（三级医院），须由本市二级甲等医院或三级医院出具"


def test_beijing_article_21_strength_is_shown():
    assert beijing("major_change_evidence", evidence=frozenset()) == "evidence"


@pytest.mark.parametrize(
    "special, reason, expected",
    [
        (False, MajorChangeReason.STRENGTH, "allowed"),
        (True, MajorChangeReason.STRENGTH, "forbidden"),
        (True, MajorChangeReason.HEALTH, "forbidden"),
        (True, MajorChangeReason.CATEGORY_SETTLED, "silent"),
    ],
)
def test_beijing_article_21_fee_exempt_special_majors(special, reason, expected):
    assert beijing("major_change_fee_exempt", fee_exempt_special=special, reason=reason) == expected


@pytest.mark.parametrize(
    "day, expected",
    [
        (date(2025, 10, 10), "exception"),  # in the middle of year 1 term 1
        (date(2026, 1, 2), "exception"),  # the day before the last four weeks
        (date(2026, 1, 3), "allowed"),  # 28 days, the last one included
        (date(2026, 1, 30), "allowed"),  # last day of term
        (date(2026, 1, 31), "allowed"),  # holidays
        (date(2026, 3, 1), "allowed"),  # the day before the next term opens
        (date(2026, 3, 2), "exception"),  # opening day
        (date(2026, 11, 20), "exception"),  # year 2
    ],
)
def test_beijing_article_21_across_categories_at_the_end_of_the_first_term(day, expected):
    assert beijing("major_change_time_across", to_major=COMPUTING, requested_on=day) == expected


@pytest.mark.parametrize(
    "day, expected",
    [
        (date(2025, 9, 1), "allowed"),
        (date(2026, 5, 1), "allowed"),
        (date(2027, 1, 21), "allowed"),
        (date(2027, 1, 22), "allowed"),  # last day of year 2 term 1
        (date(2027, 1, 23), "exception"),
        (date(2027, 3, 1), "exception"),
    ],
)
def test_beijing_article_21_inside_a_category_before_the_end_of_the_third_term(day, expected):
    assert beijing("major_change_time_inside", requested_on=day) == expected


def test_beijing_article_21_spring_entry_counts_its_own_terms():
    spring = student(entered_on=date(2026, 3, 2), programme=Programme(2026, Decimal(3), spring_entry=True))
    facts = {"student": spring, "to_major": COMPUTING}
    assert beijing("major_change_time_across", requested_on=date(2026, 7, 1), **facts) == "allowed"
    assert beijing("major_change_time_across", requested_on=date(2027, 1, 20), **facts) == "exception"


@pytest.mark.parametrize(
    "first, second, direction, across",
    [
        (NURSING, PHARMACY, False, False),
        (NURSING, COMPUTING, False, True),
        (NURSING, NURSING, False, False),
        (NURSING, "", False, True),
        ("", COMPUTING, False, True),
        (NURSING, COMPUTING, True, False),
    ],
)
def test_the_category_is_the_first_two_digits_of_the_code(first, second, direction, across):
    facts = change(from_major=first, to_major=second, direction_only=direction)
    assert facts.across_categories is across


def test_beijing_who_comes_back_to_a_stopped_major_is_not_bound_by_the_time():
    facts = {"reason": MajorChangeReason.MAJOR_STOPPED, "to_major": COMPUTING}
    assert beijing("major_change_time_across", **facts) == "silent"


@pytest.mark.parametrize(
    "years, day, expected",
    [
        (Decimal(2), date(2026, 7, 5), "allowed"),  # year 1 to its last day
        (Decimal(2), date(2026, 7, 6), "forbidden"),  # the summer before the last year
        (Decimal(3), date(2026, 7, 6), "allowed"),
        (Decimal(3), date(2027, 7, 4), "allowed"),
        (Decimal(3), date(2027, 7, 5), "forbidden"),
        (Decimal(4), date(2027, 9, 1), "allowed"),
        (Decimal(4), date(2028, 9, 1), "forbidden"),
        (Decimal(1), date(2025, 9, 1), "forbidden"),  # the only year is the last
    ],
)
def test_beijing_article_21_never_in_the_graduating_grade(years, day, expected):
    facts = {"student": student(programme=programme(2025, years)), "requested_on": day}
    assert beijing("major_change_graduating", **facts) == expected


def test_beijing_article_21_graduating_grade_is_judged_when_it_takes_effect():
    facts = {"requested_on": date(2027, 5, 20), "effective_on": date(2027, 9, 1)}
    assert beijing("major_change_graduating", **facts) == "forbidden"


def test_spring_entry_reaches_the_graduating_grade_in_spring():
    spring = student(programme=Programme(2025, Decimal(3), spring_entry=True))
    assert beijing("major_change_graduating", student=spring, requested_on=date(2027, 1, 22)) == "allowed"
    assert beijing("major_change_graduating", student=spring, requested_on=date(2027, 1, 23)) == "forbidden"


@pytest.mark.parametrize(
    "requested, effective, expected",
    [
        (date(2027, 1, 20), date(2027, 3, 1), "allowed"),
        (date(2027, 2, 28), date(2027, 3, 1), "allowed"),
        (date(2027, 3, 1), date(2027, 3, 1), "warning"),  # the opening day is not before it
        (date(2026, 11, 20), date(2026, 11, 20), "warning"),
        (date(2026, 11, 20), None, "silent"),
    ],
)
def test_beijing_article_18_from_an_opening(requested, effective, expected):
    assert beijing("major_change_before_opening", requested_on=requested, effective_on=effective) == expected


@pytest.mark.parametrize(
    "integrated, into, direction, reason, expected",
    [
        (False, False, False, MajorChangeReason.STRENGTH, ("silent", "silent")),
        (False, True, False, MajorChangeReason.STRENGTH, ("forbidden", "silent")),
        (True, True, False, MajorChangeReason.STRENGTH, ("forbidden", "silent")),
        (True, False, True, MajorChangeReason.STRENGTH, ("forbidden", "silent")),
        (True, False, False, MajorChangeReason.STRENGTH, ("silent", "evidence")),
        (True, True, False, MajorChangeReason.CATEGORY_SETTLED, ("silent", "silent")),
    ],
)
def test_beijing_article_20_integrated_programmes(integrated, into, direction, reason, expected):
    facts = {
        "student": student(integrated=integrated),
        "to_integrated": into,
        "direction_only": direction,
        "reason": reason,
    }
    said = (beijing("major_change_integrated_into", **facts), beijing("major_change_integrated", **facts))
    assert said == expected


def test_beijing_article_20_who_gave_the_place_up_needs_the_citys_exception():
    papers = frozenset({Evidence.INTEGRATED_RENUNCIATION})
    facts = change(student=student(integrated=True), evidence=papers)
    said = verdict(BEIJING, "major_change", "major_change_integrated", facts)
    assert (said.outcome, said.exception_level) == ("exception", "city")


@pytest.mark.parametrize("says", [beijing, zhejiang])
def test_not_during_leave(says):
    assert says("major_change_on_leave", student=student(on_leave=True)) == "forbidden"


@pytest.mark.parametrize("says", [beijing, zhejiang])
def test_only_who_is_enrolled(says):
    assert says("major_change_enrolled", student=student(enrolled=False)) == "forbidden"


ADULT = student(birth_date=date(2008, 11, 20))  # eighteen on the day of the request


@pytest.mark.parametrize(
    "who, student_signed, guardian_signed, in_beijing, in_zhejiang",
    [
        (student(), True, True, "allowed", "allowed"),
        (student(), True, False, "warning", "evidence"),
        (student(), False, True, "evidence", "evidence"),
        (ADULT, True, False, "allowed", "allowed"),
        (ADULT, False, False, "evidence", "evidence"),
    ],
)
def test_who_applies(who, student_signed, guardian_signed, in_beijing, in_zhejiang):
    facts = {"student": who, "student_consent": student_signed, "guardian_consent": guardian_signed}
    assert (beijing("major_change_consents", **facts), zhejiang("major_change_consents", **facts)) == (
        in_beijing,
        in_zhejiang,
    )


@pytest.mark.parametrize(
    "meets, passed, expected",
    [(True, None, "allowed"), (True, True, "allowed"), (True, False, "warning"), (False, True, "forbidden")],
)
def test_zhejiang_article_18_the_schools_approval_or_an_examination(meets, passed, expected):
    facts = {"meets_school_conditions": meets, "examination_passed": passed}
    assert zhejiang("major_change_school_conditions", **facts) == expected


def test_zhejiang_article_18_want_of_places_is_a_ground_to_refuse_not_a_bar():
    assert zhejiang("major_change_places", places_available=False) == "warning"


@pytest.mark.parametrize("papers, expected", [([], "evidence"), ([Evidence.INTEGRATED_BASIS], "allowed")])
@pytest.mark.parametrize("facts", [{"student": student(integrated=True)}, {"to_integrated": True}])
def test_zhejiang_article_18_integrated_programmes_follow_other_rules(papers, expected, facts):
    assert zhejiang("major_change_integrated", evidence=frozenset(papers), **facts) == expected


def test_zhejiang_article_18_graduating_grade_is_a_hint():
    assert zhejiang("major_change_graduating", requested_on=date(2027, 9, 1)) == "warning"


def test_zhejiang_article_18_fee_exemption_is_a_hint():
    assert zhejiang("major_change_fee_exempt", fee_exempt_special=True) == "warning"


def test_zhejiang_article_18_any_wish_and_any_time():
    facts = change(reason=MajorChangeReason.PERSONAL_WISH, to_major=COMPUTING, evidence=frozenset())
    assert set(verdicts(ZHEJIANG, "major_change", facts).counts) == {"allowed"}


_DECIDES = [("submission", "school"), ("approval", "school")]
_TOLD = [*_DECIDES, ("filing", "authority")]


@pytest.mark.parametrize(
    "policy, kind, steps",
    [
        (BEIJING, "major_change", _TOLD),
        (BEIJING, "retention", _TOLD),
        (ZHEJIANG, "major_change", [*_DECIDES, ("approval", "authority")]),  # article 16: no filing is named in 18
        (ZHEJIANG, "retention", _TOLD),  # article 31: reported for filing
        ("national_2010", "major_change", _TOLD),
        ("national_2010", "retention", _TOLD),
    ],
)
def test_chains(policy, kind, steps):
    parties = {"school": 1, "authority": 2, "city": 3, "province": 4}
    planned = registry.get(policy).plan(kind, "only", parties, date(2026, 11, 20))
    assert [(step.kind.value, step.party) for step in planned] == steps


@pytest.mark.parametrize("policy, party", [(BEIJING, "province"), (ZHEJIANG, "city"), ("national_2010", "city")])
@pytest.mark.parametrize("kind", ["major_change", "retention"])
def test_exceptions_are_decided_above(policy, party, kind):
    parties = {"school": 1, "authority": 2, "city": 3, "province": 4}
    planned = registry.get(policy).plan(kind, "only", parties, date(2026, 11, 20), with_exception=True)
    deciding = [step for step in planned if step.decides_exceptions]
    assert [(step.party, step.level.value) for step in deciding] == [(party, "city")]


def test_zhejiang_article_16_school_and_authority_have_ten_working_days_each():
    planned = registry.get(ZHEJIANG).plan("major_change", "only", {"school": 1, "authority": 2}, date(2026, 11, 20))
    assert [step.budget_working_days for step in planned] == [10, 10, 10]
