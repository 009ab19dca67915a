"""What an import leaves behind: rows that are open elsewhere, numbers of before, and their end."""

from datetime import date

import pytest
from django.db import connection

from students.identity.models import DuplicateFinding, FormerNumber
from students.models import Profile, Student
from students.rosters.working import import_file
from tests.students.identity.support import recheck
from tests.support import rosters
from tests.support.rosters import number_of, row
from tests.support.world import make_student
from xueji.organizations.scope import Scope, case_effect, unfenced


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.DEMO_MODE = True


def imported(world, content, school="zj_school_a", **options):
    body = world[school]
    return import_file(
        actor=Scope.of_organization(body),
        school=body,
        filename="名册.xlsx",
        data=rosters.workbook(content, **options),
        dry_run=False,
    )


def findings(world, office):
    with world.scope(office).enter():
        return list(DuplicateFinding.objects.all())


def test_a_row_that_is_open_elsewhere_is_a_finding_of_both_schools(world):
    make_student(world, "bj_school_a", identity_number=number_of(0), cohort=2026)
    imported(world, [row(0), row(1)])

    [mine], [theirs] = findings(world, "zj_school_a.registrar"), findings(world, "bj_school_a.registrar")
    assert (mine.asks, mine.via, mine.student_id, theirs.asks) == (True, "import", None, False)
    with world.scope("zj_school_a.registrar").enter():
        assert Student.objects.filter(roster_id__isnull=False).count() == 1


def test_the_same_file_again_is_the_same_finding(world):
    make_student(world, "bj_school_a", identity_number=number_of(0), cohort=2026)
    imported(world, [row(0)])
    imported(world, [row(0)])
    assert len(findings(world, "zj_school_a.registrar")) == 1


def test_once_the_other_school_has_ended_it_the_row_goes_in(world):
    other = make_student(world, "zj_school_b", identity_number=number_of(0), cohort=2026)
    imported(world, [row(0)])
    with case_effect(0, reason="the other school ends it"):
        Student.objects.filter(pk=other.pk).update(status="withdrawn", left_on=other.entered_on)
    assert recheck(world, "zj_school_a") == 0
    imported(world, [row(0)])
    with world.scope("zj_school_a.registrar").enter():
        assert Student.objects.filter(person=other.person_id).count() == 1


def test_an_old_student_number_of_a_roster_is_kept_encrypted(world):
    headings = [*rosters.HEADINGS, "省级电子注册学籍号"]
    imported(world, [row(0, 省级电子注册学籍号="33982024ZJ004187")], headings=headings)
    with world.scope("zj_school_a.registrar").enter():
        student = Student.objects.get(roster_id__isnull=False)
        [number] = FormerNumber.objects.filter(person=student.person_id)
        profile = Profile.objects.get(student=student).data
    assert (number.number, number.source) == ("33982024ZJ004187", "名册导入")
    assert profile["former_student_number"]["mask"] == "3398********4187"


def test_an_import_that_is_undone_ends_the_clashes_of_its_records(world):
    make_student(world, "zj_school_b", identity_number=number_of(0), cohort=2026)
    imported(world, [row(0)], school="zj_school_c")
    imported(world, [row(1)])
    with unfenced(reason="a test takes a record away"):
        student = Student.objects.get(school=world["zj_school_a"], roster_id__isnull=False)
        side = DuplicateFinding.objects.filter(asks=True).get()
        DuplicateFinding.objects.filter(pk=side.pk).update(student=student)
        type(side.clash).objects.filter(pk=side.clash_id).update(asking_student=student)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM admission_admission WHERE student_id = %s", [student.pk])
            cursor.execute("DELETE FROM students_profile WHERE student_id = %s", [student.pk])
            cursor.execute("DELETE FROM students_student WHERE id = %s", [student.pk])
        side.refresh_from_db()
    assert (side.state, side.student_id) == ("deleted", None)


def looked_at(world, content, school="zj_school_a", **options):
    body = world[school]
    return import_file(
        actor=Scope.of_organization(body),
        school=body,
        filename="名册.xlsx",
        data=rosters.workbook(content, **options),
        dry_run=True,
    )


def alike(position, **changes):
    """A record with the name, sex and day of birth of a row, and another number."""
    line = row(position)
    other = number_of(position + 300)
    assert other[6:14] == line["出生日期"]
    return {"name": line["姓名"], "sex": "1" if line["性别"] == "男" else "2", "identity_number": other} | changes


@pytest.mark.parametrize(
    ("holder", "where"), [("bj_school_a", "别的学校"), ("zj_school_b", "别的学校"), ("zj_school_a", "本校")]
)
def test_somebody_alike_is_told_in_the_dry_run_without_naming_another_school(world, holder, where):
    make_student(world, holder, cohort=2026, birth_date=date(2010, 1, 1), **alike(0))

    judgement = looked_at(world, [row(0), row(1)])

    [hint] = judgement.hints
    assert (judgement.accepted, hint.row, hint.heading, hint.fault.code) == (2, 4, "姓名", "alike_in_register")
    assert hint.fault.message.endswith(f"在{where}") and world[holder].name not in hint.fault.message


def test_the_same_number_elsewhere_stops_the_row_in_the_dry_run(world):
    make_student(world, "bj_school_a", identity_number=number_of(0), cohort=2026)

    judgement = looked_at(world, [row(0), row(1)])

    assert [(each.row, each.fault.code) for each in judgement.errors] == [(4, "open_elsewhere")]


def test_a_dry_run_leaves_no_finding_behind(world):
    make_student(world, "bj_school_a", cohort=2026, birth_date=date(2010, 1, 1), **alike(0))
    looked_at(world, [row(0)])

    assert findings(world, "zj_school_a.registrar") == []
