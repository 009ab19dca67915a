"""Headings that nobody knew: a person says what they mean, once for the school."""

import pytest
from django.test import Client
from django.urls import reverse

from students.models import HeadingChoice, Roster, Student
from students.rosters.actions import headings_choose, roster_upload
from students.rosters.choices import choices_of
from students.rosters.mapping_page import mapping_page, suggest
from students.rosters.working import check_roster, import_file
from tests.support.rosters import row, rows, workbook
from xueji.errors import Invalid
from xueji.organizations.scope import Scope

ODD = {"身份证件号": "证照编码", "班级名称": "教学分组", "联系电话": "本人手机", "备注": "家长微信"}


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch):
    monkeypatch.setattr("xueji.organizations.tasks.run_job.delay", lambda *args: None)


@pytest.fixture
def registrar(world):
    return world.scope("zj_school_a.registrar")


@pytest.fixture
def refused(registrar):
    """A roster whose identity and class columns have names that nobody knows."""
    data = workbook(rows(3), labels=ODD)
    with registrar.enter():
        roster = roster_upload(actor=registrar, filename="名册.xlsx", data=data)
    return check_roster(actor=registrar, roster=roster)


def test_a_file_without_an_indispensable_heading_is_refused_and_can_be_mapped(refused):
    assert (refused.state, refused.mapping["missing"]) == ("refused", ["身份证件号", "班级名称"])
    assert "认列" in refused.refusal


def test_the_page_shows_masked_samples_and_suggests(refused, registrar):
    with registrar.enter():
        page = mapping_page(refused, choices_of(refused.school_id))
    lines = {line.text: line for line in page.open}

    assert lines["证照编码"].suggestion == "identity_number"
    assert all("*" in sample for sample in lines["证照编码"].samples)
    assert lines["教学分组"].samples == ("26计算机1班",)


def test_what_was_said_once_is_remembered_for_the_next_file(refused, registrar, world):
    chosen = {"证照编码": ("证照编码", "identity_number"), "教学分组": ("教学分组", "class_name")}
    with registrar.enter():
        roster = headings_choose(actor=registrar, roster=refused, chosen=chosen)
    roster = check_roster(actor=registrar, roster=roster)
    school = world["zj_school_a"]
    scope = Scope.of_organization(school)
    import_file(actor=scope, school=school, filename="b.xlsx", data=workbook(rows(5), labels=ODD), dry_run=False)

    assert (roster.state, roster.counts["new"], roster.counts["rejected"]) == ("checked", 3, 0)
    with registrar.enter():
        assert Student.objects.filter(roster_id__isnull=False).count() == 5


def test_a_heading_may_be_left_out_for_good(refused, registrar):
    chosen = {
        "证照编码": ("证照编码", "identity_number"),
        "教学分组": ("教学分组", "class_name"),
        "本人手机": ("本人手机", ""),
    }
    with registrar.enter():
        roster = headings_choose(actor=registrar, roster=refused, chosen=chosen)
    roster = check_roster(actor=registrar, roster=roster)

    assert (roster.mapping["ignored"], roster.mapping["unknown"]) == (["本人手机"], [])


def test_two_headings_cannot_be_one_column(refused, registrar):
    chosen = {"证照编码": ("证照编码", "class_name"), "教学分组": ("教学分组", "class_name")}

    with registrar.enter(), pytest.raises(Invalid):
        headings_choose(actor=registrar, roster=refused, chosen=chosen)
    with registrar.enter():
        assert not HeadingChoice.objects.exists()


def test_another_school_does_not_know_what_was_said(refused, registrar, world):
    with registrar.enter():
        headings_choose(actor=registrar, roster=refused, chosen={"教学分组": ("教学分组", "class_name")})

    for office in ("zj_school_b.registrar", "zj_county_1a.reviewer"):
        with world.scope(office).enter():
            assert not HeadingChoice.objects.exists()


def test_the_form_is_sent_and_the_file_checked_again(refused, world):
    client = Client()
    client.force_login(world.user("zj_school_a.registrar"))
    url = reverse("students:roster_mapping", args=[refused.pk])
    shown = client.get(url).content.decode()
    fields = {
        "key": ["证照编码", "教学分组"],
        "text": ["证照编码", "教学分组"],
        "field": ["identity_number", "class_name"],
    }
    answer = client.post(url, fields)

    assert "证照编码" in shown and row()["身份证件号"] not in shown
    assert answer.status_code == 302
    with world.scope("zj_school_a.registrar").enter():
        assert Roster.objects.get(pk=refused.pk).state == "checking"


@pytest.mark.parametrize(
    ("heading", "samples", "taken", "field"),
    [
        ("编号", ["339801", "339802"], set(), ""),
        ("联系方式", ["13910000000", "13910000001"], set(), "phone"),
        ("联系方式", ["13910000000", "13910000001"], {"phone"}, "email"),
        ("户口所在派出所", [], set(), "police_station"),
        ("微信", ["abc"], set(), ""),
    ],
)
def test_suggestions_are_made_by_content_and_by_name(heading, samples, taken, field):
    assert suggest(heading, samples, taken) == field
