"""The roster of students and the list of admissions find each other."""

from datetime import date

import pytest
from django.db import connection

from students.admission import tying
from students.admission.facts import admissions_of
from students.admission.models import Admission
from students.admission.tying import tie
from students.models import Profile, Student
from students.statuses import Status
from tests.students.admission.support import make_admission
from tests.support.world import identity_number, make_student
from xueji.organizations.scope import case_effect, unfenced


@pytest.fixture
def pending(world):
    """A new student of the roster who waits for registration."""
    return make_student(world, "zj_school_a", cohort=2026, status=Status.PENDING, entered_on=date(2026, 9, 1))


def tied(world, *students):
    with world.scope("zj_school_a.registrar").enter():
        made = tie(world["zj_school_a"], [student.pk for student in students])
        return made, admissions_of(students)


@pytest.mark.parametrize("few", [500, 0])
def test_one_is_made_where_the_school_has_none(world, pending, monkeypatch, few):
    monkeypatch.setattr(tying, "_FEW", few)
    columns = {"recruit_way": "统一招生", "exam_score": "512.5", "exam_ticket": "26010123", "phone": "13800000000"}
    with unfenced(reason="a test fills a profile"):
        Profile.objects.filter(student=pending).update(data=columns)
    made, found = tied(world, pending)
    admission = found[pending.pk]
    assert made == 1
    assert (admission.state, admission.checked_in_on, admission.is_from_roster) == (
        "checked_in",
        date(2026, 9, 1),
        True,
    )
    assert (admission.source, admission.score, admission.ticket_number) == ("continued", 512.5, "26010123")
    assert (admission.year, admission.season) == (2026, "autumn")
    assert admission.identity_number == pending.person.identity_number


def test_doing_it_twice_makes_nothing_twice(world, pending):
    tied(world, pending)
    made, found = tied(world, pending)
    with unfenced(reason="a test counts"):
        assert (made, len(found), Admission.objects.count()) == (0, 1, 1)


def test_the_authoritys_admission_keeps_its_state(world):
    """Whoever is on the school's roster and did not check in still has to."""
    number = identity_number(date(2010, 5, 20))
    admission = make_admission(world, identity_number=number)
    student = make_student(world, "zj_school_a", cohort=2026, status=Status.PENDING, identity_number=number)
    made, found = tied(world, student)
    assert (made, found[student.pk].pk, found[student.pk].state) == (0, admission.pk, "admitted")


def test_a_place_kept_since_last_year_is_found(world):
    number = identity_number(date(2010, 5, 20))
    kept = make_admission(
        world, identity_number=number, year=2025, state="kept", kept_on="2025-09-10", kept_until="2026-09-10"
    )
    student = make_student(world, "zj_school_a", cohort=2026, status=Status.PENDING, identity_number=number)
    assert tied(world, student)[1][student.pk].pk == kept.pk


def test_a_place_lost_last_year_is_not_taken_for_this_years(world):
    number = identity_number(date(2010, 5, 20))
    lost = make_admission(world, identity_number=number, year=2025, state="forfeited", lost_on="2025-09-16")
    student = make_student(world, "zj_school_a", cohort=2026, status=Status.PENDING, identity_number=number)
    made, found = tied(world, student)
    assert made == 1
    assert found[student.pk].pk != lost.pk


def test_another_schools_admission_is_left_alone(world):
    number = identity_number(date(2010, 5, 20))
    other = make_admission(world, "zj_school_b", identity_number=number)
    student = make_student(world, "zj_school_a", cohort=2026, status=Status.PENDING, identity_number=number)
    made, found = tied(world, student)
    with unfenced(reason="a test looks next door"):
        other.refresh_from_db()
    assert (made, other.student_id) == (1, None)
    assert found[student.pk].school_id == world["zj_school_a"].pk


def test_registration_of_the_record_registers_the_admission_and_back(world, pending):
    _made, found = tied(world, pending)
    admission = found[pending.pk]
    for status, expected in ((Status.STUDYING, "registered"), (Status.PENDING, "checked_in")):
        with case_effect(0, reason="a test registers"):
            Student.objects.filter(pk=pending.pk).update(status=status, registered_on=date(2026, 9, 20))
            admission.refresh_from_db()
        assert admission.state == expected


def test_a_record_that_is_taken_back_lets_go(world, pending):
    """With the import that is undone goes what was made from it; the authority's admission stays."""
    number = identity_number(date(2010, 5, 20))
    admission = make_admission(world, identity_number=number)
    other = make_student(world, "zj_school_a", cohort=2026, status=Status.PENDING, identity_number=number)
    tied(world, pending, other)
    with world.scope("zj_school_a.registrar").enter():
        keys = [pending.pk, other.pk]
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM students_profile WHERE student_id = ANY(%s)", [keys])
            cursor.execute("DELETE FROM students_student WHERE id = ANY(%s)", [keys])
        left = list(Admission.objects.values_list("pk", "student_id"))
    assert left == [(admission.pk, None)]
