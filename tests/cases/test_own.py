"""A student takes the own application back from the phone."""

import pytest
from django.test import Client
from django.urls import reverse

from students.models import Student
from tests.support.casework import fresh
from tests.support.world import World
from tests.transfers.support import WINDOW, submitted
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.models import User
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_window():
    with clock.at(WINDOW):
        yield


@pytest.fixture
def case(world: World) -> Case:
    return submitted(world, destination="zj_school_b")


def phone_of(student_id: int) -> Client:
    with unfenced(reason="a test's account"):
        person = Student.objects.get(pk=student_id).person_id
    client = Client()
    client.force_login(User.objects.create_user(f"p{person}", password="x", name="试", person_id=person))
    return client


def student_in(case: Case) -> int:
    with unfenced(reason="a test looks"):
        return case.items.get().student_id


def test_the_button_stands_with_the_running_application(case):
    page = phone_of(student_in(case)).get("/")

    assert reverse("cases:withdraw_own", args=[case.pk]) in page.text


def test_the_case_ends_and_the_school_may_open_another(case):
    answer = phone_of(student_in(case)).post(reverse("cases:withdraw_own", args=[case.pk]))

    assert answer.status_code == 302
    assert fresh(case).state == "withdrawn"
    with unfenced(reason="a test looks"):
        assert not case.items.get().binds


def test_twice_is_said_and_changes_nothing(case):
    phone = phone_of(student_in(case))
    phone.post(reverse("cases:withdraw_own", args=[case.pk]))

    answer = phone.post(reverse("cases:withdraw_own", args=[case.pk]), follow=True)

    assert answer.status_code == 200
    assert fresh(case).state == "withdrawn"


def test_another_student_and_an_officer_find_nothing(world, case):
    other = phone_of(world.student("zj_school_d").pk)
    officer = Client()
    officer.force_login(world.user("zj_school_a.registrar"))

    for client in (other, officer):
        assert client.post(reverse("cases:withdraw_own", args=[case.pk])).status_code == 404
    assert fresh(case).state == "running"
