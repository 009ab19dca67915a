"""Newcomers with an admission, programmes of their own kinds, and what levels above decide about them."""

from datetime import date

from students.admission.models import Admission
from students.models import Programme, SchoolClass, Student
from students.registration.extensions import extension_grant
from students.registration.models import StandingKind
from students.registration.standings import standing_set
from tests.students.registration.test_registration import newcomer
from xueji import clock
from xueji.organizations.scope import case_effect, unfenced
from xueji.policies.vocabulary import Season


def admitted(world, student, /, school="zj_school_a", **columns):
    """The admission of a newcomer, checked in on the first of September unless told otherwise."""
    with unfenced(reason="a test's admission"):
        return Admission.objects.create(
            **{
                "school": world[school],
                "identity_cipher": b"x",
                "identity_index": bytes(student.identity_index),
                "identity_mask": student.identity_mask,
                "name": student.name,
                "name_key": student.name_key,
                "initials": student.initials,
                "sex": student.sex,
                "birth_date": student.birth_date,
                "year": 2026,
                "check_in_due_on": date(2026, 9, 1),
                "checked_in_on": date(2026, 9, 1),
                "state": "checked_in",
                "student": student,
                "created_at": clock.now(),
            }
            | columns
        )


def programme(world, school="zj_school_a", **columns):
    """A further programme of a school with a class of the cohort of 2026."""
    with unfenced(reason="a test's programme"):
        found = Programme.objects.create(
            **{
                "school": world[school],
                "major_code": "710205",
                "name": "大数据技术应用",
                "short_name": "大数据",
                "years": 3,
            }
            | columns
        )
        school_class = SchoolClass.objects.create(
            school=world[school], name=f"26{found.short_name}1班", cohort=2026, programme=found
        )
    return found, school_class


def placed(student, school_class):
    """The student in that class and its programme."""
    with case_effect(0, reason="a test places somebody"):
        Student.objects.filter(pk=student.pk).update(school_class=school_class, programme_id=school_class.programme_id)
        student.refresh_from_db()
    return student


def newcomer_of(world, school_class, school="zj_school_a", **fields):
    return placed(newcomer(world, school, **fields), school_class)


def extend(world, office, target, until, **options):
    scope = world.scope(office)
    with scope.enter():
        return extension_grant(
            **{
                "actor": scope,
                "target": world[target],
                "season": Season.AUTUMN,
                "year": 2026,
                "until": until,
                "grounds": "台风停课",
                "document_number": "澜教〔2026〕8号",
                "decided_on": clock.today(),
            }
            | options
        )


def decide_standing(world, office, school, kind=StandingKind.SUSPENDED, holds=True, **options):
    scope = world.scope(office)
    with scope.enter():
        return standing_set(
            **{
                "actor": scope,
                "school": world[school],
                "kind": kind,
                "holds": holds,
                "since": clock.today(),
                "grounds": "年检不合格",
            }
            | options
        )
