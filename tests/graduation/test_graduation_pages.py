"""The page of the graduation audit."""

from datetime import date

import pytest

from graduation.models import GraduationAudit
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.scope import unfenced

URL = "/graduation/"
PASSED = {"conduct_passed": "yes", "courses_passed": "yes", "internship_passed": "yes", "leaving_on": "2027-06-25"}


@pytest.fixture(autouse=True)
def in_june():
    with clock.at(date(2027, 6, 8)):
        yield


@pytest.fixture
def registrar(client, world):
    client.force_login(world.user("zj_school_a.registrar"))
    return client


def audits():
    with unfenced(reason="a test looks"):
        return list(GraduationAudit.objects.values_list("student_id", "conduct_passed", "courses_passed"))


def cases():
    with unfenced(reason="a test looks"):
        return list(Case.objects.values_list("kind", flat=True))


def test_classes_are_offered_first(registrar, world):
    assert "24计算机1班" in registrar.get(URL).content.decode()


def test_class_shows_students_rules_and_path(registrar, world):
    room = world.classes["zj_school_a.2024"]

    text = registrar.get(f"{URL}?class={room.pk}").content.decode()

    for part in ("程望舒", "思想品德评价尚未录入", "澜州市教育局"):
        assert part in text, part


def test_findings_are_kept_for_those_ticked(registrar, world):
    student = world.student("zj_school_a", 1)

    registrar.post(f"{URL}?student={student.pk}", {"record": "1", "student": [student.pk], **PASSED})

    assert audits() == [(student.pk, True, True)]


def test_saving_drafts_the_case(registrar, world):
    student = world.student("zj_school_a", 1)

    page = registrar.post(f"{URL}?student={student.pk}", {"save": "1", "student": [student.pk]})

    assert (page.status_code, cases()) == (302, ["graduation"])


def test_nobody_ticked_is_said(registrar, world):
    student = world.student("zj_school_a", 1)

    page = registrar.post(f"{URL}?student={student.pk}", {"save": "1"})

    assert (page.status_code, cases()) == (422, [])


def test_another_schools_student_is_refused(registrar, world):
    stranger = world.student("zj_school_b", 1)

    registrar.post(URL, {"save": "1", "student": [stranger.pk]})
    registrar.post(URL, {"record": "1", "student": [stranger.pk], **PASSED})

    assert (cases(), audits()) == ([], [])


def test_bureaus_have_no_such_page(client, world):
    client.force_login(world.user("zj_county_1a.reviewer"))

    assert client.get(URL).status_code == 403
