"""What can be set is read: every settable reading has a reader, and every declared reader really reads."""

import ast
import inspect
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.policies.builders import ON, beijing, outcome, student
from xueji import clock
from xueji.errors import Invalid
from xueji.policies.actions import reading_change
from xueji.policies.coverage import ROOT
from xueji.policies.engine import overlays, registry
from xueji.policies.readers import keys_read, outside_readers, settable_readings
from xueji.policies.school_rules import settable
from xueji.policies.values import is_settable
from xueji.policies.vocabulary import TransferReason

POLICIES = ("national_2010", "beijing_2020", "zhejiang_2015")
OUTSIDE = ("xueji", "students", "transfers", "certificates", "graduation", "discipline")
INSIDE = ("xueji/policies", "xueji/demo")
# Said on the page, built into the software: (regulation, reading).
BUILT_IN = [
    ("beijing_2020", "cancellation.province_is_city"),
    ("beijing_2020", "transfer.municipal_filing"),
    ("beijing_2020", "information.student_number"),
    ("zhejiang_2015", "studies.ten_days_each"),
    ("zhejiang_2015", "transfer.order"),
    ("zhejiang_2015", "chain.one_body"),
]


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(ON):
        yield


@pytest.fixture
def read_as(monkeypatch):
    """Let readings of Beijing be read otherwise from the first day on."""

    def change(key, word):
        found = {"beijing_2020": {key: ((registry.get("beijing_2020").effective_from, word),)}}
        monkeypatch.setattr(overlays, "changes", lambda policy: found.get(policy, {}))

    return change


def sources():
    """Every module outside the rules, parsed."""
    for top in OUTSIDE:
        for file in sorted((ROOT / top).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            if not name.startswith(INSIDE) and "/migrations/" not in name:
                yield name, ast.parse(file.read_text(encoding="utf-8"))


def words_in(tree):
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def names_in(tree):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


@pytest.mark.parametrize("key", POLICIES)
def test_what_can_be_set_is_read_by_a_rule_a_step_or_declared_code(key):
    policy = registry.get(key)
    read = policy.keys_read(ON) | set(outside_readers())
    assert settable_readings(policy) <= read
    assert {item.key for item in settable(key)} <= read
    assert settable_readings(policy)


@pytest.mark.parametrize("key", sorted(outside_readers()))
def test_a_declared_reader_names_its_key(key):
    assert any(key in policy.parameters_by_key.own for policy in registry.all_policies())
    for reader in outside_readers()[key]:
        (found,) = ast.parse(inspect.cleandoc(inspect.getsource(reader))).body
        found.decorator_list = []
        known = vars(inspect.getmodule(reader))
        assert key in [*words_in(found), *(known.get(name) for name in names_in(found))]


def test_code_outside_the_rules_declares_what_it_reads():
    stated = {key for policy in registry.all_policies() for key in policy.parameters_by_key.own}
    silent = [
        (module, key)
        for module, tree in sources()
        for key in words_in(tree) & stated
        if any(
            key in policy.parameters_by_key.own and key not in keys_read(policy) for policy in registry.all_policies()
        )
    ]
    assert silent == [], "say @reads(key) where the key is read (xueji/policies/readers.py)"


@pytest.mark.parametrize("policy, key", BUILT_IN)
def test_a_reading_that_nothing_reads_is_stated_and_not_settable(world, client, policy, key):
    chief = {"beijing_2020": "bj.chief", "zhejiang_2015": "zj.chief"}[policy]
    client.force_login(world.user(chief))

    page = client.get(reverse("policies:reading", args=[policy, key])).content.decode()

    assert "系统内置" in page and "<form" not in page.partition('id="h-now"')[2].partition("<aside")[0]
    stated = registry.get(policy).parameters_by_key.find(key).on(ON)
    with world.scope(chief).enter() as actor, pytest.raises(Invalid, match="系统内置"):
        day = ON + timedelta(days=1)
        reading_change(actor=actor, policy_key=policy, key=key, value=stated, since=day, reason="试行")


def test_some_of_them_are_of_a_kind_that_a_form_could_set():
    kinds = [is_settable(registry.get(policy).parameters_by_key.find(key)) for policy, key in BUILT_IN]
    assert any(kinds)


def test_the_page_of_a_reading_names_the_steps_that_read_it(world, client):
    client.force_login(world.user("zj.chief"))
    page = client.get(reverse("policies:reading", args=["zhejiang_2015", "leave.handling"])).content.decode()
    assert "复学：主管部门备案" in page
    assert "可由省教育厅调整" in page


@pytest.mark.parametrize("read, answer", [("exception", "exception"), ("forbids", "forbidden")])
def test_whether_integrated_students_may_transfer_is_as_the_city_reads_it(read_as, read, answer):
    read_as("integrated.transfer_granted", read)
    facts = beijing(student=student(integrated=True))
    assert outcome("beijing_2020", "transfer", "transfer_integrated_out", facts) == answer


@pytest.mark.parametrize(
    "read, reason, answer",
    [
        ("school", TransferReason.OTHER, "allowed"),
        ("city", TransferReason.OTHER, "exception"),
        ("city", TransferReason.HOUSEHOLD_MOVE, "allowed"),
    ],
)
def test_who_finds_another_reason_just_is_as_the_city_reads_it(read_as, read, reason, answer):
    read_as("transfer.other_reason", read)
    assert outcome("beijing_2020", "transfer", "transfer_reason", beijing(reason=reason)) == answer
