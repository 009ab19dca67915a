"""The writer of the register: what it changes it can put back exactly, once, and only while nothing was built on it."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext

from students import changes as register
from students.changes import Change
from students.models import Profile, SchoolClass, StatusChange, Student
from students.statuses import ChangeKind, Status
from tests.support.world import World, make_student
from tests.transfers.support import opened
from xueji import clock
from xueji.cases.models import Case
from xueji.errors import Conflict
from xueji.organizations.scope import case_effect, unfenced

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def student(world: World) -> Student:
    return make_student(world, "zj_school_a", name="试望舒")


@pytest.fixture
def case(world: World) -> Case:
    """Any case: what changes the register is told apart by its id."""
    return opened(world, "zj_school_a", "zj_school_b", student=make_student(world, "zj_school_a"))


@pytest.fixture
def undoing(world: World) -> Case:
    return opened(world, "zj_school_a", "zj_school_b", student=make_student(world, "zj_school_a"))


def apply(case: Case, *changes: Change) -> list[StatusChange]:
    with case_effect(case.pk, reason="a test changes") as scope:
        register.students_lock([change.student.pk for change in changes])
        return register.changes_apply(case, scope, changes)


def undo(case: Case, undoing: Case) -> list[StatusChange]:
    with case_effect(undoing.pk, reason="a test takes back") as scope:
        return register.changes_undo(case.pk, undoing=undoing, scope=scope)


def stored(student: Student) -> dict[str, Any]:
    """Every column of the record and its profile, as the database has them."""
    with unfenced(reason="a test looks"):
        row = Student.objects.get(pk=student.pk)
        profile = Profile.objects.filter(student=student).values_list("data", flat=True).first()
        return {name: str(value) for name, value in model_to_dict(row).items()} | {
            "status": row.status,
            "profile": profile,
        }


def fresh(student: Student) -> Student:
    with unfenced(reason="a test looks"):
        return Student.objects.get(pk=student.pk)


def another_class(world: World, student: Student) -> SchoolClass:
    with unfenced(reason="a test's class"):
        return SchoolClass.objects.create(
            school_id=student.school_id, programme_id=student.programme_id, cohort=student.cohort + 1, name="试班"
        )


CHANGES = {
    "a leave": lambda student, group: Change(student, ChangeKind.LEAVE, Status.ON_LEAVE),
    "a withdrawal": lambda student, group: Change(student, ChangeKind.WITHDRAWAL, Status.WITHDRAWN),
    "a retention": lambda student, group: Change(
        student, ChangeKind.RETENTION, columns={"school_class_id": group.pk, "cohort": group.cohort}
    ),
    "a birth date": lambda student, group: Change(
        student, ChangeKind.INFORMATION, columns={"birth_date": date(2009, 2, 28)}
    ),
    "an address": lambda student, group: Change(
        student, ChangeKind.INFORMATION, profile={"home_address": "试街 1 号", "former_name": "试"}
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_undo_puts_back_exactly_what_was(world, student, case, undoing, change):
    before = stored(student)
    apply(case, change(fresh(student), another_class(world, student)))
    assert stored(student) != before

    undo(case, undoing)

    assert stored(student) == before


def test_who_leaves_the_register_leaves_on_the_day_of_effect(student, case):
    apply(case, Change(fresh(student), ChangeKind.WITHDRAWAL, Status.WITHDRAWN, effective_on=date(2026, 9, 30)))

    assert fresh(student).left_on == date(2026, 9, 30)


def test_the_ledger_says_what_changed_and_what_took_it_back(student, case, undoing):
    apply(case, Change(fresh(student), ChangeKind.LEAVE, Status.ON_LEAVE))
    undo(case, undoing)

    with unfenced(reason="a test looks"):
        rows = list(StatusChange.objects.filter(student=student).order_by("id"))
    assert [(row.kind, row.from_status, row.to_status, row.case_id) for row in rows] == [
        ("leave", "studying", "on_leave", case.pk),
        ("revocation", "on_leave", "studying", undoing.pk),
    ]
    assert rows[1].undoes_id == rows[0].pk


def test_what_was_built_upon_cannot_be_taken_back(student, case, undoing):
    apply(case, Change(fresh(student), ChangeKind.LEAVE, Status.ON_LEAVE))
    apply(undoing, Change(fresh(student), ChangeKind.RESUMPTION, Status.STUDYING))

    with pytest.raises(Conflict, match="又有了变动"):
        undo(case, undoing)
    assert fresh(student).status == Status.STUDYING


def test_what_was_built_upon_and_taken_back_again_is_no_obstacle(student, case, undoing):
    apply(case, Change(fresh(student), ChangeKind.LEAVE, Status.ON_LEAVE))
    apply(undoing, Change(fresh(student), ChangeKind.RESUMPTION, Status.STUDYING))
    undo(undoing, undoing)

    undo(case, undoing)

    assert fresh(student).status == Status.STUDYING


def test_nothing_is_taken_back_twice(student, case, undoing):
    apply(case, Change(fresh(student), ChangeKind.LEAVE, Status.ON_LEAVE))
    undo(case, undoing)

    with unfenced(reason="a test looks"):
        assert register.changes_of_case(case.pk) == []
        assert "没有可以撤销的" in register.undo_obstacle(case.pk)


def test_a_change_that_changes_nothing_is_refused_by_the_database(student, case):
    same = Change(fresh(student), ChangeKind.RETENTION, columns={"cohort": student.cohort})

    with pytest.raises(IntegrityError, match="a_change_changes_something"), transaction.atomic():
        apply(case, same)


def test_only_a_revocation_may_say_that_it_undoes(student, case):
    rows = apply(case, Change(fresh(student), ChangeKind.LEAVE, Status.ON_LEAVE))
    row = rows[0]

    with (
        pytest.raises(IntegrityError, match="only_a_revocation_undoes"),
        case_effect(case.pk, reason="a test forges"),
    ):
        StatusChange.objects.create(
            school_id=row.school_id, student_id=row.student_id, person_id=row.person_id, kind="leave",
            from_status="on_leave", to_status="studying", effective_on=clock.today(), case_id=case.pk, undoes=row,
            recorded_at=clock.now(),
        )  # fmt: skip


@pytest.mark.parametrize("back", [False, True], ids=["apply", "undo"])
def test_thirty_students_cost_no_more_queries_than_three(world, case, undoing, back):
    """Set-based, with profiles: the number of statements does not grow with the number of students."""

    def cost(size: int, own: Case) -> int:
        with unfenced(reason="a test looks"):
            students = [fresh(make_student(world, "zj_school_a")) for _ in range(size)]
        made = [
            Change(each, ChangeKind.LEAVE, Status.ON_LEAVE, profile={"home_address": "试街 2 号"}) for each in students
        ]
        if back:
            apply(own, *made)
        with CaptureQueriesContext(connection) as queries:
            undo(own, own) if back else apply(own, *made)
        return len(queries)

    assert cost(30, undoing) == cost(3, case)
