"""Chains as plans: which organisation sits where, what melts, who holds nothing up."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policies.builders import ON
from xueji.policies.engine import overlays, registry
from xueji.policies.engine.chains import OutsideParty, StepKind

# Organisations of an invented tree.
FROM_SCHOOL, TO_SCHOOL = 1, 2
COUNTY_A, COUNTY_B, COUNTY_C = 11, 12, 13
CITY_X, CITY_Y = 21, 22
PROVINCE, OTHER_PROVINCE = 31, 32
BODY = 41


def seats(policy, route, kind="transfer", with_exception=False, **parties):
    """The plan as a lawyer would draw it: (group, organisation, kind) in order."""
    steps = registry.get(policy).plan(kind, route, parties, ON, with_exception=with_exception)
    return [(step.group, step.organization_id, step.kind.value) for step in steps]


def transfer(**parties):
    return {"from_school": FROM_SCHOOL, "to_school": TO_SCHOOL} | parties


ZHEJIANG_TRANSFERS = {
    "two prefectures": (
        {"from_authority": COUNTY_A, "to_authority": COUNTY_B, "from_city": CITY_X, "to_city": CITY_Y},
        [(3, COUNTY_A), (3, COUNTY_B), (4, CITY_X), (4, CITY_Y)],
    ),
    "one prefecture, two counties": (
        {"from_authority": COUNTY_A, "to_authority": COUNTY_B, "from_city": CITY_X, "to_city": CITY_X},
        [(3, COUNTY_A), (3, COUNTY_B), (4, CITY_X)],
    ),
    "one county": (
        {"from_authority": COUNTY_A, "to_authority": COUNTY_A, "from_city": CITY_X, "to_city": CITY_X},
        [(3, COUNTY_A), (4, CITY_X)],
    ),
    "from a city-run school into a county of the same prefecture": (
        {"from_authority": CITY_X, "to_authority": COUNTY_A, "from_city": CITY_X, "to_city": CITY_X},
        [(3, COUNTY_A), (4, CITY_X)],
    ),
    "from a city-run school into another prefecture": (
        {"from_authority": CITY_X, "to_authority": COUNTY_B, "from_city": CITY_X, "to_city": CITY_Y},
        [(3, COUNTY_B), (4, CITY_X), (4, CITY_Y)],
    ),
    "between two city-run schools of one prefecture": (
        {"from_authority": CITY_X, "to_authority": CITY_X, "from_city": CITY_X, "to_city": CITY_X},
        [(3, CITY_X)],
    ),
    "from a superior body's school, another county": (
        {
            "from_authority": BODY,
            "from_local_education": COUNTY_A,
            "to_authority": COUNTY_B,
            "from_city": CITY_X,
            "to_city": CITY_X,
        },
        [(3, BODY), (3, COUNTY_B), (3, COUNTY_A), (4, CITY_X)],
    ),
    "from a superior body's school, same county": (
        {
            "from_authority": BODY,
            "from_local_education": COUNTY_A,
            "to_authority": COUNTY_A,
            "from_city": CITY_X,
            "to_city": CITY_X,
        },
        [(3, BODY), (3, COUNTY_A), (4, CITY_X)],
    ),
}


@pytest.mark.parametrize("name", ZHEJIANG_TRANSFERS)
def test_zhejiang_transfer(name):
    parties, approvals = ZHEJIANG_TRANSFERS[name]
    expected = [(1, FROM_SCHOOL, "submission"), (2, TO_SCHOOL, "approval")]
    expected += [(group, organization, "approval") for group, organization in approvals]
    assert seats("zhejiang_2015", "inside", **transfer(**parties)) == expected


def test_zhejiang_every_step_has_ten_working_days():
    parties = transfer(from_authority=COUNTY_A, to_authority=COUNTY_B, from_city=CITY_X, to_city=CITY_Y)
    steps = registry.get("zhejiang_2015").plan("transfer", "inside", parties, ON)
    assert [step.budget_working_days for step in steps] == [10, 10, 10, 10, 10, 10]


def test_zhejiang_a_melted_step_says_which_seats_it_fills():
    parties = transfer(from_authority=CITY_X, to_authority=COUNTY_A, from_city=CITY_X, to_city=CITY_X)
    last = registry.get("zhejiang_2015").plan("transfer", "inside", parties, ON)[-1]
    assert last.title == "转出方主管部门、转出方设区市、转入方设区市"
    assert [seat.key for seat in last.melted] == ["from_authority", "from_city"]


def test_zhejiang_prefectures_decide_exceptions():
    parties = transfer(from_authority=COUNTY_A, to_authority=COUNTY_B, from_city=CITY_X, to_city=CITY_Y)
    steps = registry.get("zhejiang_2015").plan("transfer", "inside", parties, ON)
    assert [step.organization_id for step in steps if step.decides_exceptions] == [CITY_X, CITY_Y]


def test_zhejiang_across_provinces_the_other_side_answers_on_paper_and_the_province_is_told():
    outside = OutsideParty("外省教育局", answered_by=TO_SCHOOL)
    parties = {
        "from_school": outside,
        "to_school": TO_SCHOOL,
        "from_authority": outside,
        "to_authority": COUNTY_A,
        "from_city": outside,
        "to_city": CITY_X,
        "to_province": PROVINCE,
    }
    assert seats("zhejiang_2015", "across", **parties) == [
        (1, TO_SCHOOL, "submission"),
        (2, TO_SCHOOL, "outside"),
        (3, TO_SCHOOL, "approval"),
        (4, TO_SCHOOL, "outside"),
        (4, COUNTY_A, "approval"),
        (5, TO_SCHOOL, "outside"),
        (5, CITY_X, "approval"),
        (6, PROVINCE, "filing"),
    ]


def test_outside_body_never_decides_an_exception():
    outside = OutsideParty("外省教育局", answered_by=TO_SCHOOL)
    parties = transfer(from_school=outside, from_city=outside, to_authority=COUNTY_A, to_city=CITY_X)
    steps = registry.get("zhejiang_2015").plan("transfer", "across", parties, ON)
    assert [step.organization_id for step in steps if step.decides_exceptions] == [CITY_X]


def test_beijing_the_own_bureau_decides_the_exception_of_an_arrival_from_outside():
    outside = OutsideParty("外省教育厅", answered_by=TO_SCHOOL)
    parties = transfer(from_school=outside, from_province=outside, to_authority=COUNTY_B, to_province=PROVINCE)
    steps = registry.get("beijing_2020").plan("transfer", "across", parties, ON, with_exception=True)
    assert [(step.organization_id, step.outside_name) for step in steps if step.decides_exceptions] == [(PROVINCE, "")]


def test_what_an_outside_body_is_told_of_is_a_filing_that_holds_nothing_up():
    school, authority = OutsideParty("外省学校", FROM_SCHOOL), OutsideParty("外省教育局", FROM_SCHOOL)
    parties = transfer(to_school=school, from_authority=COUNTY_A, to_authority=authority, from_province=PROVINCE)
    filings = registry.get("beijing_2020").plan("transfer", "across", parties, ON)[2:]
    assert [(step.organization_id, step.outside_name, step.holds_up) for step in filings] == [
        (COUNTY_A, "", False),
        (FROM_SCHOOL, "外省教育局", False),
        (PROVINCE, "", False),
    ]


BEIJING_TRANSFERS = {
    "two districts": (
        {"from_authority": COUNTY_A, "to_authority": COUNTY_B, "from_province": PROVINCE},
        [(4, COUNTY_A), (4, COUNTY_B)],
    ),
    "one district": (
        {"from_authority": COUNTY_A, "to_authority": COUNTY_A, "from_province": PROVINCE},
        [(4, COUNTY_A)],
    ),
    "from a superior body's school": (
        {"from_authority": BODY, "from_local_education": COUNTY_A, "to_authority": COUNTY_B},
        [(4, BODY), (4, COUNTY_B)],
    ),
    "to a superior body's school, which also files with an education department": (
        {"from_authority": COUNTY_A, "to_authority": BODY, "to_local_education": COUNTY_B},
        [(4, COUNTY_A), (4, BODY), (4, COUNTY_B)],
    ),
}


@pytest.mark.parametrize("name", BEIJING_TRANSFERS)
def test_beijing_transfer(name):
    parties, filings = BEIJING_TRANSFERS[name]
    expected = [(1, TO_SCHOOL, "submission"), (2, FROM_SCHOOL, "approval"), (3, TO_SCHOOL, "approval")]
    expected += [(group, organization, "filing") for group, organization in filings]
    assert seats("beijing_2020", "inside", **transfer(**parties)) == expected


def test_beijing_a_filing_holds_nothing_up():
    parties = transfer(from_authority=COUNTY_A, to_authority=COUNTY_B)
    steps = registry.get("beijing_2020").plan("transfer", "inside", parties, ON)
    assert [step.holds_up for step in steps] == [True, True, True, False, False]


def test_beijing_the_city_decides_before_the_to_school_when_an_exception_is_asked_for():
    parties = transfer(from_authority=COUNTY_A, to_authority=COUNTY_B, from_province=PROVINCE)
    assert seats("beijing_2020", "inside", with_exception=True, **parties)[2:4] == [
        (3, PROVINCE, "approval"),
        (4, TO_SCHOOL, "approval"),
    ]


def test_beijing_a_city_run_school_is_not_told_what_the_city_decided():
    parties = transfer(from_authority=PROVINCE, to_authority=COUNTY_B, from_province=PROVINCE)
    assert seats("beijing_2020", "inside", with_exception=True, **parties) == [
        (1, TO_SCHOOL, "submission"),
        (2, FROM_SCHOOL, "approval"),
        (3, PROVINCE, "approval"),
        (4, TO_SCHOOL, "approval"),
        (5, COUNTY_B, "filing"),
    ]


def test_beijing_across_provinces_each_side_files_with_its_province():
    parties = transfer(
        from_authority=COUNTY_A, to_authority=COUNTY_B, from_province=PROVINCE, to_province=OTHER_PROVINCE
    )
    filings = [seat for seat in seats("beijing_2020", "across", **parties) if seat[2] == "filing"]
    assert [organization for _, organization, _ in filings] == [COUNTY_A, COUNTY_B, PROVINCE, OTHER_PROVINCE]


ONE_SCHOOL = [
    (
        "zhejiang_2015",
        "registration",
        {"authority": COUNTY_A, "city": CITY_X, "province": PROVINCE},
        [(2, COUNTY_A, "approval"), (3, CITY_X, "approval"), (4, PROVINCE, "filing")],
    ),
    (  # a city-run school
        "zhejiang_2015",
        "registration",
        {"authority": CITY_X, "city": CITY_X, "province": PROVINCE},
        [(2, CITY_X, "approval"), (3, PROVINCE, "filing")],
    ),
    (
        "zhejiang_2015",
        "graduation",
        {"authority": COUNTY_A, "city": CITY_X, "province": PROVINCE},
        [(2, COUNTY_A, "approval"), (3, CITY_X, "approval")],
    ),
    (
        "beijing_2020",
        "registration",
        {"authority": BODY, "city": None, "province": PROVINCE},
        [(2, BODY, "approval"), (3, PROVINCE, "approval")],
    ),
    (  # a school directly under the city
        "beijing_2020",
        "registration",
        {"authority": PROVINCE, "province": PROVINCE},
        [(2, PROVINCE, "approval")],
    ),
    (
        "beijing_2020",
        "graduation",
        {"authority": COUNTY_A, "province": PROVINCE},
        [(2, COUNTY_A, "approval"), (3, PROVINCE, "filing")],
    ),
    (  # who certified it has been told
        "beijing_2020",
        "graduation",
        {"authority": PROVINCE, "province": PROVINCE},
        [(2, PROVINCE, "approval")],
    ),
    (
        "national_2010",
        "registration",
        {"authority": COUNTY_A, "city": CITY_X, "province": PROVINCE},
        [(2, COUNTY_A, "approval"), (3, CITY_X, "approval"), (4, PROVINCE, "filing")],
    ),
]


@pytest.mark.parametrize("policy, kind, parties, expected", ONE_SCHOOL)
def test_matters_of_one_school(policy, kind, parties, expected):
    found = seats(policy, "only", kind=kind, school=FROM_SCHOOL, **parties)
    assert found == [(1, FROM_SCHOOL, "submission"), *expected]


HANDLED = [
    ("leave", "leave.handling", "approval"),
    ("resumption", "leave.handling", "approval"),
    ("restoration", "leave.handling", "approval"),
    ("withdrawal", "withdrawal.handling", "approval"),
    ("required_withdrawal", "withdrawal.handling", "approval"),
    ("cancellation", "withdrawal.handling", "approval"),
    ("retention", "retention.handling", "approval"),
    ("information", "information.handling", "filing"),
]
LATE, LABEL = {"approval": "escalate", "filing": "remind"}, {"approval": "核办", "filing": "备案"}


@pytest.fixture
def decided(monkeypatch):
    """Let a reading of Zhejiang be changed to a word from a day on."""

    def change(key, word, since):
        found = {"zhejiang_2015": {key: ((since, word),)}}
        monkeypatch.setattr(overlays, "changes", lambda policy: found.get(policy, {}))

    return change


@pytest.mark.parametrize("kind, reading, other", HANDLED)
def test_zhejiang_whether_the_authority_decides_follows_the_reading(decided, kind, reading, other):
    policy, tomorrow = registry.get("zhejiang_2015"), ON + timedelta(days=1)
    usual = policy.parameters(ON).text(reading)
    decided(reading, other, tomorrow)
    for day, word in ((ON, usual), (tomorrow, other)):
        steps = policy.plan(kind, "only", {"school": FROM_SCHOOL, "authority": COUNTY_A}, day)
        (step,) = [step for step in steps if step.organization_id == COUNTY_A]
        assert (step.kind.value, step.late.value, step.label[-2:]) == (word, LATE[word], LABEL[word])
        assert step.holds_up is (word == "approval")
        assert step.budget_working_days == 10


@pytest.mark.parametrize("kind, reading, other", HANDLED)
def test_zhejiang_a_changed_kind_of_step_is_told(decided, kind, reading, other):
    policy, tomorrow = registry.get("zhejiang_2015"), ON + timedelta(days=1)
    decided(reading, other, tomorrow)
    told = policy.changes_between(ON, tomorrow, kind)
    assert [(change.of.value, change.key) for change in told] == [
        ("reading", f"zhejiang_2015.{reading}"),
        ("chain", kind),
    ]


def test_national_transfer_only_tells_the_authorities():
    parties = transfer(from_authority=COUNTY_A, to_authority=COUNTY_B)
    assert seats("national_2010", "inside", **parties)[2:] == [
        (3, COUNTY_A, "filing"),
        (3, COUNTY_B, "filing"),
    ]


def test_positions_run_from_one_without_gaps():
    parties = transfer(from_authority=COUNTY_A, to_authority=COUNTY_A, from_city=CITY_X, to_city=CITY_X)
    steps = registry.get("zhejiang_2015").plan("transfer", "inside", parties, ON)
    assert [step.position for step in steps] == [1, 2, 3, 4]


def test_every_chain_begins_with_its_initiator():
    for policy in registry.all_policies():
        for chain in policy.own_chains:
            first = min(chain.steps, key=lambda step: step.group)
            assert (first.kind, first.party) == (StepKind.SUBMISSION, chain.initiator)


def test_a_chain_has_no_two_steps_of_one_key():
    for policy in registry.all_policies():
        for chain in policy.own_chains:
            keys = [step.key for step in chain.steps]
            assert len(keys) == len(set(keys))


def test_budgets_of_the_base_chains_follow_the_extending_regulation():
    chain = registry.get("beijing_2020").chain_for("transfer", "inside", date(2026, 9, 7))
    assert {step.budget_working_days for step in chain.steps if step.budget} == {10}


SEATS = ["from_authority", "to_authority", "from_local_education", "to_local_education", "from_city", "to_city"]


@given(st.fixed_dictionaries({seat: st.sampled_from([None, 11, 12, 21]) for seat in SEATS}))
def test_whatever_coincides_every_seat_is_filled_once_and_nobody_approves_twice_in_a_row(parties):
    steps = registry.get("zhejiang_2015").plan("transfer", "inside", transfer(**parties), ON)
    filled = [key for step in steps for key in (step.key, *(seat.key for seat in step.melted))]
    present = [seat for seat in SEATS if parties[seat] is not None]
    assert sorted(filled) == sorted(["submit", "to_school", *present])
    for one in steps:
        later = [step for step in steps if step.position > one.position and step.group <= one.group + 1]
        assert one.organization_id not in [step.organization_id for step in later]
