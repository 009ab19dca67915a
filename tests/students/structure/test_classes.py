"""Classes, who moves between them, splitting and merging, and who was where on a day."""

from datetime import date

import pytest

from students.models import SchoolClass, SchoolClassHistory, Student
from students.structure import classes, reshaping
from students.structure.membership import members_on
from students.structure.models import ClassMove
from students.structure.moving import students_move
from tests.support.world import make_student
from xueji import clock
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import unfenced

SCHOOL = "zj_school_a"
TODAY = date(2026, 10, 12)


@pytest.fixture
def second(world):
    """A second class beside the school's class of 2025."""
    with unfenced(reason="a test's class"):
        return SchoolClass.objects.create(
            school=world[SCHOOL], programme=world.programmes[SCHOOL], cohort=2025, name="25计算机2班"
        )


@pytest.fixture
def first(world):
    return world.classes[f"{SCHOOL}.2025"]


@pytest.fixture
def actor(world):
    return world.scope(f"{SCHOOL}.registrar")


def move(actor, students, to_class, on=TODAY, **details):
    with clock.at(TODAY), actor.enter():
        return students_move(
            actor=actor, students=[each.pk for each in students], to_class=to_class, effective_on=on, **details
        )


def where(student):
    with unfenced(reason="a test looks"):
        return Student.objects.get(pk=student.pk).school_class_id


def names_on(actor, group, day):
    with actor.enter():
        return {student.pk for student in members_on(group, day)}


def test_a_class_is_opened_renamed_and_closed(world, actor):
    with clock.at(TODAY), actor.enter():
        made = classes.class_open(
            actor=actor, programme=world.programmes[SCHOOL], cohort=2026, name="26计算机9班", capacity=40
        )
        classes.class_change(
            actor=actor, school_class=made, name="26计应9班", capacity=45, teacher_name="何敏", campus="东校区"
        )
        classes.class_close(actor=actor, school_class=made, on=TODAY)
        made.refresh_from_db()
    assert (made.name, made.teacher_name, made.campus, made.closed_on) == ("26计应9班", "何敏", "东校区", TODAY)
    with unfenced(reason="a test looks"):
        before = SchoolClassHistory.objects.filter(pgh_obj=made).order_by("pgh_id").values_list("name", flat=True)
        assert list(before) == ["26计算机9班", "26计应9班"]


def test_a_name_stands_once_in_a_cohort(world, actor, first):
    with actor.enter(), pytest.raises(Invalid) as error:
        classes.class_open(actor=actor, programme=world.programmes[SCHOOL], cohort=2025, name=first.name, capacity=40)
    assert error.value.field == "name"


def test_a_retired_programme_gets_no_class(world, actor):
    programme = world.programmes[SCHOOL]
    with actor.enter():
        type(programme).objects.filter(pk=programme.pk).update(retired_on=TODAY)
        programme.refresh_from_db()
        with pytest.raises(Invalid) as error:
            classes.class_open(actor=actor, programme=programme, cohort=2026, name="26新班", capacity=40)
    assert error.value.field == "programme"


def test_a_class_with_students_is_not_closed(actor, first):
    with clock.at(TODAY), actor.enter(), pytest.raises(Conflict):
        classes.class_close(actor=actor, school_class=first, on=TODAY)


def test_students_move_with_history(world, actor, first, second):
    student = world.student(SCHOOL)
    (row,) = move(actor, [student], second, on=date(2026, 10, 8), reason="分层教学")
    assert where(student) == second.pk
    assert (row.from_class_id, row.to_class_id, row.recorded_by_id) == (first.pk, second.pk, actor.user_id)


def test_the_list_of_a_class_as_on_a_day(world, actor, first, second):
    student, stays = world.student(SCHOOL), make_student(world, SCHOOL)
    newcomer = make_student(world, SCHOOL, entered_on=date(2026, 10, 1))
    gone = make_student(world, SCHOOL, status="withdrawn", left_on=date(2026, 9, 20))
    move(actor, [student], second, on=date(2026, 10, 8))
    both = {student.pk, stays.pk}
    assert names_on(actor, first, date(2026, 9, 19)) == both | {gone.pk}
    assert names_on(actor, first, date(2026, 9, 20)) == both
    assert names_on(actor, first, date(2026, 10, 7)) == both | {newcomer.pk}
    assert names_on(actor, first, date(2026, 10, 8)) == {stays.pk, newcomer.pk}
    assert names_on(actor, second, date(2026, 10, 7)) == set()
    assert names_on(actor, second, date(2026, 10, 8)) == {student.pk}


