"""The direction of those who were registered under a broad category (Beijing 6 ¶3, Zhejiang 18 ¶1)."""

import pytest

from students.models import StatusChange
from students.registration.directions import Target, directions_open, undirected_students
from tests.students.registration.support import placed, programme
from tests.students.registration.test_registration import SEASON, approve, records_of, submit
from tests.support.world import make_student
from xueji import clock
from xueji.errors import Invalid
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def in_season():
    with clock.at(SEASON):
        yield


@pytest.fixture
def category(world):
    """A category with two students in a class, a direction inside it with a class, and one outside."""
    whole, own_class = programme(
        world, major_code="71", category_code="71", name="电子与信息大类", short_name="电子信息"
    )
    inside, inside_class = programme(world)
    outside, _class = programme(world, major_code="730301", name="会计事务", short_name="会计")
    students = [
        placed(make_student(world, "zj_school_a", name=name, cohort=2026), own_class) for name in ("甲一", "甲二")
    ]
    return students, inside, inside_class, outside


def direct(world, chosen):
    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        return directions_open(actor=scope, chosen=chosen, decided_on=SEASON)


def test_a_class_is_moved_to_its_directions_at_once(world, category):
    students, inside, inside_class, _outside = category
    case = direct(world, {students[0].pk: Target(inside.pk, inside_class.pk), students[1].pk: Target(inside.pk)})
    case = submit(world, "zj_school_a.registrar", case)

    approve(world, "zj_school_a.school_head", case)

    records = [records_of(each)[0] for each in students]
    assert [record.programme_id for record in records] == [inside.pk, inside.pk]
    assert [record.school_class_id == inside_class.pk for record in records] == [True, False]
    with unfenced(reason="a test looks"):
        kinds = StatusChange.objects.filter(case_id=case.pk).values_list("kind", "from_status", "to_status")
        assert set(kinds) == {("direction", "studying", "studying")}


def test_a_direction_outside_the_category_is_refused(world, category):
    students, _inside, _class, outside = category

    with pytest.raises(Invalid, match="不在注册的专业大类内"):
        direct(world, {students[0].pk: Target(outside.pk)})


def test_who_is_being_directed_is_not_offered_again(world, category):
    students, inside, _class, _outside = category
    direct(world, {students[0].pk: Target(inside.pk)})

    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        assert list(undirected_students(scope)) == [students[1]]


def test_an_ordinary_student_has_no_direction_to_choose(world, category):
    _students, inside, _class, _outside = category

    with pytest.raises(Invalid):
        direct(world, {world.student("zj_school_a").pk: Target(inside.pk)})
