"""What an import leaves on the register, and that doing it again leaves nothing more."""

import pytest

from students.models import Person, Profile, Programme, Roster, SchoolClass, Student
from students.rosters import files
from students.rosters.entries import open_number
from tests.support.rosters import name_of, number_of, row, rows
from tests.support.world import make_student
from xueji.audit.models import Event


def school_a(world):
    return world.scope("zj_school_a.registrar").enter()


def test_rows_become_pending_students_with_temporary_numbers(import_rows, world):
    judgement = import_rows(rows(3))

    with school_a(world):
        students = Student.objects.filter(roster_id__isnull=False).order_by("id")
        assert [student.name for student in students] == [name_of(0), name_of(1), name_of(2)]
        assert {student.status for student in students} == {"pending"}
        assert [student.number_mask[0] for student in students] == ["L", "L", "L"]
        assert students[0].county_id == world["zj_county_1a"].pk
        person = Person.objects.get(pk=students[0].person_id)
    assert (judgement.accepted, person.identity_number) == (3, number_of(0))
    assert person.student_number.startswith(f"L{world['zj_school_a'].division_code}20100101")


def test_no_identity_number_is_stored_in_clear(import_rows, world):
    parent = number_of(9000)
    import_rows([row(成员1身份证件类型="居民身份证", 成员1身份证件号=parent)])

    with school_a(world):
        kept = Profile.objects.get(student__name=name_of(0)).data["member1_identity_number"]
    assert (kept["mask"], open_number(kept)) == (f"{parent[:4]}**********{parent[-4:]}", parent)


def test_the_same_file_twice_changes_nothing(import_rows, world):
    content = [*rows(3), row(3, 成员1身份证件类型="居民身份证", 成员1身份证件号=number_of(9000))]
    import_rows(content)
    with school_a(world):
        before = list(Student.objects.order_by("id").values()), list(Profile.objects.order_by("id").values())
    again = import_rows(content)

    with school_a(world):
        after = list(Student.objects.order_by("id").values()), list(Profile.objects.order_by("id").values())
    assert (again.accepted, again.rejected, len(again.same), len(again.new)) == (4, 0, 4, 0)
    assert after == before


def test_a_changed_row_brings_a_pending_student_up_to_date(import_rows, world):
    import_rows([row()])
    judgement = import_rows([row(姓名="陈语彤", 联系电话="13800000000", 成员1姓名=None, 成员1关系=None,
                                 成员1是否监护人=None, 成员1联系电话=None)])  # fmt: skip

    with school_a(world):
        student = Student.objects.get(roster_id__isnull=False)
        profile = Profile.objects.get(student=student).data
    assert (len(judgement.changed), student.name, student.initials) == (1, "陈语彤", "cyt")
    assert (profile["phone"], "member1_name" in profile) == ("13800000000", False)


def test_a_narrow_sheet_leaves_alone_what_it_does_not_have(import_rows, world):
    import_rows([row()])
    import_rows([row(姓名="陈语彤")], headings=["姓名", "身份证件号", "班级名称", "专业简称", "入学年月"])

    with school_a(world):
        student = Student.objects.get(roster_id__isnull=False)
        profile = Profile.objects.get(student=student).data
    assert (student.name, student.school_number, profile["phone"]) == ("陈语彤", "2026010000", "13910000000")


def test_a_registered_student_is_not_changed_by_an_import(import_rows, world):
    make_student(world, "zj_school_a", name="陈语桐", identity_number=number_of(0), cohort=2026)
    judgement = import_rows([row()])

    assert [problem.fault.code for problem in judgement.errors] == ["already_registered"]
    assert "信息变更" in judgement.errors[0].fault.remedy


def test_an_open_record_elsewhere_is_said_without_where(import_rows, world):
    make_student(world, "bj_school_a", identity_number=number_of(0), cohort=2026)
    judgement = import_rows([row()])

    assert [problem.fault.code for problem in judgement.errors] == ["open_elsewhere"]
    text = judgement.errors[0].fault.message + judgement.errors[0].fault.remedy
    assert world["bj_school_a"].name not in text
    assert "北京" not in text


def test_a_known_person_keeps_the_number(import_rows, world):
    before = make_student(world, "bj_school_a", identity_number=number_of(0), cohort=2024, status="graduated")
    import_rows([row()])

    with school_a(world):
        student = Student.objects.get(name=name_of(0))
    assert (student.person_id, student.number_mask) == (before.person_id, before.number_mask)


