"""The page on which somebody changes the password: in the frame in which the person works."""

import pytest
from django.urls import reverse

from tests.support.world import PASSWORD
from xueji.organizations.models import User
from xueji.organizations.scope import unfenced


@pytest.fixture
def student(world):
    record = world.student("zj_school_a")
    with unfenced(reason="a test makes a student's account"):
        return User.objects.create_user("zj.someone", password=PASSWORD, person_id=record.person_id)


@pytest.mark.parametrize("name", ["password_change", "password_change_done"])
def test_a_student_stays_in_the_portal(client, student, name):
    client.force_login(student)
    page = client.get(reverse(name)).content.decode()
    assert 'class="xj-phone"' in page
    assert page.count("<h1>") == 1
    assert "学籍号、办件号" not in page


@pytest.mark.parametrize("name", ["password_change", "password_change_done"])
def test_an_officer_stays_in_the_house(client, world, name):
    client.force_login(world.user("zj_school_a.registrar"))
    page = client.get(reverse(name)).content.decode()
    assert 'class="xj-phone"' not in page
    assert page.count("<h1>") == 1
