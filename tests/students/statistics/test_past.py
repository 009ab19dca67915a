"""Where a record stood on a day: the day of effect and the days around it, whatever was written when."""

from datetime import date, timedelta

import pytest

from students.models import Programme, SchoolClass, Student
from students.statuses import ChangeKind, Status
from students.structure.moving import students_move
from tests.students.statistics.support import change, flow, make_cases, table, undo
from tests.support.world import World, make_student
from xueji import clock
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db

TODAY = date(2026, 9, 30)
DAY = date(2026, 9, 10)
ONE = timedelta(days=1)
OFFICE = "zj_school_a.registrar"


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def student(world: World) -> Student:
    return make_student(world, "zj_school_a", name="试望舒", sex="1")


@pytest.fixture
def next_case(world: World):
    return make_cases(world)


@pytest.fixture
def later_class(world: World) -> SchoolClass:
    """A class of another programme, a year below."""
    with unfenced(reason="a test's class"):
        other = Programme.objects.create(
            school=world["zj_school_a"], major_code="710202", name="数字媒体", short_name="数字媒体", years=3
        )
        return SchoolClass.objects.create(school=world["zj_school_a"], programme=other, cohort=2026, name="试班")


def statuses(world: World, day: date) -> dict[str, int]:
    """By status, among the boys: the student of these tests is the only one."""
    found = table(world, OFFICE, day, "status", people="listed", sex="1")
    return {value: found.of_row(value) for value, _label in found.rows}


def places(world: World, day: date) -> list[tuple[str, str]]:
    found = table(world, OFFICE, day, "major", "cohort", people="listed", sex="1")
    return list(found.cells)


@pytest.mark.parametrize(
    ("kind", "to"),
    [
        (ChangeKind.LEAVE, Status.ON_LEAVE),
        (ChangeKind.SPECIAL_PLACEMENT, Status.SPECIAL_SCHOOL),
        (ChangeKind.WITHDRAWAL, Status.WITHDRAWN),
        (ChangeKind.GRADUATION, Status.GRADUATED),
    ],
)
def test_a_change_counts_from_the_day_of_its_effect(world, student, next_case, kind, to):
    change(next_case(), student, kind, to, DAY)

    after = {to.value: 1} if to in {Status.ON_LEAVE, Status.SPECIAL_SCHOOL} else {}
    assert statuses(world, DAY - ONE) == {"studying": 1}
    assert statuses(world, DAY) == after
    assert statuses(world, TODAY) == after


def test_a_change_decided_ahead_does_not_count_yet(world, student, next_case):
    change(next_case(), student, ChangeKind.LEAVE, Status.ON_LEAVE, TODAY + ONE)

    assert statuses(world, TODAY) == {"studying": 1}
    with clock.at(TODAY + ONE):
        assert statuses(world, TODAY) == {"studying": 1}
        assert statuses(world, TODAY + ONE) == {"on_leave": 1}


def test_a_change_written_down_later_overtakes_one_that_takes_effect_later(world, student, next_case):
    change(next_case(), student, ChangeKind.LEAVE, Status.ON_LEAVE, DAY + 5 * ONE)
    change(next_case(), student, ChangeKind.WITHDRAWAL, Status.WITHDRAWN, DAY)

    assert statuses(world, DAY - ONE) == {"studying": 1}
    assert statuses(world, DAY) == {}
    assert statuses(world, DAY + 5 * ONE) == {}


def test_two_changes_of_one_day_leave_the_second(world, student, next_case):
    change(next_case(), student, ChangeKind.LEAVE, Status.ON_LEAVE, DAY)
    change(next_case(), student, ChangeKind.RESUMPTION, Status.STUDYING, DAY)

    assert statuses(world, DAY - ONE) == statuses(world, DAY) == {"studying": 1}


def test_what_was_taken_back_never_was(world, student, next_case):
    case = next_case()
    change(case, student, ChangeKind.LEAVE, Status.ON_LEAVE, DAY)
    undo(case, next_case())

    assert statuses(world, DAY) == statuses(world, TODAY) == {"studying": 1}
    assert flow(world, OFFICE, DAY, TODAY, "sex", sex="1").total.changes == {}


