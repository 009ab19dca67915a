"""The lists for re-entry in the national system: changes, graduates, newly registered; terms, classes, cases, oversight."""

from datetime import UTC, date, datetime

import pytest

from students.changes import Change, changes_apply, students_lock
from students.exports.timing import roster_write
from students.statuses import ChangeKind, Status
from tests.students.exports.conftest import WHOLE, book, table
from tests.support.world import make_student
from tests.transfers.leave.support import on_leave
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.scope import case_effect, unfenced
from xueji.policies.vocabulary import LeaveGround

TERM = {"first": "2026-08-31", "last": "2027-02-26", "period": "2026—2027 学年第一学期"}


@pytest.fixture
def change(world):
    """change(student, kind, status, day, **columns): an effect of a case of its own."""

    def go(student, kind: ChangeKind, to: Status | None, on: date, note: str = "", **columns):
        from xueji import clock

        own = world["zj_school_a"].pk
        with unfenced(reason="a test needs a case"):
            case = Case.objects.create(
                kind="leave", state="running", policy_key="zhejiang_2015", policy_version="2015.1",
                opened_by=world.user("zj_school_a.registrar"), opened_for=world["zj_school_a"], title="试",
                created_at=clock.now(), submitted_at=clock.now(), parties=[own], viewers=[own],
            )  # fmt: skip
        with case_effect(case.pk, reason="a test changes") as scope:
            locked = students_lock([student.pk])[student.pk]
            effect = Change(locked, kind, to, effective_on=on, note=note, columns=columns)
            changes_apply(case, scope, [effect])
        return case

    return go


def changes_of(made, *kinds: ChangeKind, **more):
    said = {**TERM, "kinds": [kind.value for kind in kinds], **more}
    return table(made("changes", said=said))


@pytest.mark.parametrize(
    ("kind", "to", "note", "code", "reason"),
    [
        (ChangeKind.LEAVE, Status.ON_LEAVE, "因病", "11", "10"),
        (ChangeKind.LEAVE, Status.ON_LEAVE, "依法服兵役", "11", "34"),
        (ChangeKind.LEAVE, Status.ON_LEAVE, "说不清", "11", "99"),
        (ChangeKind.WITHDRAWAL, Status.WITHDRAWN, "家庭困难", "31", "27"),
        (ChangeKind.TRANSFER_OUT, Status.TRANSFERRED, "", "21", "99"),
        (ChangeKind.CANCELLATION, Status.CANCELLED, "新生入学条件复查不合格", "18", "99"),
        (ChangeKind.CANCELLATION, Status.CANCELLED, "死亡", "51", "89"),
        (ChangeKind.GRADUATION, Status.GRADUATED, "", "", ""),
        (ChangeKind.GRADUATION, Status.COMPLETED, "", "62", "99"),
    ],
)
def test_changes_carry_the_codes_of_the_standard(made, world, change, kind, to, note, code, reason):
    case = change(world.student("zj_school_a"), kind, to, date(2026, 9, 10), note)

    [row] = changes_of(made, kind)

    assert (row["异动类别码"], row["异动原因码"]) == (code, reason)
    assert (row["异动日期"], row["批准文号（办件号）"], row["学年"]) == ("20260910", case.number, "2026-2027")
    assert row["现学籍状态"] == str(to.label)


@pytest.mark.parametrize(
    ("on", "is_in"),
    [
        (date(2026, 8, 30), False),
        (date(2026, 8, 31), True),
        (date(2027, 2, 26), True),
        (date(2027, 2, 27), False),
    ],
)
def test_a_term_s_changes_are_those_of_its_days(made, world, change, on, is_in):
    change(world.student("zj_school_a"), ChangeKind.LEAVE, Status.ON_LEAVE, on)

    assert bool(changes_of(made, ChangeKind.LEAVE)) is is_in
    assert changes_of(made, ChangeKind.WITHDRAWAL) == []


def test_a_change_says_where_the_student_stood_before_and_after_it_whatever_came_later(made, world, change):
    student = world.student("zj_school_a")
    first = student.cohort
    change(student, ChangeKind.RETENTION, None, date(2026, 9, 1), cohort=first + 1)
    change(student, ChangeKind.RETENTION, None, date(2026, 9, 2), cohort=first + 2)

    rows = changes_of(made, ChangeKind.RETENTION)

    assert [(row["原年级"], row["现年级"]) for row in rows] == [
        (str(first), str(first + 1)),
        (str(first + 1), str(first + 2)),
    ]


def test_changes_of_the_scope_only(made, world, change):
    change(world.student("zj_school_b"), ChangeKind.LEAVE, Status.ON_LEAVE, date(2026, 9, 10))
    said = {**TERM, "kinds": ["leave"]}

    assert changes_of(made, ChangeKind.LEAVE) == []
    assert len(table(made("changes", "zj_county_1a.reviewer", said=said))) == 1


def test_graduates_and_newly_registered_of_a_period(made, world):
    make_student(world, "zj_school_a", name="毕业生甲", cohort=2024, status="graduated", left_on=date(2026, 9, 1))
    make_student(world, "zj_school_a", name="结业生乙", cohort=2024, status="completed", left_on=date(2026, 9, 2))
    make_student(world, "zj_school_a", name="退学生丙", cohort=2024, status="withdrawn", left_on=date(2026, 9, 2))

    graduates = table(made("graduates", said=TERM, **WHOLE))

    assert {row["姓名"] for row in graduates} == {"毕业生甲", "结业生乙"}
    assert all("*" not in row["学籍号"] for row in graduates)
    assert made("registered", said=TERM).rows >= 0


def test_classes_and_cases_are_lists_too(made, world):
    classes = table(made("classes"))

    assert {row["班级"] for row in classes}
    assert all(row["在册人数"].isdigit() for row in classes)
    assert made("cases", said={"query": "state=open"}).rows == 0


def test_oversight_has_its_bodies_on_a_sheet_of_their_own(made):
    export = made("overdue", "zj_county_1a.reviewer", said={"query": "at=schools"})

    assert book(export).sheetnames == ["超期与督办", "按单位", "导出说明"]


def test_the_bench_writes_what_the_job_writes(world):
    count, size = roster_write(actor=world.scope("zj_city_1.reviewer"))

    assert count > 3
    assert size > 1_000


@pytest.mark.parametrize(("ground", "code"), [("illness", "10"), ("hardship", "27"), ("abroad", "28")])
def test_the_ground_of_a_leave_gives_its_code_and_stands_before_the_own_words(made, world, ground, code):
    with clock.at(date(2026, 9, 8)):
        case = on_leave(world, "zj_school_a", ground=ground, reason_text="因病后须静养，家中有事")

        [row] = changes_of(made, ChangeKind.LEAVE)

    words = str(LeaveGround(ground).label)
    assert (row["批准文号（办件号）"], row["异动原因码"]) == (case.number, code)
    assert row["异动原因"] == f"{words}：因病后须静养，家中有事"


def test_moments_are_those_of_the_register_s_time_zone(made, world, change):
    with clock.at(datetime(2026, 9, 10, 23, 30, tzinfo=UTC)):
        change(world.student("zj_school_a"), ChangeKind.LEAVE, Status.ON_LEAVE, date(2026, 9, 11))

    [row] = changes_of(made, ChangeKind.LEAVE)

    assert row["登记时间"] == "2026-09-11 07:30"
