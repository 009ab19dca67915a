"""The forms of the way into a special school and back."""

from datetime import date

import pytest
from django.urls import reverse

from tests.support.world import make_student
from transfers.special_school.models import SpecialPlacement, SpecialReturn
from xueji import clock
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(date(2026, 11, 20)):
        yield


@pytest.fixture
def registrar(client, world):
    client.force_login(world.user("bj_school_a.registrar"))
    return client


def url_of(kind, student):
    return f"{reverse('matters:kind', args=[kind])}?student={student.pk}"


def rows(model):
    with unfenced(reason="a test looks"):
        return list(model.objects.all())


def test_a_placement_is_drafted_without_consents(registrar, world):
    student = world.student("bj_school_a")
    filled = {
        "form": "1", "serious_misconduct": "on", "unsuited": "on", "decided_by": "区专门教育指导委员会",
        "decided_on": "2026-11-16", "special_school": "明德专门学校", "starts_on": "2026-11-23", "save": "1",
    }  # fmt: skip

    page = registrar.post(url_of("special_placement", student), filled, follow=True)

    [row] = rows(SpecialPlacement)
    assert (row.serious_misconduct, row.unlawful_act, row.unsuited) == (True, False, True)
    for part in ("明德专门学校", "专门学校就读", "送专门学校的决定或审批文件"):
        assert part in page.content.decode(), part


def test_nobody_goes_before_it_is_decided(registrar, world):
    filled = {
        "form": "1", "decided_by": "某机关", "decided_on": "2026-11-16", "special_school": "明德", "save": "1",
        "starts_on": "2026-11-15",
    }  # fmt: skip

    page = registrar.post(url_of("special_placement", world.student("bj_school_a")), filled)

    assert page.status_code == 422 and rows(SpecialPlacement) == []


def test_the_way_back_begins_with_the_own_class(registrar, world):
    student = make_student(world, "bj_school_a", status="special_school")

    text = registrar.get(url_of("special_return", student)).content.decode()

    assert f'value="{student.school_class_id}" selected' in text


def test_a_class_of_another_school_is_not_offered(registrar, world):
    student = make_student(world, "bj_school_a", status="special_school")
    filled = {
        "form": "1", "good_conduct": "on", "report_on": "2026-11-18", "applied_on": "2026-11-18", "save": "1",
        "to_class": str(world.classes["bj_school_b.2025"].pk),
    }  # fmt: skip

    page = registrar.post(url_of("special_return", student), filled)

    assert page.status_code == 422 and rows(SpecialReturn) == []
