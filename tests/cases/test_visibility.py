"""Across levels: each party sees the case and its snapshot, and nothing else of the other side."""

import pytest
from django.urls import reverse

from students.models import Person, Profile, StatusChange, Student
from tests.support.casework import approve, fresh
from tests.transfers.support import WINDOW, accepted, opened, submitted
from xueji import clock
from xueji.cases.models import Case, ClockEntry, Decision, Evidence, Item, Step
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import Evidence as Paper

pytestmark = pytest.mark.django_db
PARTIES = ("zj_school_d.registrar", "zj_county_2a.reviewer", "zj_city_2.reviewer")
ABOVE = "zj.chief"
STRANGERS = ("zj_school_b.registrar", "zj_school_c.registrar", "zj_county_1b.reviewer", "bj.chief")
PARTS = (Item, Step, Decision, ClockEntry, Evidence)


@pytest.fixture(autouse=True)
def in_the_window():
    with clock.at(WINDOW):
        yield


@pytest.fixture
def case(world) -> Case:
    """Between two prefectures, agreed to by the to-school."""
    return accepted(world, submitted(world), "zj_school_d")


@pytest.mark.parametrize("office", [*PARTIES, ABOVE])
def test_a_party_and_the_level_above_see_the_case_with_all_its_parts(world, case, office):
    with world.scope(office).enter():
        assert Case.objects.filter(pk=case.pk).exists()
        assert all(part.objects.filter(case=case).exists() for part in PARTS)


@pytest.mark.parametrize("office", STRANGERS)
def test_others_see_nothing_of_it(world, case, office):
    with world.scope(office).enter():
        assert not Case.objects.filter(pk=case.pk).exists()
        assert not any(part.objects.filter(case=case).exists() for part in PARTS)


@pytest.mark.parametrize("office", PARTIES)
def test_the_other_side_sees_no_record_of_the_student(world, case, office):
    student = world.student("zj_school_a")
    with world.scope(office).enter():
        assert not Student.objects.filter(pk=student.pk).exists()
        assert not Person.objects.filter(pk=student.person_id).exists()
        assert not Profile.objects.filter(student=student.pk).exists()
        assert not StatusChange.objects.filter(student=student.pk).exists()


@pytest.mark.parametrize("office", PARTIES)
def test_nor_the_schoolmates(world, case, office):
    with world.scope(office).enter():
        assert not Student.objects.filter(school=world["zj_school_a"]).exists()


def test_what_the_snapshot_carries_is_all_that_the_page_shows(client, world, case):
    client.force_login(world.user("zj_county_2a.reviewer"))
    html = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    student = world.student("zj_school_a")
    assert student.name in html and student.number_mask in html
    assert student.person.identity_number not in html and student.person.student_number not in html


def test_a_draft_is_its_openers_alone(world):
    draft = opened(world)
    for office in (*PARTIES, ABOVE):
        with world.scope(office).enter():
            assert not Case.objects.filter(pk=draft.pk).exists()


def test_the_student_sees_the_own_case_and_no_other(world, case):
    own, other = world.student("zj_school_a").person_id, world.student("zj_school_a", 1).person_id
    user = world.user("zj_school_a.registrar").pk
    with Scope.of_student(user_id=user, person_id=own).enter():
        assert Case.objects.filter(pk=case.pk).exists()
    with Scope.of_student(user_id=user, person_id=other).enter():
        assert not Case.objects.filter(pk=case.pk).exists()


def test_the_level_above_reads_and_does_not_write(world, case):
    with world.scope(ABOVE).enter():
        assert Case.objects.filter(pk=case.pk).update(title="另一件") == 0
        assert Step.objects.filter(case=case).update(label="另一步") == 0


def test_the_school_that_was_left_goes_on_seeing_its_own_record_only(world, case):
    for office in ("zj_county_1a.reviewer", "zj_county_2a.reviewer", "zj_city_1.reviewer", "zj_city_2.reviewer"):
        approve(world, office, case)
    assert fresh(case).state == "closed"
    with world.scope("zj_school_a.registrar").enter():
        seen = Student.objects.filter(person=world.student("zj_school_a").person_id)
        assert [record.status for record in seen] == ["transferred"]


def test_a_paper_is_looked_at_by_parties_only(client, world, case):
    with world.scope("zj_school_a.registrar").enter():
        paper = Evidence.objects.get(case=case, key=Paper.TRANSFER_APPLICATION)
    client.force_login(world.user("zj_school_b.registrar"))
    assert client.get(reverse("cases:evidence", args=[case.pk, paper.pk])).status_code == 404
