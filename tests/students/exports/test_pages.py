"""The pages: asking, what is wrong beside the field, picked rows, the log."""

import pytest
from django.test import Client
from django.urls import reverse

from students.exports.models import Export
from xueji.organizations.scope import unfenced

REGISTRAR = "zj_school_a.registrar"
USUAL = {"layout": "list", "form": "xlsx", "columns": ["name", "number"]}


@pytest.fixture
def client(world):
    client = Client()
    client.force_login(world.user(REGISTRAR))
    return client


def asked() -> list[Export]:
    with unfenced(reason="a test looks"):
        return list(Export.objects.order_by("pk"))


def test_the_list_leads_to_its_export_with_its_filters(client):
    page = client.get(reverse("students:list") + "?status=studying").content.decode()
    url = reverse("exports:new", args=["students"]) + "?status=studying"

    assert url in page
    client.post(url, USUAL)
    assert [export.asked for export in asked()] == [{"query": "status=studying"}]


@pytest.mark.parametrize(
    "key", ["students", "changes", "graduates", "registered", "terms", "admissions", "classes", "cases"]
)
def test_every_source_can_be_asked_for(client, key):
    assert client.get(reverse("exports:new", args=[key])).status_code == 200


@pytest.mark.parametrize("key", ["overdue", "nothing"])
def test_what_this_office_does_not_export_is_not_there(client, key):
    assert client.get(reverse("exports:new", args=[key])).status_code == 404


def test_a_missing_purpose_is_said_beside_its_field(client):
    answer = client.post(reverse("exports:new", args=["students"]), {**USUAL, "whole": "on"})

    assert answer.status_code == 422
    assert "须选用途" in answer.content.decode()
    assert asked() == []


def test_days_in_the_wrong_order_are_said_beside_their_field(client):
    days = {"period": "other", "first": "2026-09-02", "last": "2026-09-01", "form": "xlsx"}
    answer = client.post(reverse("exports:new", args=["changes"]), days)

    assert "止日早于起日" in answer.content.decode()


def test_picked_rows_are_posted_and_stand_in_no_address(client, world):
    student = world.student("zj_school_a")
    page = client.post(reverse("exports:picked", args=["students"]), {"student": [student.pk]})
    answer = client.post(reverse("exports:new", args=["students"]), {**USUAL, "student": [student.pk]})

    assert f'name="student" value="{student.pk}"' in page.content.decode()
    assert str(student.pk) not in answer.headers["Location"].replace(str(asked()[0].pk), "")
    assert asked()[0].picked == [student.pk]


def test_a_search_is_kept_as_what_it_found(client, world):
    student = world.student("zj_school_a")
    found = client.post(reverse("students:search"), {"q": student.name}).headers["Location"]

    client.post(reverse("exports:new", args=["students"]) + "?" + found.partition("?")[2], USUAL)

    [export] = asked()
    assert student.pk in export.picked
    assert student.name not in str(export.asked)


def test_a_class_teacher_is_offered_neither_whole_numbers_nor_the_family(world):
    client = Client()
    client.force_login(world.user("zj_school_a.school_head"))
    page = client.get(reverse("exports:new", args=["students"])).content.decode()

    assert 'name="whole"' not in page and "profile.phone" not in page and "2019 版" not in page


@pytest.mark.parametrize(
    ("key", "is_asked"), [("students", True), ("changes", True), ("classes", False), ("to_do", False)]
)
def test_what_for_is_asked_where_something_needs_a_purpose(client, key, is_asked):
    page = client.get(reverse("exports:new", args=[key])).content.decode()

    assert ('name="purpose"' in page) is is_asked
    assert "您的职务只能导出" not in page


def test_progress_and_log_are_shown(client):
    client.post(reverse("exports:new", args=["students"]), USUAL)
    [export] = asked()

    assert "正在生成" in client.get(reverse("exports:export", args=[export.pk])).content.decode()
    assert client.get(reverse("exports:log")).status_code == 200
    client.post(reverse("exports:cancel", args=[export.pk]))
    assert "已取消" in client.get(reverse("exports:export", args=[export.pk])).content.decode()


@pytest.mark.parametrize(
    ("office", "back"), [(REGISTRAR, "students:classes"), ("zj_county_1a.reviewer", "exports:list")]
)
def test_nobody_is_led_back_to_a_list_that_the_office_has_not(world, office, back):
    client = Client()
    client.force_login(world.user(office))

    assert client.get(reverse("exports:new", args=["classes"])).context["back_url"] == reverse(back)
