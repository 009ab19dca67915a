"""A new province is a new folder: no engine code changes."""

from datetime import date

import pytest

from tests.policies.builders import TERMS, zhejiang
from xueji.calendars.working_days import WorkingCalendar
from xueji.policies.engine.check import check
from xueji.policies.engine.registry import HOME, Registry, get
from xueji.policies.matters import matter, matters
from xueji.policies.scenarios.build import built
from xueji.policies.scenarios.defaults import Known
from xueji.policies.vocabulary import CancellationCause as Cause
from xueji.policies.vocabulary import LeaveGround
from xueji.policies.vocabulary import WithdrawalGround as Ground

CALENDAR = WorkingCalendar.from_days([], [])

ON = date(2026, 9, 7)
FILES = {
    "__init__.py": "",
    "policy.yaml": """
name: 海东省中等职业学校学生学籍管理细则
short_name: 海东 2024 细则
issuer: 海东省教育厅
document_number: 海教职〔2024〕1号
effective_from: 2024-03-01
base: national_2010
drops: {transfer_graduating: 本省不限制毕业年级转学}
""",
    "parameters.yaml": """
numbers:
  transfer.minimum_terms:
    label: 转学前至少学满的学期数
    article: 9
    source: 学习未满两学期不予转学
    values: [{from: 2024-03-01, value: 2}, {from: 2026-03-01, value: 3}]
""",
    "summaries.yaml": '"9": 学满规定的学期数方可转学。\n',
    "parameters/leave.yaml": """
interpretations:
  leave.longest_terms:
    label: 连续休学的最长学期数
    article: 15
    questions: [31]
    reason: 本省规定休学不超过一年
    changed_by: 海东省教育厅
    unit: 学期
    set_by: school
    bounds: {min: 1, max: 3}
    values: [{from: 2024-03-01, value: 2}]
""",
    "leave.py": '''
from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import leave
from xueji.policies.patterns.steps import approval, filing, submission

PLACE = Citation("haidong_2024", 15)


@register
class Haidong15Ground(leave.Ground):
    """Article 15: other grounds are only a warning."""

    article = 15
    severity = Severity.WARNS
    sentence = "休学的情形由学校从宽掌握。"


CHAINS = (
    Chain("leave", "leave", Route.ONLY, "休学", Party.SCHOOL, (
        submission(Party.SCHOOL, PLACE),
        approval(2, Party.CITY, PLACE, "step.working_days"),
        filing(3, Party.AUTHORITY, PLACE),
    )),
)
''',
    "transfer.py": '''
from xueji.policies.engine.rules import register
from xueji.policies.patterns import transfer


@register
class Haidong9MinimumTerms(transfer.MinimumTerms):
    """Article 9."""

    article = 9
    sentence = "学满规定的学期数方可转学。"
''',
    "chains.py": """
from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.patterns.steps import approval, submission

PLACE = Citation("haidong_2024", 10)
CHAINS = (
    Chain("transfer_inside", "transfer", Route.INSIDE, "省内转学", Party.TO_SCHOOL, (
        submission(Party.TO_SCHOOL, PLACE),
        approval(2, Party.FROM_SCHOOL, PLACE, "step.working_days"),
    )),
)
""",
}


@pytest.fixture(scope="module")
def haidong(tmp_path_factory):
    parent = tmp_path_factory.mktemp("provinces")
    folder = parent / "haidong_2024"
    (folder / "parameters").mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Registry((HOME, parent)).get("haidong_2024")


def test_its_own_rule_replaces_the_base(haidong):
    said = {v.rule: v.outcome.value for v in check(haidong, "transfer", zhejiang(), ON)}
    assert said["haidong_2024.transfer_one_term"] == "forbidden"  # two terms studied, three needed
    assert "national_2010.transfer_one_term" not in said


def test_what_it_does_not_state_comes_from_the_base(haidong):
    assert "national_2010.transfer_on_leave" in [rule.key for rule in haidong.rules_for("transfer", ON)]