def test_programme_grade_and_class_are_those_of_the_day(world, student, next_case, later_class):
    place = {"programme_id": later_class.programme_id, "cohort": 2026, "school_class_id": later_class.pk}
    change(next_case(), student, ChangeKind.MAJOR_CHANGE, None, DAY, **place)

    assert places(world, DAY - ONE) == [("710201", "2025")]
    assert places(world, DAY) == places(world, TODAY) == [("710202", "2026")]


def test_a_grade_changed_twice_is_walked_back_twice(world, student, next_case):
    change(next_case(), student, ChangeKind.RETENTION, None, DAY, cohort=2026)
    change(next_case(), student, ChangeKind.RETENTION, None, DAY + 3 * ONE, cohort=2027)

    days = (DAY - ONE, DAY, DAY + 2 * ONE, DAY + 3 * ONE)
    assert [places(world, day)[0][1] for day in days] == ["2025", "2026", "2026", "2027"]


def test_who_has_status_without_a_row_in_the_ledger_has_it_since_registration(world):
    make_student(world, "zj_school_a", sex="1", entered_on=date(2025, 9, 1), registered_on=date(2025, 10, 20))

    assert statuses(world, date(2025, 10, 20)) == {"studying": 1}
    assert statuses(world, date(2025, 10, 19)) == {"pending": 1}
    assert statuses(world, date(2025, 9, 1)) == {"pending": 1}
    assert statuses(world, date(2025, 8, 31)) == {}


@pytest.mark.parametrize(("changes", "taken_back"), [(1, False), (1, True), (2, False), (2, True)])
def test_who_was_taken_over_has_status_since_registration_whatever_came_later(world, next_case, changes, taken_back):
    registered = date(2025, 10, 20)
    boy = make_student(world, "zj_school_a", sex="1", entered_on=date(2025, 9, 1), registered_on=registered)
    for number in range(changes):
        case = next_case()
        to = Status.STUDYING if number else Status.ON_LEAVE
        change(case, boy, ChangeKind.RESUMPTION if number else ChangeKind.LEAVE, to, DAY + number * ONE)
    if taken_back:
        undo(case, next_case())

    assert statuses(world, DAY - ONE) == statuses(world, registered) == {"studying": 1}
    assert statuses(world, registered - ONE) == {"pending": 1}
    came = flow(world, OFFICE, registered, DAY - ONE, "sex", sex="1").total
    assert came.changes == {"registered": 1} and came.difference == 0


def test_who_came_as_a_graduate_studied_until_leaving(world):
    left = date(2026, 6, 30)
    make_student(world, "zj_school_a", sex="1", cohort=2024, status="graduated", left_on=left)

    assert statuses(world, left - ONE) == {"studying": 1}
    assert statuses(world, left) == {}
    assert flow(world, OFFICE, left, left, "sex", sex="1").total.changes == {"graduated": 1}


def test_who_waits_for_registration_is_listed_since_entry(world):
    make_student(world, "zj_school_a", sex="1", cohort=2026, status="pending", entered_on=date(2026, 9, 1))

    assert statuses(world, date(2026, 9, 1)) == {"pending": 1}
    assert statuses(world, date(2026, 8, 31)) == {}


def test_a_move_without_a_case_counts_on_the_day_on_which_it_was_made(world, student, later_class):
    with unfenced(reason="a test moves a student"):
        Student.objects.filter(pk=student.pk).update(school_class=later_class, cohort=2026)
    done_on = _real_today()

    with clock.at(done_on + ONE):
        assert places(world, done_on - ONE)[0][1] == "2025"
        assert places(world, done_on)[0][1] == "2026"


def test_a_move_between_classes_counts_on_the_day_that_it_names(world, student):
    with world.scope(OFFICE).enter() as scope:
        school, programme = world["zj_school_a"], world.programmes["zj_school_a"]
        other = SchoolClass.objects.create(school=school, programme=programme, cohort=2025, name="试班")
        students_move(actor=scope, students=[student.pk], to_class=other, effective_on=DAY)

    def classes(day):
        return [value for value, _label in table(world, OFFICE, day, "group_class", sex="1").rows]

    with clock.at(_real_today() + ONE):
        assert classes(DAY - ONE) == [str(student.school_class_id)]
        assert classes(DAY) == [str(other.pk)]


def _real_today() -> date:
    """The database's own day: it dates what no case dates."""
    from django.utils import timezone

    return timezone.localdate()
