"""What a student fills in on the phone, and what the school gets of it."""

import pytest
from django.test import Client
from django.urls import reverse

from students.applications.models import Application
from students.models import Programme, SchoolClass, Student
from tests.students.information.support import DAY, profile
from tests.support.world import World
from xueji import clock
from xueji.organizations.models import User
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def _september():
    with clock.at(DAY):
        yield


@pytest.fixture
def student(world: World) -> Student:
    found = world.student("zj_school_a")
    profile(found, home_address="青塘路1号", guardian_name="陈安", guardian_phone="13800000427")
    return found


@pytest.fixture
def pupil(student: Student) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("a-pupil", password="x", name="试", person_id=student.person_id))
    return client


def applied(client: Client, kind: str, **data: str) -> Application:
    client.post(reverse("applications:fill", args=[kind]), {"form": "1", "save": "1"} | data)
    with unfenced(reason="a test looks"):
        return Application.objects.get()


def sent(application: Application) -> None:
    """With the guardian's consent."""
    moment = clock.now()
    with unfenced(reason="a test sends"):
        Application.objects.filter(pk=application.pk).update(
            state="sent", sent_at=moment, consented_at=moment, consent_way="code", guardian_name="陈安"
        )


def test_a_student_is_asked_for_no_identity_number(pupil: Client):
    page = pupil.get(reverse("applications:fill", args=["information"])).content.decode()
    assert 'name="home_address"' in page
    assert "identity_number" not in page and "changes_identity" not in page


def test_what_a_student_wrote_stands_in_the_schools_form(world: World, pupil: Client, student: Student):
    application = applied(pupil, "information", home_address="云汀路8号", name=student.name)
    sent(application)
    registrar = Client()
    registrar.force_login(world.user("zj_school_a.registrar"))
    page = registrar.get(reverse("applications:take", args=[application.pk])).content.decode()
    assert 'value="云汀路8号"' in page


def test_a_student_chooses_a_programme_and_the_school_the_class(world: World, pupil: Client, student: Student):
    with unfenced(reason="a test needs a programme"):
        programme = Programme.objects.create(
            school=student.school, major_code="720201", name="护理", short_name="护理", years=3
        )
        SchoolClass.objects.create(school=student.school, name="25护理1班", cohort=2025, programme=programme)
    page = pupil.get(reverse("applications:fill", args=["major_change"])).content.decode()
    assert "护理" in page and 'name="to_class"' not in page
    application = applied(pupil, "major_change", reason="personal_wish", to_programme=str(programme.pk))
    sent(application)
    registrar = Client()
    registrar.force_login(world.user("zj_school_a.registrar"))
    page = registrar.get(reverse("applications:take", args=[application.pk])).content.decode()
    assert f'value="{programme.pk}" selected' in page and 'name="to_class"' in page


def test_nobody_applies_for_a_retention(pupil: Client):
    assert pupil.get(reverse("applications:fill", args=["retention"])).status_code == 404
