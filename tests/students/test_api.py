"""The API of students: scoped, masked, paged; errors as problem+json."""

import pytest
from django.urls import reverse

from xueji.audit.models import Event
from xueji.organizations.scope import unfenced

LIST = reverse("api:student-list")


def test_a_school_reads_its_students(world, sign_in):
    answer = sign_in("zj_school_a.registrar").get(LIST).json()
    assert sorted(row["id"] for row in answer["results"]) == sorted(each.pk for each in world.students["zj_school_a"])


def test_numbers_are_masked(world, sign_in):
    row = sign_in("zj_school_a.registrar").get(LIST).json()["results"][0]
    assert "*" * 10 in row["number_mask"] and "*" * 10 in row["identity_mask"]


def test_pages_are_asked_for_by_the_last_id(world, sign_in):
    client = sign_in("zj_school_a.registrar")
    first = client.get(LIST, {"limit": 2}).json()
    second = client.get(LIST, {"limit": 2, "after": first["next"]}).json()
    assert ([len(first["results"]), len(second["results"])], second["next"]) == ([2, 1], None)


@pytest.mark.parametrize("query", [{"limit": 10**9}, {"after": "x"}, {"status": "nonsense"}])
def test_a_query_that_makes_no_sense_is_a_problem(world, sign_in, query):
    answer = sign_in("zj_school_a.registrar").get(LIST, query)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("office", ["zj_school_b.registrar", "zj_county_1b.reviewer", "bj.reviewer"])
def test_a_stranger_finds_nothing(world, sign_in, office):
    answer = sign_in(office).get(reverse("api:student-detail", args=[world.student("zj_school_a").pk]))
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_visitor_is_refused_without_being_led_away(world, client):
    answer = client.get(LIST)
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_a_student_finds_nothing(world, client):
    user = world.user("zj_school_a.registrar")
    user.person_id = world.student("zj_school_a").person_id
    user.save()
    client.force_login(user)
    assert client.get(LIST).status_code == 404


def test_reading_one_is_recorded(world, sign_in):
    student = world.student("zj_school_a")
    answer = sign_in("zj_school_a.registrar").get(reverse("api:student-detail", args=[student.pk])).json()
    with unfenced(reason="look at the audit"):
        event = Event.objects.get(kind="record_read")
    assert (answer["id"], event.subject_id, event.data) == (student.pk, student.pk, {"via": "api"})


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_through_it(world, sign_in, method):
    client = sign_in("zj_school_a.registrar")
    url = reverse("api:student-detail", args=[world.student("zj_school_a").pk])
    assert getattr(client, method)(url, {"status": "graduated"}).status_code == 405


def test_the_number_of_queries_does_not_grow(world, sign_in, enrol, count_queries):
    client = sign_in("zj_school_a.registrar")
    three = count_queries(lambda: client.get(LIST))
    enrol("林栖迟")
    assert count_queries(lambda: client.get(LIST)) == three


def test_the_root_lists_the_parts(world, sign_in):
    assert "students" in sign_in("zj_school_a.registrar").get(reverse("api:api-root")).json()


def test_the_schema_describes_the_list(world, sign_in):
    schema = sign_in("zj_school_a.registrar").get(reverse("api:schema"), headers={"Accept": "application/json"})
    assert LIST in schema.json()["paths"]
