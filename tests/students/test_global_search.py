"""The search box of the top bar."""

import pytest
from django.urls import reverse

from students.models import Student
from xueji.organizations.scope import unfenced
from xueji.web import searching

SEARCH = reverse("web:search")


def test_a_name_leads_to_hits(world, sign_in):
    client = sign_in("zj_county_1a.reviewer")
    page = client.post(SEARCH, {"q": "陈语桐"}, follow=True).content.decode()
    assert page.count("陈语桐") >= 2


def test_a_whole_number_leads_straight_to_the_record(world, sign_in):
    student = world.student("zj_school_a")
    with unfenced(reason="a test needs the number"):
        number = student.person.identity_number
    answer = sign_in("zj_school_a.registrar").post(SEARCH, {"q": number}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("students:record", args=[student.pk])
    assert number not in str(answer.redirect_chain)


def test_a_stranger_finds_nobody(world, sign_in):
    with unfenced(reason="a test needs the number"):
        number = Student.objects.get(pk=world.student("zj_school_a").pk).person.identity_number
    answer = sign_in("zj_school_b.registrar").post(SEARCH, {"q": number}, follow=True)
    assert (answer.status_code, answer.context["found"]) == (200, [])


@pytest.mark.parametrize("typed", ["", "   ", "%_\\", "x" * 5000])
def test_odd_input_is_answered(world, sign_in, typed):
    assert sign_in("zj_school_a.registrar").post(SEARCH, {"q": typed}, follow=True).status_code == 200


def test_a_student_has_no_search(world, client):
    user = world.user("zj_school_a.registrar")
    user.person_id = world.student("zj_school_a").person_id
    user.save()
    client.force_login(user)
    assert client.post(SEARCH, {"q": "陈"}).status_code == 404


def test_only_the_last_searches_are_kept(world, sign_in):
    client = sign_in("zj_school_a.registrar")
    for number in range(searching.KEPT + 5):
        client.post(SEARCH, {"q": f"字{number}"})
    assert len(client.session["searches"]) == searching.KEPT
