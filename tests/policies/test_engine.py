"""The engine itself: citations, verdicts, dated numbers, inheritance, versions."""

from datetime import date

import pytest

from tests.policies.builders import ON, student, verdicts, zhejiang
from xueji.policies.engine import registry
from xueji.policies.engine.check import check
from xueji.policies.engine.citations import Citation, chinese_number
from xueji.policies.engine.parameters import Interpretation, ParameterError, load_parameters
from xueji.policies.engine.policy import NoSuchChain
from xueji.policies.engine.registry import UnknownPolicy
from xueji.policies.engine.verdicts import EvidenceNeed, Outcome, Verdict, Verdicts


@pytest.mark.parametrize("number, chinese", [(1, "一"), (10, "十"), (17, "十七"), (20, "二十"), (53, "五十三")])
def test_chinese_numerals(number, chinese):
    assert chinese_number(number) == chinese


@pytest.mark.parametrize(
    "citation, label",
    [
        (Citation("zhejiang_2015", 17, 1), "第十七条第一款"),
        (Citation("beijing_2020", 17, 1, 3), "第十七条第一款第三项"),
        (Citation("zhejiang_2015", 16), "第十六条"),
        (Citation("zhejiang_2015", "annex1"), "附件1"),
        (Citation("national_2010", "transfer"), "转学条款"),
    ],
)
def test_citation_labels(citation, label):
    assert citation.label == label


def made(outcome, rule="r", **changes):
    return Verdict(rule, outcome, "句子", "理由", Citation("zhejiang_2015", 17), **changes)


@pytest.mark.parametrize(
    "outcome, passes",
    [
        (Outcome.ALLOWED, True),
        (Outcome.WARNING, True),
        (Outcome.EVIDENCE, False),
        (Outcome.EXCEPTION, False),
        (Outcome.FORBIDDEN, False),
    ],
)
def test_a_verdict_is_falsy_when_it_blocks(outcome, passes):
    assert bool(made(outcome)) is passes


def test_verdicts_are_ordered_trouble_first():
    found = Verdicts.of(made(outcome) for outcome in reversed(Outcome))
    assert [said.outcome for said in found] == list(Outcome)


def test_missing_evidence_is_listed_once():
    need = EvidenceNeed("household_page", "户口页")
    found = Verdicts.of([made(Outcome.EVIDENCE, needs=(need,)), made(Outcome.EVIDENCE, needs=(need,))])
    assert found.missing_evidence == (need,)


def test_granting_never_lifts_a_prohibition():
    assert Verdicts.of([made(Outcome.FORBIDDEN)]).granting(["r"]).blocks


def test_verdicts_survive_their_json_snapshot():
    found = verdicts("zhejiang_2015", "transfer", zhejiang(student=student(on_leave=True)))
    assert Verdicts.from_list(found.to_list()) == found


def test_check_takes_granted_exceptions():
    facts = zhejiang(student=student(on_leave=True))
    granted = ("zhejiang_2015.transfer_on_leave",)
    assert not check("zhejiang_2015", "transfer", facts, ON, granted).blocks


def test_a_regulation_replaces_the_rule_of_its_base_on_the_same_concern():
    keys = [rule.key for rule in registry.get("zhejiang_2015").rules_for("transfer", ON)]
    assert "zhejiang_2015.transfer_on_leave" in keys
    assert "national_2010.transfer_on_leave" not in keys


def test_a_regulation_keeps_the_rules_of_its_base_on_other_concerns():
    keys = [rule.key for rule in registry.get("beijing_2020").rules_for("registration", ON)]
    assert "national_2010.registration_suspended" in keys


def test_no_regulation_has_two_rules_on_one_concern():
    for policy in registry.all_policies():
        concerns = [(rule.concern, rule.effective_from) for rule in policy.own_rules]
        assert len(concerns) == len(set(concerns))


def test_every_number_that_a_rule_uses_exists_on_the_day():
    for policy in registry.all_policies():
        for kind in ("transfer", "registration", "registration_item", "graduation"):
            for rule in policy.rules_for(kind, ON):
                for key in rule.reads:
                    assert policy.parameters_by_key.find(key).on(ON) is not None


def test_every_rule_has_one_sentence():
    for policy in registry.all_policies():
        for rule in policy.own_rules:
            assert str(rule.sentence).endswith("。")


def test_every_interpretation_names_its_question_and_reason():
    for policy in registry.all_policies():
        for reading in policy.interpretations:
            assert reading.reason and reading.changed_by
            assert all(1 <= question <= 42 for question in reading.questions)


def test_the_blank_date_of_zhejiang_is_read_as_its_policy_says():
    policy = registry.get("zhejiang_2015")
    assert policy.parameters(ON).text("effective.from") == policy.effective_from.isoformat()


def test_unknown_policies_and_chains_are_named():
    with pytest.raises(UnknownPolicy):
        registry.get("atlantis_1900")
    with pytest.raises(NoSuchChain):
        registry.get("beijing_2020").chain_for("coronation", "only", ON)


CHANGED = """
numbers:
  a.number:
    {label: 数, article: 3, source: 原文, values: [{from: 2020-01-01, value: 5}, {from: 2026-03-01, value: 6}]}
interpretations:
  a.reading:
    {label: 读, article: 4, questions: [1], reason: 因, changed_by: 省, values: [{from: 2020-01-01, value: true}]}
"""


@pytest.fixture
def parameters(tmp_path):
    file = tmp_path / "parameters.yaml"
    file.write_text(CHANGED, encoding="utf-8")
    return load_parameters(tmp_path, "somewhere_2020", None)


@pytest.mark.parametrize("day, value", [(date(2026, 2, 28), 5), (date(2026, 3, 1), 6)])
def test_numbers_change_on_their_day(parameters, day, value):
    assert parameters.on(day).integer("a.number") == value


def test_a_number_before_its_first_day_is_an_error(parameters):
    with pytest.raises(ParameterError):
        parameters.on(date(2019, 12, 31)).integer("a.number")


def test_a_flag_is_not_a_number(parameters):
    with pytest.raises(ParameterError):
        parameters.on(ON).integer("a.reading")


def test_readings_are_told_from_numbers(parameters):
    assert [isinstance(item, Interpretation) for item in parameters] == [False, True]


@pytest.mark.parametrize("lost", ["article: 3, ", "source: 原文, ", "reason: 因, ", "questions: [1], "])
def test_an_entry_without_its_source_is_refused(tmp_path, lost):
    file = tmp_path / "parameters.yaml"
    file.write_text(CHANGED.replace(lost, ""), encoding="utf-8")
    with pytest.raises(ParameterError):
        load_parameters(tmp_path, "somewhere_2020", None)
