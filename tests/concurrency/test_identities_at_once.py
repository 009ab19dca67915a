"""One person at two schools at the same moment; two numbers that become one while something else happens to them."""

import pytest

from students.identity.persons import person_ensure
from students.models import Person, Student
from tests.concurrency.racing import race
from tests.students.identity.merging import BORN, NAME, handed_up, number_of, with_passport
from tests.students.registration.test_registration import SEASON
from tests.support.casework import fresh
from tests.support.world import identity_number, make_student
from xueji import clock
from xueji.cases.actions import step_approve
from xueji.database import cipher
from xueji.errors import RegisterError
from xueji.organizations.scope import case_effect, unfenced


@pytest.fixture(autouse=True)
def in_season():
    with clock.at(SEASON):
        yield


def entering(world, school, number):
    """A school enters somebody: the person behind the number, and a pending record."""

    def act():
        with world.scope(f"{school}.registrar").enter():
            person = person_ensure(identity_type="1", number=number, area="339801", birth_date=BORN)
            like = Student.objects.filter(school=world[school]).order_by("pk").first()
            row = Student(
                **{
                    field.attname: getattr(like, field.attname)
                    for field in Student._meta.concrete_fields
                    if field.attname not in {"id", "came_from_id", "left_on", "registered_on"}
                }
            )
            row.person_id, row.status, row.school_number = person, "pending", "202699999"
            row.save()
            return row.pk

    return act


def approval(world, office, case):
    scope, revision = world.scope(office), fresh(case).revision

    def act():
        with scope.enter():
            return step_approve(actor=scope, case=case, revision=revision, opinion="同意")

    return act


def open_records(index_of):
    with unfenced(reason="a test counts"):
        return Student.objects.filter(person__identity_index=index_of, status__in=["pending", "studying"]).count()


def test_two_schools_that_enter_one_person_make_one_person_and_one_record(world):
    number = identity_number(BORN, sequence=771)
    first, second = race(entering(world, "zj_school_a", number), entering(world, "zj_school_c", number))
    assert first.error is None
    assert second.error is not None
    with unfenced(reason="a test counts"):
        assert Person.objects.filter(identity_index=cipher.blind_index(number)).count() == 1
    assert open_records(cipher.blind_index(number)) == 1


def test_of_a_merge_and_a_new_record_of_the_other_one_is_told(world):
    mine = with_passport(world)
    theirs = make_student(world, "zj_school_b", name=NAME, birth_date=BORN, status="withdrawn", left_on=SEASON)
    case = handed_up(world, mine, number_of(theirs))

    def enters_again():
        with case_effect(0, reason="a test's later record"):
            Student.objects.filter(pk=theirs.pk).update(status="studying", left_on=None)

    _first, second = race(enters_again, approval(world, "zj_county_1a.reviewer", case))
    assert isinstance(second.error, RegisterError)
    with unfenced(reason="a test looks"):
        assert Person.objects.filter(pk__in=[mine.person_id, theirs.person_id]).count() == 2
