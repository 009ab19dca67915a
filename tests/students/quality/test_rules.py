"""Each rule finds what it says and nothing beside it; a check writes what is new and takes away what was mended."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from students.applications.guardians import guardian_of
from students.models import Profile, SchoolClass, Student
from students.photos.models import Photo
from students.quality.checking import nightly_check, school_check
from students.quality.finding import wrong_parts
from students.quality.models import Finding, QualityDay
from students.quality.rules import PENDING_DAYS, REQUIRED, RULES, words
from students.quality.watch import FlexibleStudyEnds
from students.registration.actions import registration_open
from students.registration.models import WindowExtension
from students.rosters.columns import owed
from students.term_registration.models import Round
from students.term_registration.rounds import round_for
from tests.students.registration.support import admitted, placed, programme
from tests.support.world import World, identity_number, make_student
from tests.transfers.outside import arrival_from_outside, drafted_arrival, general_high, newcomer_of
from tests.transfers.support import WINDOW
from xueji import clock
from xueji.errors import NotAllowed
from xueji.organizations.scope import case_effect, unfenced
from xueji.organizations.terms import terms_in_force

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)  # the autumn season of Zhejiang closed on 30 October
OFFICE = "zj_school_a.registrar"
WHOLE = (
    dict.fromkeys(REQUIRED, "有")
    | dict.fromkeys(("origin_code", "birthplace_code", "native_place_code", "household_code"), "330106")
    | {"joint_type": "非联合办学", "guardian_name": "上官安", "guardian_phone": "13900000001"}
)


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


def whole(student: Student, **changes: str) -> Student:
    """With a photo and every column that the template asks for; changed as told."""
    with unfenced(reason="a test's profile"):
        Profile.objects.filter(student=student).update(data=WHOLE | changes)
        Photo.objects.create(
            school_id=student.school_id,
            student=student,
            sha256="0" * 64,
            width=1,
            height=1,
            size=1,
            added_at=clock.now(),
        )
    return student


def found(world: World, student: Student, office: str = OFFICE) -> dict[str, list[str]]:
    """What a check finds of a student."""
    with world.scope(office).enter() as scope:
        school_check(actor=scope)
        return dict(Finding.objects.filter(student=student).values_list("rule", "fields"))


@pytest.fixture
def student(world: World) -> Student:
    return whole(make_student(world, "zj_school_a", name="上官望舒", sex="1"))


def test_a_whole_record_breaks_no_rule(world, student):
    right = identity_number(student.birth_date, sequence=11)
    other = whole(make_student(world, "zj_school_a", name="上官听雨", sex="1", identity_number=right))

    assert found(world, other) == {}


def test_missing_names_the_columns_in_the_order_of_the_template(world, student):
    with unfenced(reason="a test empties"):
        Profile.objects.filter(student=student).update(data={**WHOLE, "phone": "", "study_form": None})

    assert found(world, student)["missing"] == ["study_form", "phone"]


def test_a_record_without_a_profile_misses_every_column(world, student):
    with unfenced(reason="a test empties"):
        Profile.objects.filter(student=student).delete()

    assert found(world, student)["missing"] == list(REQUIRED)


MEMBER = {
    "member2_name": "上官宁",
    "member2_relation": "母亲",
    "member2_is_guardian": "是",
    "member2_phone": "13900000002",
}
OWED = [
    ({"recruit_way": "统一招生"}, ["exam_ticket", "candidate_number", "exam_score"]),
    ({"recruit_way": "统一招生", "exam_ticket": "1", "exam_score": "512.5"}, ["candidate_number"]),
    ({"recruit_way": "自主招生"}, []),
    ({"joint_type": "城乡联合办学"}, ["joint_form", "joint_school_code"]),
    ({"joint_type": "城乡联合办学", "joint_form": "1+2", "joint_school_code": "3398010002"}, []),
    (MEMBER, []),
    ({"member1_workplace": "试样厂"}, ["member1_name", "member1_relation", "member1_is_guardian", "member1_phone"]),
    (MEMBER | {"member2_relation": ""}, ["member2_relation"]),
    ({"member1_position": ""}, []),
]


@pytest.mark.parametrize(("entries", "lacking"), OWED)
def test_what_other_columns_ask_for_is_missing_too(world, student, entries, lacking):
    with unfenced(reason="a test fills in"):
        Profile.objects.filter(student=student).update(data=WHOLE | entries)

    assert found(world, student).get("missing", []) == lacking
    assert [name for name in owed(WHOLE | entries) if not (WHOLE | entries).get(name)] == lacking


def test_what_decides_and_is_not_filled_in_asks_for_nothing_else(world, student):
    with unfenced(reason="a test empties"):
        Profile.objects.filter(student=student).update(data=WHOLE | {"joint_type": "", "recruit_way": ""})

    assert found(world, student)["missing"] == ["recruit_way", "joint_type"]


GUARDIANS = [
    ({}, False),
    ({"guardian_phone": ""}, True),
    ({"guardian_name": ""}, True),
    ({"guardian_name": ""} | MEMBER, False),
    ({"guardian_name": ""} | MEMBER | {"member2_is_guardian": "否"}, True),
]


@pytest.mark.parametrize(("entries", "lacks"), GUARDIANS)
def test_who_is_under_age_needs_a_guardian_on_file(world, student, entries, lacks):
    with unfenced(reason="a test fills in"):
        Profile.objects.filter(student=student).update(data=WHOLE | entries)

    assert ("guardian" in found(world, student)) is lacks
    assert (guardian_of(student) is None) is lacks


@pytest.mark.parametrize(("born", "lacks"), [(date(2008, 11, 2), False), (date(2008, 11, 3), True)])
def test_whoever_came_of_age_needs_none(world, student, born, lacks):
    with unfenced(reason="a test empties"), case_effect(0, reason="a test"):
        Profile.objects.filter(student=student).update(data=WHOLE | {"guardian_name": ""})
        Student.objects.filter(pk=student.pk).update(birth_date=born)

    assert ("guardian" in found(world, student)) is lacks


def test_the_night_after_the_birthday_takes_the_guardian_off_the_list(world, student):
    with unfenced(reason="a test empties"):
        Profile.objects.filter(student=student).update(data=WHOLE | {"guardian_name": ""})
    birthday = student.birth_date.replace(year=student.birth_date.year + 18)
    with clock.at(birthday - timedelta(days=1)):
        assert "guardian" in found(world, student)

    with clock.at(birthday):
        nightly_check()

    with unfenced(reason="a test looks"):
        assert not Finding.objects.filter(student=student, rule="guardian").exists()


@pytest.mark.parametrize(
    ("number", "sex", "birth", "wrong"),
    [
        (identity_number(date(2010, 7, 14), sequence=11), "1", date(2010, 7, 14), []),
        (identity_number(date(2010, 7, 14), sequence=12), "2", date(2010, 7, 14), []),
        (identity_number(date(2010, 7, 14), sequence=11), "2", date(2010, 7, 14), ["sex"]),
        (identity_number(date(2010, 7, 14), sequence=11), "1", date(2010, 7, 15), ["birth"]),
        (identity_number(date(2010, 7, 14), sequence=11), "2", date(2010, 7, 15), ["birth", "sex"]),
        (identity_number(date(2010, 7, 14), sequence=11)[:-1] + "?", "1", date(2010, 7, 14), ["check"]),
        ("33980220100714011" + "0", "1", date(2010, 7, 14), ["check"]),
    ],
)
def test_a_number_is_compared_with_the_record(number, sex, birth, wrong):
    assert wrong_parts(number, sex, birth, today=TODAY, areas=["339802"]) == wrong


def test_a_passport_tells_neither_birth_nor_sex():
    assert wrong_parts("E12345678", "1", date(2010, 7, 14), today=TODAY, kind="A") == []


def test_a_division_that_never_was_is_named(world, student):
    whole_of = {**WHOLE, "origin_code": "999999", "household_code": "330106"}
    with unfenced(reason="a test errs"):
        Profile.objects.filter(student=student).update(data=whole_of)

    assert found(world, student)["divisions"] == ["origin_code"]


def test_a_missing_photo_is_found(world, student):
    with unfenced(reason="a test takes away"):
        Photo.objects.all().delete()

    assert "photo" in found(world, student)


@pytest.mark.parametrize(("day", "late"), [(date(2026, 10, 30), False), (date(2026, 10, 31), True)])
def test_who_waits_is_late_from_the_day_after_the_closing_day(world, day, late):
    waiting = make_student(world, "zj_school_a", cohort=2026, status="pending")
    with clock.at(day):
        assert ("unregistered" in found(world, waiting)) is late


def test_an_extension_moves_the_closing_day(world):
    waiting = make_student(world, "zj_school_a", cohort=2026, status="pending")
    with unfenced(reason="a test's extension"):
        WindowExtension.objects.create(
            target=world["zj_school_a"], granted_by=world["zj_city_1"], season="autumn", year=2026,
            until=date(2026, 11, 30), grounds="试", document_number="试", decided_on=TODAY,
            recorded_by=world.user("zj_city_1.chief"), recorded_at=clock.now(),
        )  # fmt: skip

    assert "unregistered" not in found(world, waiting)


@pytest.mark.parametrize(("season", "is_late"), [({"season": "spring", "year": 2027}, False), ({}, True)])
def test_who_comes_early_for_the_spring_season_is_not_late_for_the_autumn_before(world, season, is_late):
    """The list of admissions says for which season somebody came; registration goes by it too."""
    came = date(2027, 1, 25)
    waiting = make_student(world, "zj_school_a", cohort=2026, status="pending", entered_on=came)
    admitted(world, waiting, checked_in_on=came, **season)
    with clock.at(date(2027, 2, 1)):
        assert ("unregistered" in found(world, waiting)) is is_late


@pytest.mark.parametrize(("days", "long"), [(PENDING_DAYS, False), (PENDING_DAYS + 1, True)])
def test_who_waits_longer_than_the_limit_waits_too_long(world, days, long):
    waiting = make_student(world, "zj_school_a", cohort=2026, status="pending", entered_on=TODAY - timedelta(days=days))

    assert ("pending" in found(world, waiting)) is long


@pytest.mark.parametrize("hand_up", [drafted_arrival, arrival_from_outside])
def test_who_comes_from_a_general_high_school_waits_for_the_transfer(world, hand_up):
    """Neither late nor waiting too long while the case is open: what he waits for is no registration."""
    with clock.at(WINDOW):
        case = hand_up(world, place=general_high)
    student = newcomer_of(case)

    assert student.status == "pending" and student.entered_on < TODAY - timedelta(days=PENDING_DAYS)
    assert not {"unregistered", "pending"} & set(found(world, student))


def test_a_newcomer_whose_registration_is_under_way_is_late_all_the_same(world):
    waiting = make_student(world, "zj_school_a", cohort=2026, status="pending", entered_on=date(2026, 9, 1))
    with clock.at(date(2026, 9, 7)), world.scope(OFFICE).enter() as scope:
        registration_open(actor=scope, student_ids=[waiting.pk])

    assert {"unregistered", "pending"} <= set(found(world, waiting))


def test_a_class_of_another_grade_or_a_closed_one_does_not_fit(world, student):
    with case_effect(0, reason="a test errs"):
        Student.objects.filter(pk=student.pk).update(school_class=world.classes["zj_school_a.2026"])
    assert "group" in found(world, student)

    with case_effect(0, reason="a test closes"):
        Student.objects.filter(pk=student.pk).update(school_class=world.classes["zj_school_a.2025"])
        assert SchoolClass.objects.filter(pk=world.classes["zj_school_a.2025"].pk).update(closed_on=TODAY)
    assert "group" in found(world, student)


@pytest.mark.parametrize(
    ("changes", "alike"),
    [({}, True), ({"sex": "2"}, False), ({"birth_date": date(2009, 5, 21)}, False), ({"name": "上官望"}, False),
     ({"status": "graduated", "left_on": date(2026, 6, 30)}, False)],
)  # fmt: skip
def test_a_duplicate_shares_name_sex_and_birth_date_with_another_person(world, student, changes, alike):
    same = {"name": student.name, "sex": "1", "birth_date": student.birth_date, "cohort": 2025}
    make_student(world, "zj_school_d", **same | changes)

    assert ("duplicate" in found(world, student)) is alike


def test_what_is_mended_goes_and_what_stays_keeps_its_day(world, student):
    with unfenced(reason="a test empties"):
        Profile.objects.filter(student=student).update(data={**WHOLE, "phone": "", "joint_type": ""})
    found(world, student)
    with unfenced(reason="a test mends"):
        Profile.objects.filter(student=student).update(data={**WHOLE, "phone": ""})
    with clock.at(TODAY + timedelta(days=3)):
        assert found(world, student)["missing"] == ["phone"]

    with world.scope(OFFICE).enter():
        assert Finding.objects.get(student=student, rule="missing").found_on == TODAY
    with unfenced(reason="a test mends"):
        Profile.objects.filter(student=student).update(data=WHOLE)
    assert "missing" not in found(world, student)


def test_a_school_checks_its_own_records_only(world):
    with world.scope(OFFICE).enter() as scope:
        school_check(actor=scope)

    with unfenced(reason="a test looks"):
        assert set(Finding.objects.values_list("school_id", flat=True)) == {world["zj_school_a"].pk}
        assert list(QualityDay.objects.values_list("school_id", "students")) == [(world["zj_school_a"].pk, 3)]


@pytest.mark.parametrize("office", ["zj_school_a.school_head", "zj_county_1a.reviewer", "zj.reviewer"])
def test_others_do_not_check(world, office):
    with world.scope(office).enter() as scope, pytest.raises(NotAllowed):
        school_check(actor=scope)


def test_the_night_looks_at_all_first_and_then_at_what_changed(world, student):
    nightly_check()
    with unfenced(reason="a test counts"):
        first = set(Finding.objects.values_list("student_id", "rule"))
        Profile.objects.filter(student=student).update(data={**WHOLE, "phone": ""})
    nightly_check()

    with unfenced(reason="a test counts"):
        second = set(Finding.objects.values_list("student_id", "rule"))
        assert QualityDay.objects.count() == 8
    assert second - first == {(student.pk, "missing")}
    assert not first - second


def test_a_school_check_and_the_night_find_the_same(world):
    for office in ("zj_school_a.registrar", "zj_school_b.registrar"):
        with world.scope(office).enter() as scope:
            school_check(actor=scope)
    with unfenced(reason="a test looks"):
        schools = [world["zj_school_a"].pk, world["zj_school_b"].pk]
        once = set(Finding.objects.filter(school__in=schools).values_list("student_id", "rule"))
        Finding.objects.all().delete()
        QualityDay.objects.all().delete()
    nightly_check()

    with unfenced(reason="a test looks"):
        assert set(Finding.objects.filter(school__in=schools).values_list("student_id", "rule")) == once


def test_every_rule_says_what_to_do_and_on_what_it_stands():
    assert all(str(rule.label) and str(rule.remedy) for rule in RULES)
    assert all(rule.basis_for(key) for rule in RULES for key in ("beijing_2020", "zhejiang_2015", "national_2010"))
    assert words("identity", ["sex"]) == ["与性别不符"]


@pytest.mark.parametrize(
    ("office", "entered", "is_late"),
    [
        ("bj_school_a.registrar", date(2026, 8, 20), True),  # Beijing 14: by the opening day of the term
        ("zj_school_a.registrar", date(2026, 8, 20), False),  # Zhejiang does not regulate it
        ("bj_school_a.registrar", date(2026, 10, 20), False),  # not on the register then
    ],
)
def test_a_school_that_opens_no_registration_of_the_term_has_not_registered_its_students(
    world, office, entered, is_late
):
    school = office.partition(".")[0]
    student = make_student(world, school, registered_on=entered)

    assert ("term" in found(world, student, office)) is is_late
    with unfenced(reason="a test looks"):
        day = QualityDay.objects.get(school=world[school])
        assert (day.term_unopened, day.in_time) == (school == "bj_school_a", 0)
        assert bool(day.due) is (school == "bj_school_a")


def test_a_round_that_is_still_open_is_not_an_unopened_one(world):
    student = make_student(world, "bj_school_a", registered_on=date(2026, 8, 20))
    with unfenced(reason="a test's round"):
        rounds = [row for row in terms_in_force("beijing") if row.starts_on < TODAY]
        for row in rounds:
            Round.objects.create(
                school=world["bj_school_a"], term=row, school_year=row.school_year, number=row.number,
                opens_on=row.starts_on, due_on=date(2026, 11, 20), set_at=clock.now(), is_set_by_school=True,
            )  # fmt: skip
    assert "term" not in found(world, student, "bj_school_a.registrar")


@pytest.mark.parametrize(
    ("today", "is_over", "told"),
    [
        (date(2026, 8, 31), False, "届满"),  # the last day itself
        (date(2026, 9, 1), True, "已满"),
        (date(2026, 6, 2), False, "届满"),
        (date(2026, 6, 1), False, ""),
    ],
)
def test_flexible_study_beyond_its_longest_time(world, today, is_over, told):
    _programme, school_class = programme(world, study_form="flexible", years=3, max_years=6)
    student = placed(make_student(world, "zj_school_a", cohort=2024, entered_on=date(2020, 9, 1)), school_class)
    with clock.at(today):
        assert ("study_length" in found(world, student)) is is_over
        with unfenced(reason="a test watches"):
            texts = [
                FlexibleStudyEnds().text(due, None)
                for due in FlexibleStudyEnds().find(today)
                if due.organization_id == world["zj_school_a"].pk
            ]
    assert [told in text for text in texts] == ([True] if told else [])


@pytest.mark.parametrize("is_opened", [False, True])
def test_from_the_list_a_school_comes_to_the_class_in_which_the_term_is_entered(world, client, is_opened):
    office = "bj_school_a.registrar"
    student = make_student(world, "bj_school_a", registered_on=date(2026, 8, 20))
    if is_opened:
        with world.scope(office).enter():
            term = next(row for row in terms_in_force("beijing") if row.starts_on == date(2026, 9, 1))
            round_for(world["bj_school_a"], term)
    assert "term" in found(world, student, office)
    client.force_login(world.user(office))

    rows = client.get(reverse("quality:findings", args=["term"])).context["lines"]
    [url] = {line.mend_url for line in rows if line.finding.student_id == student.pk}

    assert "2026-2027-1" in url and student.name in client.get(url).content.decode()
