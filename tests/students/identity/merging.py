"""Merges for tests: somebody under two numbers, a case opened, handed up and agreed to."""

from datetime import date

from students.identity.merging.actions import merge_open, other_person_find
from students.models import Student
from tests.support.casework import approve, hand_in, submit
from tests.support.world import make_student
from xueji.codes.identity import mask
from xueji.database import cipher
from xueji.organizations.scope import unfenced

NAME = "闻人听溪"
BORN = date(2010, 3, 14)
PASSPORT = "E12345678"
BODIES = ("zj_county_1a", "zj_city_1", "zj")


def with_passport(world, school="zj_school_a", **options):
    """A record of somebody who had a passport only."""
    student = make_student(world, school, name=NAME, birth_date=BORN, **options)
    with unfenced(reason="a test's document"):
        values = {"identity_type": "A", "identity_index": cipher.blind_index(PASSPORT), "identity_mask": mask(PASSPORT)}
        person = student.person
        for name, value in values.items():
            setattr(person, name, value)
            setattr(student, name, value)
        person.identity_cipher = cipher.encrypt(PASSPORT)
        person.save()
        student.save()
    return student


def draft(world, student, typed, *, school="zj_school_a", document="other"):
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        mine = Student.objects.get(pk=student.pk)
        other = other_person_find(actor=scope, student=mine, typed=typed)
        return merge_open(actor=scope, student=mine, other=other, document_from=document, reason="先用护照，后有身份证")


def handed_up(world, student, typed, *, paper="police_certificate", school="zj_school_a", **options):
    case = draft(world, student, typed, school=school, **options)
    hand_in(world, f"{school}.registrar", case, paper)
    return submit(world, f"{school}.registrar", case)


def agreed(world, case, bodies=BODIES[:1]):
    for body in bodies:
        approve(world, f"{body}.reviewer", case)
    return case


def number_of(student):
    with unfenced(reason="a test types what stands on paper"):
        return Student.objects.select_related("person").get(pk=student.pk).person.identity_number
