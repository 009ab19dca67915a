"""Several counts in one statement."""

import pytest

from students.models import SchoolClass, Student
from xueji.database.counting import count_together

pytestmark = pytest.mark.django_db


def test_each_question_is_counted_by_itself_inside_the_scope(world, django_assert_num_queries):
    with world.scope("zj_school_a.registrar").enter():
        asked = {
            "students": Student.objects.filter(status="studying"),
            "school": SchoolClass.objects.filter(school=world["zj_school_a"]).order_by("name"),
            "nobody": Student.objects.filter(pk__in=[]),
        }
        expected = {name: rows.count() for name, rows in asked.items()}
        with django_assert_num_queries(1):
            assert count_together(asked) == expected
    assert expected["students"] and not expected["nobody"]


def test_nothing_asked_is_nothing_counted(world, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert count_together({}) == {} and count_together({"nobody": Student.objects.none()}) == {"nobody": 0}
