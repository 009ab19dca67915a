"""One number for life: found by every number a person ever had (Zhejiang 8; MoE 2014 No. 12)."""

from datetime import date

import pytest

from students.identity.models import FormerNumber
from students.identity.numbers import former_number_add
from students.models import Person, Student
from students.searching import understand
from tests.students.identity.support import opened, recheck, side
from tests.students.registration.test_registration import newcomer, registered
from tests.support.casework import approve, hand_in, submit
from tests.support.world import make_student
from xueji.codes.student_number import from_identity
from xueji.database import cipher
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.scope import case_effect, unfenced

OLD = "浙中职（2024）004187"


def added(world, office, student, number=OLD):
    scope = world.scope(office)
    with scope.enter():
        return former_number_add(actor=scope, student=student, number=number, source="省学籍系统")


def found(world, office, text):
    scope = world.scope(office)
    with scope.enter():
        return list(Student.objects.matching(understand(text, scope.level)).values_list("pk", flat=True))


@pytest.mark.parametrize("typed", [OLD, f" {OLD} "])
def test_a_student_is_found_by_a_number_of_before(world, typed):
    student = make_student(world, "zj_school_a")
    added(world, "zj_school_a.registrar", student)
    for office in ("zj_school_a.registrar", "zj_county_1a.reviewer", "zj.reviewer"):
        assert found(world, office, typed) == [student.pk]
    assert found(world, "zj_school_b.registrar", typed) == []


def test_a_number_of_before_lies_encrypted_and_is_shown_masked(world):
    student = make_student(world, "zj_school_a")
    row = added(world, "zj_school_a.registrar", student, "33982024ZJ004187")
    assert (row.number, row.mask) == ("33982024ZJ004187", "3398********4187")
    assert b"004187" not in bytes(row.cipher)


def test_a_number_is_kept_once(world):
    student = make_student(world, "zj_school_a")
    added(world, "zj_school_a.registrar", student)
    added(world, "zj_school_a.registrar", student)
    with unfenced(reason="a test looks"):
        assert FormerNumber.objects.count() == 1


@pytest.mark.parametrize("number", ["", "学籍号", "12", "1" * 101])
def test_what_can_be_no_number_is_refused(world, number):
    with pytest.raises(Invalid):
        added(world, "zj_school_a.registrar", make_student(world, "zj_school_a"), number)


def test_only_the_own_school_writes_one_down(world):
    with pytest.raises(NotAllowed):
        added(world, "zj_county_1a.reviewer", make_student(world, "zj_school_a"))


def test_who_has_anothers_number_gets_one_of_the_area_once_both_are_proved(world):
    """G and the identity number is somebody else's for life: the newcomer gets J."""
    mine = newcomer(world)
    holder = make_student(
        world, "zj_school_b", name="欧阳远山", status="graduated", cohort=2024, left_on=date(2026, 6, 30)
    )
    with case_effect(0, reason="a test gives a number"):
        number = from_identity(Person.objects.get(pk=mine.person_id).identity_number)
        Person.objects.filter(pk=holder.person_id).update(number_index=cipher.blind_index(number))
    recheck(world, "zj_school_a")
    case = opened(world, "zj_school_a", side(mine, asks=True), "duplicate_proof", claim="two_people")
    hand_in(world, "zj_school_a.registrar", case, "police_certificate")
    submit(world, "zj_school_a.registrar", case)
    with case_effect(0, reason="a test does not wait"):
        finding = side(mine, asks=False)
        type(finding).objects.filter(pk=finding.pk).update(statement_due_on=date(2026, 9, 9))
    approve(world, "zj_county_1a.reviewer", case)
    registered(world, [mine])
    with unfenced(reason="a test looks"):
        student = Student.objects.get(pk=mine.pk)
    assert (student.status, student.number_mask[0]) == ("studying", "J")
