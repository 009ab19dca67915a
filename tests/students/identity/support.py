"""Clashes for tests: a row of a roster that is open elsewhere, somebody alike."""

from students.identity.actions import duplicates_recheck, remedy_open
from students.identity.checking import asked_of, clashes_found
from students.identity.findings import findings_keep, row_of
from students.identity.models import Clash, DuplicateFinding, Via
from students.models import Student
from tests.students.registration.test_registration import newcomer
from tests.support.world import make_student
from xueji.codes.identity import mask
from xueji.database import cipher
from xueji.organizations.scope import case_effect, unfenced

NAME = "闻人听溪"


def alike(world, one="zj_school_a", other="zj_school_b", *, document="A"):
    """A newcomer of one school and a student of another, of one name, sex and day of birth."""
    mine = newcomer(world, one, name=NAME)
    theirs = make_student(world, other, name=NAME, cohort=2026)
    with case_effect(0, reason="a test sets a document"):
        Student.objects.filter(pk=mine.pk).update(identity_type=document)
        mine.refresh_from_db()
        theirs.refresh_from_db()
    return mine, theirs


def claimed(world, school, theirs):
    """What an import leaves behind of a row with the number of somebody who is on a register elsewhere."""
    with unfenced(reason="a test's import"):
        number = theirs.person.identity_number
        values = {
            "identity_number": number, "identity_type": "1", "name": theirs.name, "sex": theirs.sex,
            "birth_date": theirs.birth_date,
        }  # fmt: skip
        asked, hidden = row_of(1, world[school].pk, values, cipher.blind_index(number))
        findings_keep({1: asked}, clashes_found([asked]), via=Via.IMPORT, actor=None, masks={1: hidden})
    assert hidden == mask(number)
    return side(theirs, asks=True)


def recheck(world, school):
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        return duplicates_recheck(actor=scope)


def side(student, *, asks):
    """One side of the clash in which this student stands or asks."""
    with unfenced(reason="a test looks"):
        clash = Clash.objects.filter(standing_student=student.pk) | Clash.objects.filter(asking_student=student.pk)
        return DuplicateFinding.objects.select_related("student", "clash").get(clash=clash.get(), asks=asks)


def again(finding):
    with unfenced(reason="a test looks"):
        return DuplicateFinding.objects.select_related("student", "clash").get(pk=finding.pk)


def opened(world, school, finding, kind, **options):
    """A draft of one of the three ways."""
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        mine = DuplicateFinding.objects.select_related("student").get(pk=finding.pk)
        return remedy_open(actor=scope, finding=mine, kind=kind, reason="见材料", **options)


def hits_of(student):
    with unfenced(reason="a test looks"):
        return clashes_found(asked_of([Student.objects.select_related("person").get(pk=student.pk)]))
