"""What a file holds and lacks; papers put in, replaced, taken out; who keeps it."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from students.archive.actions import material_read, material_remove, material_replace, may_keep
from students.archive.checklist import Standing, checklist_of, years_owed
from students.archive.closing import file_reopen
from students.archive.keepers import keeper_appoint
from students.archive.models import Apprentice, ClosedFile, Keeper, Material
from students.archive.queries import keeper_on
from students.models import Student
from tests.students.archive.support import closed, paper, pdf, png, upload, with_profile
from tests.support.world import make_office, make_student
from xueji import clock
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import unfenced
from xueji.policies.facts import Period

pytestmark = pytest.mark.usefixtures("today_is")
A, BJ = "zj_school_a", "bj_school_a"
JUNE = date(2026, 6, 30)


def standing(student: Student, day: date = date(2026, 9, 10)) -> dict[str, str]:
    with unfenced(reason="a test looks"):
        own = Student.objects.with_places().get(pk=student.pk)
        return {row.kind.key.value: row.standing.value for row in checklist_of(own, day).rows}


def lacks(student: Student, kind: str) -> str:
    with unfenced(reason="a test looks"):
        own = Student.objects.with_places().get(pk=student.pk)
        return next(row.lacks for row in checklist_of(own, clock.today()).rows if row.kind.key == kind)


def test_an_empty_file_in_zhejiang(world):
    assert standing(world.student(A)) == {
        "basics": "gap", "conduct": "gap", "grades": "gap", "practice": "not_yet", "aid": "nothing", "awards": "nothing",
        "graduation": "not_yet", "fitness": "gap", "apprenticeship": "not_owed",
    }  # fmt: skip


def test_an_empty_file_in_beijing(world):
    assert standing(world.student(BJ)) == {
        "basics": "gap", "conduct": "gap", "grades": "gap", "aid": "nothing", "awards": "nothing", "graduation": "not_yet",
    }  # fmt: skip


def test_basic_information_is_what_the_roster_brought(world):
    student = world.student(A)
    with_profile(student)
    assert standing(student)["basics"] == "full"
    with_profile(student, member1_phone="", native_place_code="")
    assert lacks(student, "basics") == "缺籍贯地行政区划码、成员1联系电话"


def test_a_paper_fulfils_its_kind_for_its_year(world):
    student = world.student(A)
    paper(world, student, year=2024)
    assert lacks(student, "conduct") == "缺 2025—2026 学年操行评定"
    paper(world, student, year=2025)
    assert standing(student)["conduct"] == "full"


@pytest.mark.parametrize(
    "day, owed",
    [
        (date(2025, 9, 10), []),
        (date(2026, 8, 31), []),
        (date(2026, 9, 1), [2025]),
        (date(2027, 9, 1), [2025, 2026]),
    ],
)
def test_a_school_year_is_owed_once_it_is_over(world, day, owed):
    assert years_owed(world.student(A), day) == owed


@pytest.mark.parametrize(
    "status, left_on, owed",
    [
        ("graduated", date(2026, 6, 30), [2024, 2025]),
        ("graduated", date(2026, 1, 20), [2024]),
        ("completed", date(2026, 2, 1), [2024, 2025]),
        ("withdrawn", date(2026, 6, 30), [2024]),
    ],
)
def test_of_the_year_of_departure_only_graduates_owe_papers(world, status, left_on, owed):
    student = make_student(world, A, cohort=2024, status=status, left_on=left_on)
    assert years_owed(student, date(2026, 9, 10)) == owed


def test_a_year_on_leave_is_not_owed(world):
    away = [Period(date(2025, 8, 30), date(2026, 8, 31))]
    student = make_student(world, A, cohort=2024)
    assert years_owed(student, date(2026, 9, 10), away) == [2024]
    assert years_owed(student, date(2026, 9, 10), [Period(date(2025, 11, 1), date(2026, 3, 1))]) == [2024, 2025]


def test_graduates_owe_the_form_and_others_do_not(world):
    graduate = make_student(world, A, cohort=2024, status="graduated", left_on=JUNE)
    dropped = make_student(world, A, cohort=2024, status="withdrawn", left_on=JUNE)
    assert standing(graduate)["graduation"] == "gap"
    assert standing(dropped)["graduation"] == "not_owed"


def test_apprentices_owe_their_contract(world):
    student = world.student(A)
    with unfenced(reason="a test marks"):
        Apprentice.objects.create(school=world[A], student=student, since=date(2026, 9, 1))
    assert lacks(student, "apprenticeship") == "缺学徒合同；缺企业学习信息"


def test_a_class_costs_as_many_queries_as_one_student(world, count_queries):
    from students.archive.checklist import checklists

    with unfenced(reason="a test counts"):
        one = list(Student.objects.with_places().filter(pk=world.student(A).pk))
        all_of_them = list(Student.objects.with_places().filter(school=world[A]))
        few = count_queries(lambda: checklists(one, world[A], clock.today()))
        assert count_queries(lambda: checklists(all_of_them, world[A], clock.today())) <= few


def test_papers_lie_encrypted_under_their_hash(world, settings):
    found = paper(world, world.student(A), content=pdf(3))
    kept = settings.MEDIA_ROOT / "archive" / found.sha256[:2] / found.sha256
    assert (found.pages, found.content_type, b"%PDF" in kept.read_bytes()) == (3, "application/pdf", False)


def test_replacing_keeps_the_old_version(world):
    old = paper(world, world.student(A))
    with world.scope(f"{A}.registrar").enter() as scope:
        own = Material.objects.select_related("student__school").get(pk=old.pk)
        new = material_replace(actor=scope, material=own, upload=upload(png("red")), dated_on=old.dated_on)
        assert list(Material.objects.current().values_list("pk", flat=True)) == [new.pk]
        assert material_read(actor=scope, material=old) != material_read(actor=scope, material=new)
        with pytest.raises(Conflict):
            material_replace(actor=scope, material=own, upload=upload(png("blue")), dated_on=old.dated_on)


def test_the_same_file_twice_is_refused(world):
    paper(world, world.student(A), content=png("red"))
    with pytest.raises(Invalid, match="已经在档案里"):
        paper(world, world.student(A), content=png("red"))


def test_removing_needs_a_reason_and_leaves_the_paper(world):
    found = paper(world, world.student(A))
    with world.scope(f"{A}.registrar").enter() as scope:
        with pytest.raises(Invalid):
            material_remove(actor=scope, material=found, reason="  ")
        material_remove(actor=scope, material=found, reason="放错了学生")
        assert not Material.objects.current().exists()
        assert material_read(actor=scope, material=found)


def test_nothing_leaves_a_closed_file_and_what_comes_late_says_so(world):
    student = make_student(world, A, cohort=2024, status="graduated", left_on=JUNE)
    found = paper(world, student)
    closed(world, student)
    with world.scope(f"{A}.registrar").enter() as scope, pytest.raises(Conflict):
        material_remove(actor=scope, material=found, reason="放错了")
    assert paper(world, student, year=2024, title="补").is_late


@pytest.mark.parametrize("verb", ["UPDATE archive_material SET title = 'x'", "DELETE FROM archive_material"])
@pytest.mark.parametrize("where", ["its school", "unfenced"])
def test_the_database_lets_nobody_change_or_delete_a_paper(world, verb, where):
    from django.db import connection

    paper(world, world.student(A))
    enter = world.scope(f"{A}.registrar").enter() if where == "its school" else unfenced(reason="a test tries")
    with enter, pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)


@pytest.mark.parametrize("office", [f"{A}.school_head", "zj_school_b.registrar", "zj_county_1a.reviewer"])
def test_only_who_keeps_the_files_puts_papers_in(world, office):
    with world.scope(office).enter() as scope:
        assert not may_keep(scope, world[A].pk)


def test_the_keeper_puts_papers_in_whatever_the_office(world):
    office = make_office(world[A], "class_teacher", username="keeper")
    world.offices[f"{A}.keeper"] = office
    with world.scope(f"{A}.keeper").enter() as scope:
        assert not may_keep(scope, world[A].pk)
    with world.scope(f"{A}.school_head").enter() as scope:
        keeper_appoint(actor=scope, user=office.user, since=clock.today())
    assert paper(world, world.student(A), by="keeper")


def test_a_keeper_takes_over_from_the_one_before_with_numbers(world):
    student = make_student(world, A, cohort=2024, status="graduated", left_on=JUNE)
    paper(world, student)
    closed(world, student)
    first, second = world.user(f"{A}.registrar"), world.user(f"{A}.school_head")
    with world.scope(f"{A}.school_head").enter() as scope:
        keeper_appoint(actor=scope, user=first, since=date(2026, 9, 1))
        keeper_appoint(actor=scope, user=second, since=date(2026, 9, 10), remark="钥匙两把")
        assert keeper_on(world[A].pk, date(2026, 9, 9)).user == first
        found = keeper_on(world[A].pk, date(2026, 9, 10))
    assert (found.user, found.took_over_from, found.closed_files, found.papers) == (second, first, 1, 1)


@pytest.mark.parametrize(
    "who, since, field",
    [
        (f"{A}.registrar", date(2026, 9, 1), "since"),
        (f"{A}.registrar", date(2027, 1, 1), "since"),
        (f"{A}.school_head", date(2026, 9, 5), "user"),
        ("zj_school_b.registrar", date(2026, 9, 5), "user"),
    ],
)
def test_a_keeper_is_an_officer_and_begins_after_the_last(world, who, since, field):
    with world.scope(f"{A}.school_head").enter() as scope:
        keeper_appoint(actor=scope, user=world.user(f"{A}.school_head"), since=date(2026, 9, 1))
        with pytest.raises(Invalid) as refused:
            keeper_appoint(actor=scope, user=world.user(who), since=since)
    assert refused.value.field == field


def test_levels_above_see_the_keeper_and_name_none(world):
    with world.scope(f"{A}.school_head").enter() as scope:
        keeper_appoint(actor=scope, user=world.user(f"{A}.registrar"), since=date(2026, 9, 1))
    with world.scope("zj_county_1a.chief").enter() as scope:
        assert Keeper.objects.filter(school=world[A]).exists()
        with pytest.raises(NotAllowed):
            keeper_appoint(actor=scope, user=world.user(f"{A}.registrar"), since=date(2026, 9, 5))


def test_closing_notes_the_gaps_and_numbers_the_file(world):
    student = make_student(world, BJ, cohort=2024, status="graduated", left_on=JUNE)
    first = closed(world, student, date(2026, 9, 1))
    assert (first.number, first.is_complete, first.due_on) == ("2026-00001", False, date(2029, 6, 30))
    assert [gap["kind"] for gap in first.gaps] == ["basics", "conduct", "grades", "graduation"]
    again = make_student(world, BJ, cohort=2024, status="completed", left_on=JUNE)
    assert closed(world, again).number == "2026-00002"


@pytest.mark.parametrize(
    "school, status, left_on, due_on",
    [
        (BJ, "graduated", date(2024, 2, 29), date(2027, 3, 1)),
        (BJ, "completed", date(2026, 6, 30), date(2029, 6, 30)),
        (BJ, "withdrawn", date(2026, 6, 30), None),
        (BJ, "transferred", date(2026, 6, 30), None),
        (A, "graduated", date(2026, 6, 30), None),
    ],
)
def test_the_clock_of_the_paper_runs_for_those_whom_the_text_names(world, school, status, left_on, due_on):
    student = make_student(world, school, cohort=2024, status=status, left_on=left_on)
    assert closed(world, student).due_on == due_on


def test_another_reading_of_the_days_is_read(world):
    from xueji.policies import readings

    student = make_student(world, BJ, cohort=2024, status="withdrawn", left_on=JUNE)
    changed = {
        "archive.other_leavers": "same_clock",
        "archive.runs_from": "closed_on",
        "archive.due_on_anniversary": False,
    }
    readings.suppose({"beijing_2020": {key: ((date(2026, 1, 1), value),) for key, value in changed.items()}})
    assert closed(world, student, date(2026, 9, 9)).due_on == date(2029, 9, 10)


def test_the_day_of_leaving_is_told_as_days_are_written(world):
    with pytest.raises(Invalid, match="为 2026年6月30日"):
        closed(world, make_student(world, A, cohort=2024, status="graduated", left_on=JUNE), JUNE.replace(day=29))


@pytest.mark.parametrize("status, closed_on", [("studying", date(2026, 9, 10)), ("graduated", JUNE.replace(day=29))])
def test_who_is_here_or_a_day_before_leaving_cannot_be_closed(world, status, closed_on):
    left = {"left_on": JUNE} if status == "graduated" else {}
    with pytest.raises(Invalid):
        closed(world, make_student(world, A, cohort=2024, status=status, **left), closed_on)


def test_a_file_is_opened_again_and_closed_anew_under_another_number(world):
    student = make_student(world, A, cohort=2024, status="graduated", left_on=JUNE)
    first = closed(world, student)
    with world.scope(f"{A}.registrar").enter() as scope:
        own = Student.objects.with_places().get(pk=student.pk)
        file_reopen(actor=scope, student=own, reason="毕业撤销")
        with pytest.raises(Conflict):
            file_reopen(actor=scope, student=own, reason="再来一次")
    second = closed(world, student)
    with unfenced(reason="look"):
        assert list(ClosedFile.objects.standing()) == [second]
    assert (first.number, second.number) == ("2026-00001", "2026-00002")


def test_standings_have_a_word_each():
    from students.archive.record import LOOKS

    assert set(LOOKS) == set(Standing)