def test_what_it_drops_is_silent(haidong):
    assert "national_2010.transfer_graduating" not in [rule.key for rule in haidong.rules_for("transfer", ON)]


def test_its_numbers_have_dates(haidong):
    values = [haidong.parameters(day).integer("transfer.minimum_terms") for day in (date(2026, 2, 28), ON)]
    assert values == [2, 3]


def test_its_version_counts_the_changes_of_a_year(haidong):
    assert [haidong.version(date(2025, 1, 1)), haidong.version(ON)] == ["2024.1", "2026.1"]


def test_its_chain_is_planned_by_the_same_engine(haidong):
    steps = haidong.plan("transfer", "inside", {"to_school": 1, "from_school": 2}, ON)
    assert [(step.organization_id, step.budget_working_days) for step in steps] == [(1, 10), (2, 10)]


def test_chains_it_does_not_state_come_from_the_base(haidong):
    assert haidong.chain_for("registration", "only", ON).key == "registration"


CHAPTER_3 = [kind.key for kind in matters() if kind.key not in {"revocation"} and not kind.by_school]


def facts_of(kind, **stated):
    """Facts of a kind as a scenario makes them, without a register."""
    known = Known(kind, get("national_2010"), ON, CALENDAR, stated)
    known.__dict__["terms"] = TERMS
    return built(matter(kind), known)


@pytest.mark.parametrize("kind", CHAPTER_3)
def test_every_kind_is_judged_by_the_base(haidong, kind):
    central = {"required_withdrawal": {"ground": Ground.TRUANCY}, "cancellation": {"cause": Cause.DEATH}}
    facts = facts_of(kind, **central.get(kind, {}))
    said = [verdict.rule for rules, part in facts.items() for verdict in check(haidong, rules, part, ON)]
    assert [rule for rule in said if rule.startswith(("national_2010.", "haidong_2024."))] == said != []


@pytest.mark.parametrize("kind", [kind for kind in CHAPTER_3 if kind != "transfer"])
def test_every_kind_has_a_path(haidong, kind):
    steps = haidong.plan(kind, "only", {"school": 1, "authority": 2, "city": 3, "province": 4}, ON)
    assert (steps[0].kind, steps[0].organization_id) == ("submission", 1)
    assert len(steps) > 1


def test_one_number_of_leave_is_its_own(haidong):
    assert [
        haidong.parameters(ON).integer("leave.longest_terms"),
        get("national_2010").parameters(ON).integer("leave.longest_terms"),
    ] == [2, 4]


def test_its_schools_may_set_that_number(haidong):
    facts = facts_of("leave", leave_terms=3)["leave"]
    outcomes = [
        {verdict.rule: verdict.outcome.value for verdict in check(haidong, "leave", facts, ON, school_rules=rules)}
        for rules in (None, {"leave.longest_terms": 3})
    ]
    assert [found["national_2010.leave_length"] for found in outcomes] == ["forbidden", "allowed"]


def test_one_rule_of_leave_is_its_own(haidong):
    facts = facts_of("leave", ground=LeaveGround.ENTERPRISE)["leave"]
    said = {verdict.rule: verdict.outcome.value for verdict in check(haidong, "leave", facts, ON)}
    assert said["haidong_2024.leave_ground"] == "warning"
    assert "national_2010.leave_ground" not in said


def test_one_chain_of_leave_is_its_own(haidong):
    steps = haidong.plan("leave", "only", {"school": 1, "authority": 2, "city": 3}, ON)
    assert [(step.organization_id, step.kind) for step in steps] == [(1, "submission"), (3, "approval"), (2, "filing")]


def test_what_changed_between_two_days_is_told(haidong):
    found = haidong.changes_between(date(2025, 9, 1), ON, "transfer")
    assert [(change.key, change.before, change.after) for change in found] == [
        ("haidong_2024.transfer.minimum_terms", 2, 3)
    ]
