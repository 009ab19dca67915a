"""The flow table balances to the student: by hand for every kind of change, and for random ledgers."""

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from students.models import Programme, SchoolClass, StatusChange, Student
from students.statistics.flows import CATEGORIES, flows_sql
from students.statistics.plain import plain
from students.statistics.tables import PROGRAMME
from students.statuses import OPEN_STATUSES, ChangeKind, Status
from tests.students.statistics.support import change, flow, make_cases, school_moves, table, undo
from tests.support.world import World, make_student
from xueji import clock
from xueji.errors import Conflict
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2025, 9, 1), date(2026, 8, 31)
ONE = timedelta(days=1)
TODAY = date(2026, 9, 30)
OFFICE = "zj_school_a.registrar"


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def next_case(world: World):
    return make_cases(world)


KINDS = [
    (Status.STUDYING, ChangeKind.LEAVE, Status.ON_LEAVE, "left_on_leave"),
    (Status.ON_LEAVE, ChangeKind.RESUMPTION, Status.STUDYING, "resumed"),
    (Status.WITHDRAWN, ChangeKind.RESTORATION, Status.STUDYING, "restored"),
    (Status.SPECIAL_SCHOOL, ChangeKind.SPECIAL_RETURN, Status.STUDYING, "returned"),
    (Status.STUDYING, ChangeKind.SPECIAL_PLACEMENT, Status.SPECIAL_SCHOOL, "special"),
    (Status.PENDING, ChangeKind.REGISTRATION, Status.STUDYING, "registered"),
    (Status.PENDING, ChangeKind.INFORMATION, Status.STUDYING, "other_in"),
    (Status.STUDYING, ChangeKind.GRADUATION, Status.GRADUATED, "graduated"),
    (Status.STUDYING, ChangeKind.GRADUATION, Status.COMPLETED, "completed"),
    (Status.STUDYING, ChangeKind.WITHDRAWAL, Status.WITHDRAWN, "withdrew"),
    (Status.STUDYING, ChangeKind.REQUIRED_WITHDRAWAL, Status.WITHDRAWN, "required"),
    (Status.STUDYING, ChangeKind.TRANSFER_OUT, Status.TRANSFERRED, "transferred_out"),
    (Status.STUDYING, ChangeKind.CANCELLATION, Status.CANCELLED, "cancelled"),
    (Status.STUDYING, ChangeKind.INFORMATION, Status.CANCELLED, "other_out"),
]


@pytest.mark.parametrize(("before", "kind", "after", "category"), KINDS, ids=[f"{row[3]}" for row in KINDS])
def test_each_kind_of_change_has_its_column(world, next_case, before, kind, after, category):
    left = {"left_on": date(2025, 5, 1)} if before == Status.WITHDRAWN else {}
    student = make_student(
        world, "zj_school_a", cohort=2024, status=before, sex="1", registered_on=date(2024, 10, 1), **left
    )
    change(next_case(), student, kind, after, date(2025, 12, 1), registered_on=date(2024, 10, 1))

    found = flow(world, OFFICE, FIRST, LAST, "sex", sex="1")

    assert found.total.changes == {category: 1}
    assert found.balances
    assert (found.total.start, found.total.end) == (int(before == "studying"), int(after == "studying"))


def test_the_first_and_the_last_day_belong_to_the_period(world, next_case):
    for day in (FIRST - ONE, FIRST, LAST, LAST + ONE):
        change(next_case(), _boy(world), ChangeKind.WITHDRAWAL, Status.WITHDRAWN, day)

    found = flow(world, OFFICE, FIRST, LAST, "sex", sex="1")

    assert (found.total.start, found.total.changes, found.total.end) == (3, {"withdrew": 2}, 1)


def test_a_change_of_grade_moves_between_the_rows_and_not_in_the_sum(world, next_case):
    change(next_case(), _boy(world), ChangeKind.RETENTION, None, date(2026, 3, 1), cohort=2026)

    found = flow(world, OFFICE, FIRST, LAST, "cohort", sex="1")
    one_grade = flow(world, OFFICE, FIRST, LAST, "sex", sex="1", cohort=2025)

    rows = {row.value: (row.start, row.changes, row.end) for row in found.rows}
    assert rows == {"2025": (1, {"moved_out": 1}, 0), "2026": (0, {"moved_in": 1}, 1)}
    assert found.balances and found.total.start == found.total.end == 1
    assert (one_grade.total.start, one_grade.total.changes, one_grade.total.end) == (1, {"moved_out": 1}, 0)


def test_who_resumes_in_a_lower_grade_comes_into_that_grade(world, next_case):
    boy = _boy(world)
    change(next_case(), boy, ChangeKind.LEAVE, Status.ON_LEAVE, date(2025, 10, 1))
    change(next_case(), boy, ChangeKind.RESUMPTION, Status.STUDYING, date(2026, 3, 1), cohort=2026)

    found = flow(world, OFFICE, FIRST, LAST, "cohort", sex="1")

    assert {row.value: row.changes for row in found.rows} == {"2025": {"left_on_leave": 1}, "2026": {"resumed": 1}}
    assert found.balances


