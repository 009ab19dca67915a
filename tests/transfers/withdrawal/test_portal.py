"""On the phone: a student asks to withdraw, or to come back from a special school; nothing else of these chapters."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from students.applications import actions
from students.applications.offers import offer
from students.models import Student
from tests.support.world import make_student
from xueji.organizations.models import User
from xueji.organizations.scope import Scope


def signed_in(client, student):
    user = User.objects.create_user("a-student", password="x", name=student.name, person_id=student.person_id)
    client.force_login(user)
    return Scope.of_student(user_id=user.pk, person_id=student.person_id)


@pytest.mark.parametrize(
    "kind, status, field",
    [("withdrawal", "studying", "reason"), ("special_return", "special_school", "report_on")],
)
def test_the_form_asks_what_a_student_can_answer(client, world, kind, status, field):
    signed_in(client, make_student(world, "zj_school_a", status=status))

    page = client.get(reverse("applications:fill", args=[kind]))

    text = page.content.decode()
    assert page.status_code == 200
    assert f'name="{field}"' in text and 'name="to_class"' not in text and "consent" not in text


@pytest.mark.parametrize(
    "kind, status, wish",
    [
        ("withdrawal", "studying", "form=1&reason=employment&reason_text="),
        ("special_return", "special_school", "form=1&good_conduct=on&report_on=2026-09-01&reason_text="),
    ],
)
def test_an_application_is_kept(client, world, kind, status, wish):
    student = make_student(world, "zj_school_a", status=status)
    own = signed_in(client, student)

    with own.enter():
        record = Student.objects.select_related("school__province", "programme", "school_class").get(pk=student.pk)
        application = actions.application_fill(actor=own, kind=offer(kind), student=record, data=QueryDict(wish))

    assert (application.kind, application.state) == (kind, "filling")
    assert client.get(reverse("applications:mine", args=[application.pk])).status_code == 200


@pytest.mark.parametrize("kind", ["required_withdrawal", "cancellation", "special_placement"])
def test_nobody_asks_for_what_is_done_to_him(client, world, kind):
    signed_in(client, make_student(world, "zj_school_a"))

    assert client.get(reverse("applications:fill", args=[kind])).status_code == 404
