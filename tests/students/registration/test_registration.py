"""Registration of new students (Zhejiang 8 to 13, Beijing 6 to 13): batches, numbers, closing days, second records."""

from datetime import date

import pytest

from students.models import Person, Profile, StatusChange, Student
from students.registration.actions import registration_open, waiting_students
from students.registration.models import NumberSerial, StandingKind
from students.registration.standings import standing_set
from students.statuses import Status
from tests.support.casework import approve, fresh, hand_in, records_of, steps_of, submit
from tests.support.world import make_student, mask
from xueji import clock
from xueji.codes.student_number import self_made
from xueji.database import cipher
from xueji.errors import Invalid, NotAllowed, RuleViolated
from xueji.organizations.scope import case_effect, unfenced

SEASON = date(2026, 9, 10)


@pytest.fixture(autouse=True)
def in_season():
    with clock.at(SEASON):
        yield


def newcomer(world, school="zj_school_a", *, formal=False, name="沈嘉禾", document="1", **fields):
    """Somebody on the roster: pending, with a temporary number unless they have been here before."""
    student = make_student(world, school, name=name, cohort=2026, status=Status.PENDING, **fields)
    with case_effect(0, reason="a test sets a number"):
        if document != "1":
            Person.objects.filter(pk=student.person_id).update(identity_type=document)
        if not formal:
            number = f"L339801{student.birth_date:%Y%m%d}{student.pk % 10000:04d}"
            numbers = {"number_index": cipher.blind_index(number), "number_mask": mask(number)}
            Person.objects.filter(pk=student.person_id).update(number_cipher=cipher.encrypt(number), **numbers)
            Student.objects.filter(pk=student.pk).update(**numbers)
        Profile.objects.filter(student=student).update(data={"recruit_way": "统一招生"})
    return student


def opened(world, students, school="zj_school_a", **options):
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        return registration_open(actor=scope, student_ids=[student.pk for student in students], **options)


def submitted(world, students, school="zj_school_a"):
    return submit(world, f"{school}.registrar", opened(world, students, school))


def registered(world, students):
    case = submitted(world, students)
    approve(world, "zj_county_1a.reviewer", case)
    return approve(world, "zj_city_1.reviewer", case)


def numbers_of(student):
    with unfenced(reason="a test reads a number"):
        return [record.person.student_number for record in Student.objects.filter(pk=student.pk)]


def item_of(case, student):
    with unfenced(reason="a test looks"):
        return case.items.get(student_id=student.pk)


def test_zhejiang_goes_up_to_the_prefecture_and_is_filed_with_the_province(world):
    assert steps_of(submitted(world, [newcomer(world)])) == [
        ("3398010001", "submission", "done"),
        ("339801", "approval", "open"),
        ("339800", "approval", "waiting"),
        ("330000", "filing", "waiting"),
    ]


def test_beijing_goes_up_to_the_city(world):
    case = submitted(world, [newcomer(world, "bj_school_body")], "bj_school_body")

    assert [code for code, _kind, _state in steps_of(case)] == ["1198900001", "119890", "110000"]


def test_last_agreement_gives_status_and_number(world):
    student = newcomer(world)
    case = registered(world, [student])

    [record] = records_of(student)
    assert (record.status, record.registered_on) == ("studying", SEASON)
    assert record.number_mask.startswith("G3398")
    with unfenced(reason="a test looks"):
        person = record.person
        assert person.student_number == f"G{person.identity_number}"
        assert bytes(record.number_index) == cipher.blind_index(person.student_number)
        assert StatusChange.objects.filter(case_id=case.pk).values_list("kind", "from_status", "to_status").get() == (
            "registration",
            "pending",
            "studying",
        )


def test_without_an_identity_card_the_number_is_self_made_and_never_twice(world):
    birth = date(2010, 5, 20)
    students = [newcomer(world, document="A", birth_date=birth) for _number in range(2)]

    registered(world, students)

    area = world["zj_school_a"].division_code
    numbers = [number for student in students for number in numbers_of(student)]
    assert sorted(number[:18] for number in numbers) == [f"J{area}20100520000", f"J{area}20100520001"]
    with unfenced(reason="a test looks"):
        assert NumberSerial.objects.values_list("area_code", "used").get() == (area, 2)


