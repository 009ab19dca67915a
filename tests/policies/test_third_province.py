"""A new province is a new folder: no engine code changes."""

from datetime import date

import pytest

from tests.policies.builders import zhejiang
from xueji.policies.engine.check import check
from xueji.policies.engine.registry import HOME, Registry

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
    folder.mkdir()
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