def test_good_rows_are_stored_beside_bad_ones(import_rows, world):
    judgement = import_rows([row(0), row(1, 民族="汗族"), row(2)])

    with school_a(world):
        assert Student.objects.filter(roster_id__isnull=False).count() == 2
    assert (judgement.rows, judgement.accepted, judgement.rejected) == (3, 2, 1)


def test_a_closed_class_takes_nobody_new_and_keeps_its_own(import_rows, world):
    import_rows([row(0)])
    with school_a(world):
        SchoolClass.objects.filter(name="26计算机1班").update(closed_on="2026-09-01")
    judgement = import_rows([row(0), row(1)])

    assert [(problem.at, problem.fault.code) for problem in judgement.errors] == [(1, "class_closed")]
    assert (judgement.same, judgement.new) == ([0], [])


def test_programmes_and_classes_are_made_once(import_rows, world):
    import_rows([row(position, 专业简称="会计事务", 班级名称="26会计1班") for position in range(3)])

    with school_a(world):
        programme = Programme.objects.get(school=world["zj_school_a"], short_name="会计事务")
        assert (programme.major_code, programme.years) == ("730301", 3)
        made = SchoolClass.objects.get(school=world["zj_school_a"], name="26会计1班")
    assert (made.cohort, made.programme_id) == (2026, programme.pk)


def test_a_class_that_only_a_bad_row_names_is_not_made(import_rows, world):
    import_rows([row(0), row(1, 班级名称="26新班", 民族="汗族")])

    with school_a(world):
        assert not SchoolClass.objects.filter(name="26新班").exists()


def test_a_dry_run_writes_nothing(import_rows, world):
    import_rows(rows(2), dry_run=True)

    with school_a(world):
        assert not Student.objects.filter(roster_id__isnull=False).exists()
        assert not Roster.objects.exists()


def test_a_taken_school_number_is_an_error(import_rows, world):
    taken = world.student("zj_school_a").school_number
    judgement = import_rows([row(学号=taken)])

    assert [problem.fault.code for problem in judgement.errors] == ["school_number_taken"]


def test_missing_school_numbers_follow_the_last_one(import_rows, world):
    import_rows([row(0, 学号="202690000"), row(1, 学号="202690002")])
    import_rows([row(2, 学号=None), row(3, 学号=None), row(4, 学号="202690003")])

    with school_a(world):
        numbers = [Student.objects.get(name=name_of(position)).school_number for position in (2, 3)]
    assert numbers == ["202690004", "202690005"]


@pytest.mark.parametrize("name", ["𠮷田㐂", "买买提·吐尔逊", "Anna-Maria O'Neil", "欧阳令仪"])
def test_names_are_stored_as_they_are(import_rows, world, name):
    import_rows([row(姓名=name)])

    with school_a(world):
        assert Student.objects.filter(name=name).exists()


def test_backslashes_and_tabs_in_a_cell_are_only_text(import_rows, world):
    address = "云汀镇\\N 1\t号\n二楼"
    import_rows([row(户口所在地区县以下详细地址=address)])

    with school_a(world):
        kept = Profile.objects.get(student__name=name_of(0)).data["household_address"]
    assert kept == "云汀镇\\N 1 号 二楼"


def test_drawn_numbers_that_are_taken_are_drawn_again(import_rows, monkeypatch, world):
    draws = iter([1, 1, 2, 2, 3, 4])
    monkeypatch.setattr("students.rosters.numbers.secrets.randbelow", lambda below: next(draws))
    import_rows(rows(2))
    import_rows([row(2)])

    with school_a(world):
        indexes = set(Student.objects.filter(roster_id__isnull=False).values_list("number_index", flat=True))
    assert len({bytes(index) for index in indexes}) == 3


def test_the_commit_leaves_a_trace_without_persons(import_rows, world):
    import_rows(rows(2))

    with school_a(world):
        event = Event.objects.get(kind="roster_committed")
    assert event.data["added"] == 2
    assert set(event.data) == {"added", "updated", "sha256"}


def test_the_kept_file_is_encrypted(import_rows, settings):
    import_rows([row()])

    [path] = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert path.read_bytes()[:2] != b"PK"
    assert files.fetch(path.name).startswith(b"PK")


def test_a_stranger_sees_no_roster(import_rows, world):
    import_rows([row()])

    for office in ("zj_school_b.registrar", "zj_county_1a.reviewer", "zj.chief"):
        with world.scope(office).enter():
            assert not Roster.objects.exists()
