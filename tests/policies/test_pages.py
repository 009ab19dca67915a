"""The regulations' pages, without their shell: what a registrar can read beside a verdict."""

import re

import pytest
from django.test import RequestFactory
from django.urls import reverse

from tests.policies.builders import verdicts, zhejiang
from xueji.policies import views
from xueji.policies.engine.registry import all_policies
from xueji.policies.wording import value_text


@pytest.fixture
def rendered(monkeypatch):
    """The template and context that a view hands to the shell."""
    seen = {}
    monkeypatch.setattr(views, "render", lambda request, template, context: seen.update(context) or template)
    return seen


def test_the_list_names_every_regulation(rendered):
    views.regulations(RequestFactory().get("/"))
    assert [policy.key for policy, _ in rendered["rows"]] == ["beijing_2020", "national_2010", "zhejiang_2015"]


def test_a_regulation_shows_what_it_takes_from_its_base(rendered):
    views.regulation(RequestFactory().get("/"), "beijing_2020")
    keys = [rule.key for rule in rendered["inherited_rules"]]
    assert {"national_2010.graduation_late", "national_2010.registration_suspended"} <= set(keys)
    assert len(keys) == len(set(keys))
    assert "guardian.consent_below" in [reading.key for reading in rendered["inherited_readings"]]


def test_a_citation_leads_to_its_article():
    said = next(iter(verdicts("zhejiang_2015", "transfer", zhejiang())))
    assert said.citation.url == reverse("policies:regulation", args=["zhejiang_2015"]) + "#art-2"


def test_values_and_reasons_are_in_the_words_of_the_office():
    latin = re.compile(r"[A-Za-z_]{3,}")
    items = {item.key: item for policy in all_policies() for item in policy.parameters_by_key}.values()
    said = {
        item.key: [
            str(item.label),
            str(getattr(item, "reason", "")),
            *(value_text(dated.value) for dated in item.values),
            *(value_text(word) for word in item.choices),
        ]
        for item in items
    }
    assert {key: texts for key, texts in said.items() if any(latin.search(text) for text in texts)} == {}
    assert len(said) > 60