def test_self_made_number_from_elsewhere_is_passed_over(world):
    birth = date(2010, 5, 20)
    area = world["zj_school_a"].division_code
    taken = self_made(area_code=area, birth_date=birth, sequence=0, extra_areas=(area,))
    with unfenced(reason="a test plants a number"):
        Person.objects.create(
            identity_type="A",
            identity_index=cipher.blind_index("P1234567"),
            identity_cipher=cipher.encrypt("P1234567"),
            identity_mask="P1****67",
            number_index=cipher.blind_index(taken),
            number_cipher=cipher.encrypt(taken),
            number_mask=mask(taken),
        )
    student = newcomer(world, document="A", birth_date=birth)

    registered(world, [student])

    assert [number[:18] for number in numbers_of(student)] == [f"J{area}20100520001"]


def test_who_has_a_number_for_life_keeps_it(world):
    student = newcomer(world, formal=True)
    before = numbers_of(student)

    registered(world, [student])

    assert numbers_of(student) == before


def test_one_of_three_is_sent_back_and_goes_into_the_next_batch(world):
    students = [newcomer(world, name=name) for name in ("沈嘉禾", "宋远舟", "苏映雪")]
    case = submitted(world, students)
    returned = item_of(case, students[1])
    approve(world, "zj_county_1a.reviewer", case, returned_items={returned.pk: "照片不清"})
    approve(world, "zj_city_1.reviewer", case)

    assert [records_of(student)[0].status for student in students] == ["studying", "pending", "studying"]
    assert (item_of(case, students[1]).state, item_of(case, students[1]).note) == ("returned", "照片不清")
    registered(world, [students[1]])
    assert records_of(students[1])[0].status == "studying"


def test_who_is_in_a_batch_is_not_offered_again(world):
    students = [newcomer(world), newcomer(world, name="宋远舟")]
    opened(world, students[:1])
    scope = world.scope("zj_school_a.registrar")

    with scope.enter():
        assert list(waiting_students(scope)) == [students[1]]


def test_beijing_without_an_admission_wants_the_notice(world):
    student = newcomer(world, "bj_school_a")
    with case_effect(0, reason="a test forgets a column"):
        Profile.objects.filter(student=student).update(data={})
    case = opened(world, [student], "bj_school_a")
    with pytest.raises(RuleViolated):
        submit(world, "bj_school_a.registrar", case)

    hand_in(world, "bj_school_a.registrar", case, "admission_notice")

    assert submit(world, "bj_school_a.registrar", case).state == "running"


def test_second_record_found_at_the_end_stays_behind_without_saying_where(world):
    students = [newcomer(world), newcomer(world, name="宋远舟")]
    case = submitted(world, students)
    approve(world, "zj_county_1a.reviewer", case)
    elsewhere = world.student("bj_school_a")
    with case_effect(0, reason="a test plants a second record"):
        Student.objects.filter(pk=elsewhere.pk).update(identity_index=bytes(students[0].identity_index))

    approve(world, "zj_city_1.reviewer", case)

    assert [records_of(student)[0].status for student in students] == ["pending", "studying"]
    note = item_of(case, students[0]).note
    assert "查重" in note
    assert world["bj_school_a"].name not in note


def test_suspended_school_registers_nobody(world):
    student = newcomer(world)
    scope = world.scope("zj_county_1a.reviewer")
    with scope.enter():
        standing_set(
            actor=scope,
            school=world["zj_school_a"],
            kind=StandingKind.SUSPENDED,
            holds=True,
            since=SEASON,
            grounds="年检不合格",
        )

    with pytest.raises(RuleViolated):
        submitted(world, [student])


def test_another_schools_student_cannot_be_put_into_a_batch(world):
    stranger = newcomer(world, "zj_school_b")

    with pytest.raises(Invalid, match="待注册"):
        opened(world, [stranger])


def test_head_of_school_opens_nothing(world):
    student = newcomer(world)
    scope = world.scope("zj_school_a.school_head")

    with scope.enter(), pytest.raises(NotAllowed):
        registration_open(actor=scope, student_ids=[student.pk])


def test_one_hundred_and_twenty_students_cost_no_more_queries_than_three(world, django_assert_max_num_queries):
    students = [newcomer(world, name=f"学生{letter}") for letter in "甲乙丙丁戊己庚辛壬癸" * 12]
    case = submitted(world, students)
    approve(world, "zj_county_1a.reviewer", case)

    with django_assert_max_num_queries(120):
        approve(world, "zj_city_1.reviewer", case)

    assert fresh(case).state == "effective"
