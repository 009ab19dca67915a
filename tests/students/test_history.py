"""Row history: the old row stays, with who changed it, for whom and in which case; nobody rewrites it."""

import pytest
from django.db import ProgrammingError, connection

from students.models import PersonHistory, Profile, ProfileHistory, Student, StudentHistory
from tests.support.world import make_student
from xueji.organizations.scope import case_effect, unfenced


@pytest.fixture
def renamed(world) -> Student:
    """陈语桐 of school a, renamed by the registrar."""
    student = world.student("zj_school_a")
    with world.scope("zj_school_a.registrar").enter():
        Student.objects.filter(pk=student.pk).update(name="陈雨桐")
    return student


def test_a_change_leaves_the_old_row_with_who_changed_it(world, renamed):
    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        rows = list(renamed.history.values_list("pgh_label", "name", "actor_id", "organization_id", "case_id"))
    assert rows == [("update", "陈语桐", scope.user_id, scope.organization_id, None)]


def test_a_change_by_a_case_says_which_case(world):
    student = world.student("zj_school_a")
    with case_effect(41, reason="a test withdraws"):
        Student.objects.filter(pk=student.pk).update(status="withdrawn")
        assert list(student.history.values_list("status", "case_id")) == [("studying", 41)]


def test_a_deleted_profile_is_kept(world):
    student = world.student("zj_school_a")
    with world.scope("zj_school_a.registrar").enter():
        Profile.objects.filter(student=student).update(data={"phone": "1"})
        Profile.objects.filter(student=student).delete()
        kept = ProfileHistory.objects.filter(student=student).order_by("pgh_id")
        assert list(kept.values_list("pgh_label", "data")) == [("update", {}), ("delete", {"phone": "1"})]


def test_a_number_that_is_put_right_is_kept(world):
    person = world.student("zj_school_a").person
    with case_effect(0, reason="a test corrects"):
        type(person).objects.filter(pk=person.pk).update(identity_mask="G")
        assert PersonHistory.objects.get(pgh_obj=person).identity_mask == person.identity_mask


def test_an_update_that_changes_nothing_leaves_nothing(world):
    student = world.student("zj_school_a")
    with world.scope("zj_school_a.registrar").enter():
        student.save()
        assert student.history.count() == 0


def test_a_new_row_leaves_nothing(world):
    student = make_student(world, "zj_school_a")
    with unfenced(reason="a test looks"):
        assert student.history.count() == 0


def test_a_school_that_moves_takes_its_history_along(world, renamed):
    school = world["zj_school_a"]
    school.parent = world["zj_county_2a"]
    school.save(update_fields=["parent"])
    with world.scope("zj_county_2a.reviewer").enter():
        assert StudentHistory.objects.count() == 1
    with world.scope("zj_county_1a.reviewer").enter():
        assert StudentHistory.objects.count() == 0


@pytest.mark.parametrize(
    "verb", ["UPDATE students_studenthistory SET name = ''", "DELETE FROM students_studenthistory"]
)
def test_history_cannot_be_rewritten_even_unfenced(world, renamed, verb):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        unfenced(reason="tamper"),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)


@pytest.mark.parametrize("office", ["zj_school_b.registrar", "zj_county_1b.reviewer", "bj.reviewer"])
def test_a_stranger_sees_no_history(world, renamed, office):
    with world.scope(office).enter():
        assert StudentHistory.objects.count() == 0
