"""Whole classes go into one form: three hundred addresses are not ticked one by one."""

import re

import pytest
from django.urls import reverse

from tests.support.world import make_student


@pytest.fixture
def registrar(client, world):
    client.force_login(world.user("bj_school_a.registrar"))
    return client


def form_of(client, kind, *classes):
    address = reverse("matters:kind", args=[kind]) + "?" + "&".join(f"class={each.pk}" for each in classes)
    return client.get(address)


def named(response):
    return sorted(int(key) for key in re.findall(r'name="student" value="(\d+)"', response.content.decode()))


def test_classes_are_offered_with_the_kinds_that_take_many(registrar, world):
    page = registrar.get(reverse("matters:open")).content.decode()
    assert f'<option value="{world.classes["bj_school_a.2025"].pk}">2025级 25计算机1班</option>' in page
    assert 'formaction="/matters/information/"' in page and 'formaction="/matters/major_change/"' not in page


@pytest.mark.parametrize("others", [1, 3])
def test_a_class_brings_its_students(registrar, world, others, django_assert_max_num_queries):
    students = [world.student("bj_school_a"), *(make_student(world, "bj_school_a") for _ in range(others))]
    with django_assert_max_num_queries(40):
        response = form_of(registrar, "information", world.classes["bj_school_a.2025"])
    assert named(response) == sorted(student.pk for student in students)


def test_those_whom_the_kind_is_not_for_stay_out(registrar, world):
    make_student(world, "bj_school_a", status="on_leave")
    assert named(form_of(registrar, "retention", world.classes["bj_school_a.2025"])) == [
        world.student("bj_school_a").pk
    ]


@pytest.mark.parametrize("kind, school", [("information", "bj_school_b"), ("major_change", "bj_school_a")])
def test_another_schools_class_and_a_kind_for_one_do_not_exist(registrar, world, kind, school):
    assert form_of(registrar, kind, world.classes[f"{school}.2025"]).status_code == 404