@pytest.mark.parametrize(
    "case, field",
    [("programme", "to_class"), ("cohort", "to_class"), ("tomorrow", "effective_on"), ("before_entry", "effective_on")],
)
def test_what_is_no_move_is_refused_with_the_reason(world, actor, second, case, field):
    student, on, target = world.student(SCHOOL), TODAY, second
    with unfenced(reason="a test's classes"):
        if case == "programme":
            other = type(second.programme).objects.create(
                school=world[SCHOOL], major_code="720201", name="护理", short_name="护理", years=3
            )
            target = SchoolClass.objects.create(school=world[SCHOOL], programme=other, cohort=2025, name="25护理1班")
        if case == "cohort":
            target = world.classes[f"{SCHOOL}.2024"]
    if case == "tomorrow":
        on = date(2026, 10, 13)
    if case == "before_entry":
        on = date(2025, 8, 31)
    with pytest.raises(Invalid) as error:
        move(actor, [student], target, on=on)
    assert error.value.field == field
    assert where(student) == student.school_class_id


def test_a_move_is_not_before_the_last_one(world, actor, first, second):
    student = world.student(SCHOOL)
    move(actor, [student], second, on=date(2026, 10, 8))
    with pytest.raises(Invalid):
        move(actor, [student], first, on=date(2026, 10, 7))
    move(actor, [student], first, on=date(2026, 10, 8))
    assert where(student) == first.pk


def test_one_that_does_not_fit_keeps_all(world, actor, second):
    fits, other = world.student(SCHOOL), make_student(world, SCHOOL, cohort=2024)
    with pytest.raises(Invalid):
        move(actor, [fits, other], second)
    assert where(fits) == fits.school_class_id


def test_nobody_moves_students_of_others(world, actor, second):
    stranger = world.student("zj_school_b")
    with pytest.raises(Invalid) as error:
        move(actor, [stranger], second)
    assert error.value.field == "students"
    with pytest.raises(NotAllowed):
        move(world.scope("zj_school_b.registrar"), [stranger], second)


def test_into_a_closed_class_nobody_moves(world, actor, second):
    with unfenced(reason="a test's class"):
        SchoolClass.objects.filter(pk=second.pk).update(closed_on=TODAY)
    with pytest.raises(Conflict):
        move(actor, [world.student(SCHOOL)], second)


def split(actor, first, students, name="25计算机3班"):
    with clock.at(TODAY), actor.enter():
        return reshaping.class_split(
            actor=actor, source=first, students=[each.pk for each in students], name=name, effective_on=TODAY
        )


def test_a_class_is_split_and_put_together_again(world, actor, first):
    student, stays = world.student(SCHOOL), make_student(world, SCHOOL)
    done = split(actor, first, [student])
    assert (done.moved, where(student), where(stays)) == (1, done.target_id, first.pk)
    with clock.at(TODAY), actor.enter():
        reshaping.reshaping_undo(actor=actor, reshaping=done)
    assert where(student) == first.pk
    with unfenced(reason="a test looks"):
        assert SchoolClass.objects.get(pk=done.target_id).closed_on == TODAY
        whys = list(ClassMove.objects.filter(student=student).order_by("id").values_list("why", flat=True))
    assert whys == ["split", "undo"]


def test_a_split_takes_some_and_not_all(world, actor, first):
    student = world.student(SCHOOL)
    for picked in ([], [student], [make_student(world, SCHOOL, cohort=2024)]):
        with pytest.raises(Invalid) as error:
            split(actor, first, picked)
        assert error.value.field == "students"


def test_two_classes_are_merged_at_once(world, actor, first, second):
    student, there = world.student(SCHOOL), make_student(world, SCHOOL, school_class=second)
    with clock.at(TODAY), actor.enter():
        done = reshaping.classes_merge(actor=actor, source=first, target=second, effective_on=TODAY)
        first.refresh_from_db()
    assert first.closed_on == TODAY
    assert (where(student), where(there)) == (second.pk, second.pk)
    with clock.at(TODAY), actor.enter():
        reshaping.reshaping_undo(actor=actor, reshaping=done)
        first.refresh_from_db()
    assert (first.closed_on, where(student), where(there)) == (None, first.pk, second.pk)


def test_what_was_built_on_is_not_taken_back(world, actor, first, second):
    student, stays = world.student(SCHOOL), make_student(world, SCHOOL)
    done = split(actor, first, [student])
    move(actor, [student], second)
    with clock.at(TODAY), actor.enter():
        assert "不能整批撤销" in reshaping.undo_obstacle(done)
        with pytest.raises(Conflict):
            reshaping.reshaping_undo(actor=actor, reshaping=done)
    assert where(stays) == first.pk


def test_classes_of_different_cohorts_are_not_merged(world, actor, first):
    with clock.at(TODAY), actor.enter(), pytest.raises(Invalid) as error:
        reshaping.classes_merge(actor=actor, source=first, target=world.classes[f"{SCHOOL}.2024"], effective_on=TODAY)
    assert error.value.field == "target"
