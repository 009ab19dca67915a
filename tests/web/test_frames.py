"""Pages that students and officers share come in the frame in which the person works."""

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


@pytest.mark.parametrize(
    "name, args",
    [
        ("policies:regulations", []),
        ("policies:regulation", ["zhejiang_2015"]),
        ("policies:questions", []),
        ("policies:reading", ["national_2010", "guardian.consent_below"]),
    ],
)
@pytest.mark.parametrize("reader", ["student", "officer"])
def test_the_regulations_come_in_the_frame_of_the_reader(client, world, student, name, args, reader):
    client.force_login(student if reader == "student" else world.user("zj_school_a.registrar"))
    page = client.get(reverse(name, args=args)).content.decode()
    assert ('class="xj-phone"' in page) is (reader == "student")
    assert page.count("<h1>") == 1