def test_leave_is_no_change_of_those_enrolled(world, next_case):
    change(next_case(), _boy(world), ChangeKind.LEAVE, Status.ON_LEAVE, date(2025, 10, 1))

    found = flow(world, OFFICE, FIRST, LAST, "sex", people="enrolled", sex="1")

    assert (found.total.start, found.total.changes, found.total.end) == (1, {}, 1)


def test_what_was_taken_back_is_counted_beside_the_table(world, next_case):
    case = next_case()
    change(case, _boy(world), ChangeKind.LEAVE, Status.ON_LEAVE, date(2025, 10, 1))
    undo(case, next_case())

    found = flow(world, OFFICE, FIRST, LAST, "sex", sex="1")

    assert (found.total.changes, found.undone, found.balances) == ({}, 1, True)


def test_a_ledger_with_a_gap_shows_the_difference(world, next_case):
    boy = _boy(world)
    change(next_case(), boy, ChangeKind.LEAVE, Status.ON_LEAVE, date(2025, 10, 1))
    case = next_case()
    from xueji.organizations.scope import case_effect

    with case_effect(case.pk, reason="a test changes behind the ledger's back"):
        Student.objects.filter(pk=boy.pk).update(status="studying")

    found = flow(world, OFFICE, FIRST, LAST, "sex", sex="1")

    assert not found.balances
    assert found.total.difference == 1


def _boy(world: World, **fields) -> Student:
    return make_student(world, "zj_school_a", cohort=2025, sex="1", registered_on=date(2024, 10, 1), **fields)


STEPS = st.lists(
    st.tuples(
        st.integers(0, 4),  # whom
        st.sampled_from(["status", "place", "move", "undo", "transfer", "seat"]),
        st.sampled_from(list(Status)[1:]),
        st.sampled_from([ChangeKind.LEAVE, ChangeKind.RESUMPTION, ChangeKind.WITHDRAWAL, ChangeKind.RESTORATION]),
        st.integers(-40, 440),  # day of effect, counted from the first of the period
        st.integers(0, 2),  # to which class, to which body
    ),
    max_size=14,
)
ROWS = {
    OFFICE: ("major", "sex", "group_class"),
    "zj_county_1a.reviewer": ("school", "cohort"),
    "zj_county_1b.reviewer": ("school",),
    "zj_city_1.reviewer": ("county", "school", "sex"),
    "zj.reviewer": ("city", "county", "school", "cohort"),
}


@settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, first=st.integers(-20, 300), length=st.integers(0, 200))
def test_any_ledger_balances_in_every_slice(world, steps, first, length):
    from django.db import transaction

    with transaction.atomic():
        _play(world, steps)
        begin = FIRST + first * ONE
        end = min(begin + length * ONE, TODAY)
        tables = {
            (office, rows, people): flow(world, office, begin, end, rows, people)
            for office, by in ROWS.items()
            for rows in by
            for people in ("studying", "enrolled", "listed")
        }
        assert [key for key, each in tables.items() if not each.balances] == []
        _levels_agree(world, tables)
        _ends_are_the_tables_of_their_days(world, tables)
        _changes_are_those_told_one_by_one(world, tables)
        _agrees_with_today(world)
        transaction.set_rollback(True)


def _levels_agree(world: World, tables) -> None:
    """The table of the county that a school came to says what its row says in the city's and in the province's. (The one
    that it left is short of the records that went along; its page says so.)"""
    county = str(world["zj_county_1b"].pk)
    for people in ("studying", "enrolled", "listed"):
        own = tables["zj_county_1b.reviewer", "school", people].total
        for office in ("zj_city_1.reviewer", "zj.reviewer"):
            above = {row.value: (row.start, row.end) for row in tables[office, "county", people].rows}
            assert above.get(county, (0, 0)) == (own.start, own.end)


def _ends_are_the_tables_of_their_days(world: World, tables) -> None:
    """What the flow table counts from the chain of its whole period is what a table of either day counts from its own."""
    for (office, rows, people), found in tables.items():
        period = found.question.period
        for day, end in ((period.before, "start"), (period.last, "end")):
            then = table(world, office, day, rows, people=people)
            counts = {row.value: getattr(row, end) for row in found.rows if getattr(row, end)}
            assert counts == {value: then.of_row(value) for value, _label in then.rows}


def _changes_are_those_told_one_by_one(world: World, tables) -> None:
    """Plain records are counted together (plain.py); the lists behind the numbers tell each change by itself."""
    for (office, _rows, _people), found in tables.items():
        with world.scope(office).enter(), connection.cursor() as cursor:
            query, values = flows_sql(found.question)
            cursor.execute(f"{query} SELECT category, value, count(*) FROM flows GROUP BY 1, 2", values)
            told = {(category, value): count for category, value, count in cursor.fetchall()}
        counts = {(key, row.value): count for row in found.rows for key, count in row.changes.items()}
        assert counts == told


