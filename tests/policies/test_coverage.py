"""The coverage of the regulations: every claim is true, and the pages say what the rules are."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string

from tests.policies.builders import ON, zhejiang
from xueji.policies import coverage
from xueji.policies.engine import registry
from xueji.policies.engine.check import check
from xueji.policies.vocabulary import SchoolKind
from xueji.policies.wording import value_text


def article(policy, number):
    return next(one for one in coverage.articles(policy) if str(one.citation.article) == number)


def test_every_claim_is_true():
    assert coverage.problems() == []


def test_every_rule_and_number_stands_on_an_article_that_is_owed():
    carried = {name for one in coverage.all_articles() for name in one.to_dict()["rules"]}
    stated = {key for name in ("beijing_2020", "zhejiang_2015") for key in registry.get(name).rule_keys}
    assert stated <= carried


def test_every_article_with_a_rule_claims_a_test():
    without = [one.citation for one in coverage.all_articles() if one.rules and not one.tests]
    assert without == []


def test_a_false_claim_is_found(monkeypatch):
    claim = {"17": {"rules": ["beijing_2020.nothing"], "tests": ["tests/nothing.py::test_it"], "status": "good"}}
    monkeypatch.setattr(coverage, "_claims", lambda policy: claim if policy.key == "beijing_2020" else {})
    assert coverage.problems() == [
        "beijing_2020 17: no rules named beijing_2020.nothing",
        "beijing_2020 17: no test tests/nothing.py::test_it",
        "beijing_2020 17: unknown status good",
    ]


def test_the_base_is_read_subject_by_subject_in_the_order_of_its_text():
    subjects = [str(one.citation.article) for one in coverage.articles("national_2010")]
    assert [subjects.index(name) for name in ("scope", "entry", "registration", "transfer", "leave")] == [0, 1, 2, 4, 7]
    assert [one.citation.label for one in coverage.articles("national_2010") if not one.summary] == []


def test_the_command_prints_one_object_for_every_row():
    out = StringIO()
    call_command("articles", "--json", stdout=out)
    rows = json.loads(out.getvalue())
    assert [(row["regulation"], row["article"]) for row in rows] == [
        (row["regulation"], row["article"]) for row in coverage.owed_rows()
    ]
    assert set(rows[0]) == {
        "regulation",
        "article",
        "summary",
        "label",
        "rule_details",
        "numbers",
        "interpretations",
        "chain_details",
        "rules",
        "parameters",
        "chains",
        "screens",
        "tests",
        "status",
    }


def test_article_17_carries_its_rules_numbers_and_chains():
    row = article("zhejiang_2015", "17").to_dict()
    assert "zhejiang_2015.transfer_window" in row["rules"]
    assert "zhejiang_2015.transfer.window_days" in row["parameters"]
    assert row["chains"] == [
        "zhejiang_2015.transfer_inside",
        "zhejiang_2015.transfer_across",
        "zhejiang_2015.special_placement",
        "zhejiang_2015.special_return",
    ]


def test_readings_stand_beside_their_article():
    labels = [reading.label for reading in article("beijing_2020", "18").interpretations]
    assert labels == [
        "是否学满一学期按哪一日认定",
        "开学当日是否仍属“开学前”",
        "第十八条“开学前办理”与第二十一条“学期结束前”如何衔接",
    ]


def test_adult_schools_follow_by_reference():
    assert SchoolKind.ADULT.is_vocational


@pytest.mark.parametrize("key, day", [("beijing_2020", date(2020, 4, 26)), ("zhejiang_2015", date(2015, 9, 1))])
def test_regulations_hold_from_their_day(key, day):
    policy = registry.get(key)
    assert policy.effective_from == day
    assert policy.version(day) == f"{day.year}.1"


def test_a_case_keeps_the_rules_of_its_day():
    filed, today = date(2026, 9, 7), date(2031, 1, 1)
    policy = registry.get("zhejiang_2015")
    before = check(policy, "transfer", zhejiang(), filed)
    assert check(policy, "transfer", zhejiang(checked_on=today), filed) == before


@pytest.mark.parametrize(
    "value, text",
    [
        (True, "是"),
        ({"spring": "03-31"}, "春季：3月31日"),
        (["household_move", "family_move"], "户籍迁移、家庭搬迁"),
        ("city", "市级教育行政部门"),
        (10, "10"),
    ],
)
def test_values_are_shown_in_words(value, text):
    assert value_text(value) == text


def test_the_page_names_regulation_base_and_number():
    policy = registry.get("beijing_2020")
    html = render_to_string("policies/head.html", {"policy": policy, "version": policy.version(ON)})
    for text in ("京教职成〔2020〕3号", "北京市教育委员会", "教职成〔2010〕7号", "2020.1"):
        assert text in html


def test_an_article_shows_rules_numbers_and_readings():
    policy = registry.get("zhejiang_2015")
    html = render_to_string(
        "policies/article.html", {"article": article("zhejiang_2015", "17"), "today": ON, "policy": policy}
    )
    for text in ('id="art-17"', "第十七条", "原则上不予转学", "新学期开学后可以转学的日数", "按转出学校提交之日认定"):
        assert text in html


def test_every_reading_is_in_the_documentation():
    text = (coverage.ROOT / "docs" / "interpretations.md").read_text(encoding="utf-8")
    own = [item.key for policy in registry.all_policies() for item in policy.interpretations]
    assert [key for key in own if f"`{key}`" not in text] == []