def test_only_those_of_whom_there_is_more_to_say_are_looked_at_one_by_one(world, next_case):
    """Nothing, one change of status, two of them, a change of class."""
    still, gone, back, moved = (_boy(world) for _number in range(4))
    change(next_case(), gone, ChangeKind.WITHDRAWAL, Status.WITHDRAWN, date(2025, 10, 1))
    change(next_case(), back, ChangeKind.LEAVE, Status.ON_LEAVE, date(2025, 10, 1))
    change(next_case(), back, ChangeKind.RESUMPTION, Status.STUDYING, date(2026, 3, 1))
    change(next_case(), moved, ChangeKind.RETENTION, None, date(2026, 3, 1), cohort=2026)
    question = flow(world, OFFICE, FIRST, LAST, "sex", sex="1").question
    together = plain(question.rows, question.people.statuses, "true", PROGRAMME)

    with world.scope(OFFICE).enter(), connection.cursor() as cursor:
        query, values = flows_sql(question, plain=together)
        cursor.execute(f"{query} SELECT student_id FROM several", values)
        apart = {key for (key,) in cursor.fetchall()}

    assert apart & {still.pk, gone.pk, back.pk, moved.pk} == {back.pk, moved.pk}


def _play(world: World, steps) -> None:
    """Random changes as effects of cases, moves outside of any, transfers into another school, cases taken back where
    nothing was built on them, and a school that comes to another body."""
    next_case = make_cases(world)
    classes = _classes(world)
    boys = [_boy(world, name=f"试{number}") for number in range(4)]
    boys.append(make_student(world, "zj_school_a", cohort=2025, sex="1", status="pending", entered_on=date(2025, 9, 8)))
    done, moved = [], False
    for whom, what, status, kind, day, place in steps:
        boy, on, to = boys[whom], FIRST + day * ONE, classes[place]
        columns = {"school_class_id": to.pk, "cohort": to.cohort, "programme_id": to.programme_id}
        with unfenced(reason="a test looks"):
            now = Student.objects.get(pk=boy.pk)
        if what == "move":
            with unfenced(reason="a test moves"):
                Student.objects.filter(pk=boy.pk).update(**columns)
        elif what == "undo" and done:
            try:
                undo(done.pop(), next_case())
            except Conflict:
                continue
        elif what == "place" and now.school_class_id != to.pk:
            done.append(next_case())
            change(done[-1], boy, ChangeKind.MAJOR_CHANGE, None, on, **columns)
        elif what == "status" and status.value != now.status:
            done.append(next_case())
            change(done[-1], boy, kind, status, on, registered_on=now.registered_on or on)
        elif what == "transfer" and now.status == Status.STUDYING:
            done.append(next_case())
            _transfer(done[-1], now, world, on)
        elif what == "seat" and not moved:
            moved = True
            school_moves(world, "zj_school_a", "zj_county_1b", min(on, TODAY))


def _transfer(case, boy: Student, world: World, on: date) -> None:
    """Out of one school and into another: the old record is closed, a new one begins with a first row of its own."""
    change(case, boy, ChangeKind.TRANSFER_OUT, Status.TRANSFERRED, on)
    arrived = make_student(world, "zj_school_d", cohort=2025, sex="1", name=boy.name, registered_on=boy.registered_on)
    with unfenced(reason="a test writes an arrival"):
        StatusChange.objects.create(
            school_id=arrived.school_id, student=arrived, person_id=arrived.person_id, kind=ChangeKind.TRANSFER_IN,
            to_status=arrived.status, after={"cohort": 2025}, effective_on=on, case_id=case.pk, recorded_at=clock.now(),
        )  # fmt: skip


def _classes(world: World) -> list[SchoolClass]:
    school = world["zj_school_a"]
    with unfenced(reason="a test's classes"):
        other, _made = Programme.objects.get_or_create(
            school=school, short_name="数字媒体", years=3, defaults={"major_code": "710202", "name": "数字媒体"}
        )
        made = [
            SchoolClass.objects.get_or_create(school=school, cohort=cohort, name="试班", defaults={"programme": other})[
                0
            ]
            for cohort in (2025, 2026)
        ]
    return [world.classes["zj_school_a.2025"], *made]


def _agrees_with_today(world: World) -> None:
    """On a day to come, everything that was decided counts: that is what the records say now."""
    far = date(2028, 1, 1)
    with clock.at(far):
        found = table(world, OFFICE, far, "status", "cohort", people="listed")
    with unfenced(reason="a test counts"):
        rows = Student.objects.filter(school=world["zj_school_a"], status__in=OPEN_STATUSES)
        assert found.total == rows.count()


def test_every_category_says_what_it_means():
    assert all(str(category.label) and str(category.meaning) for category in CATEGORIES)
