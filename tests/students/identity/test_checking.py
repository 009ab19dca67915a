"""What clashes with what, nationwide; and who learns what of it (Beijing 12, Zhejiang 13)."""

import pytest

from students.identity.models import Clash, DuplicateFinding
from students.identity.spans import span_of
from students.models import Person, Student
from students.registration.actions import registration_open
from tests.students.identity.support import alike, claimed, hits_of, recheck, side
from tests.students.registration.test_registration import newcomer, opened, registered
from tests.support.casework import fresh
from tests.support.world import identity_number, make_student
from xueji.codes.student_number import from_identity
from xueji.database import cipher
from xueji.organizations.scope import case_effect, unfenced


def test_nobody_clashes_with_the_own_record(world):
    assert hits_of(newcomer(world)) == []


@pytest.mark.parametrize("other", ["zj_school_b", "zj_school_d", "bj_school_a", "zj_school_a"])
def test_somebody_alike_is_found_in_the_whole_country(world, other):
    mine, theirs = alike(world, "zj_school_a", other)
    [hit] = hits_of(mine)
    assert (hit.kind, hit.student_id, hit.without_number) == ("likeness", theirs.pk, True)


@pytest.mark.parametrize("changed", [{"name": "闻人听泉"}, {"sex": "1"}])
def test_who_differs_in_name_or_sex_is_not_alike(world, changed):
    mine, theirs = alike(world)
    with case_effect(0, reason="a test"):
        Student.objects.filter(pk=theirs.pk).update(**changed)
    assert hits_of(mine) == []


def test_two_valid_numbers_make_two_people_of_those_who_are_alike(world):
    mine, _theirs = alike(world, document="1")
    assert [hit.without_number for hit in hits_of(mine)] == [False]
    case = opened(world, [mine])
    [verdict] = [v for v in fresh(case).verdicts if v["rule"].endswith("registration_likeness")] or [{}]
    assert verdict.get("outcome", "warning") == "warning"


def test_a_number_for_life_that_somebody_else_has_is_a_clash(world):
    """Somebody's identity number was corrected: the student number made of the old one stays with that person."""
    mine = newcomer(world)
    holder = make_student(
        world, "zj_school_d", name="欧阳远山", status="graduated", cohort=2024, left_on=mine.entered_on
    )
    with case_effect(0, reason="a test gives a number"):
        number = from_identity(Person.objects.get(pk=mine.person_id).identity_number)
        Person.objects.filter(pk=holder.person_id).update(number_index=cipher.blind_index(number))
    assert [(hit.kind, hit.student_id) for hit in hits_of(mine)] == [("number", holder.pk)]


def test_both_schools_get_a_side_and_neither_sees_the_pair(world):
    mine, theirs = alike(world)
    assert recheck(world, "zj_school_a") == 1
    for office, student, asks in (("zj_school_a.registrar", mine, True), ("zj_school_b.registrar", theirs, False)):
        with world.scope(office).enter():
            [finding] = DuplicateFinding.objects.all()
            assert (finding.student_id, finding.asks, Clash.objects.count()) == (student.pk, asks, 0)


@pytest.mark.parametrize(
    "other, sees",
    [
        ("zj_school_b", {"zj_county_1a", "zj_city_1", "zj"}),
        ("zj_school_c", {"zj_city_1", "zj"}),
        ("zj_school_d", {"zj"}),
        ("bj_school_a", set()),
    ],
)
def test_only_a_level_that_spans_both_sees_the_pair(world, other, sees):
    alike(world, "zj_school_a", other)
    recheck(world, "zj_school_a")
    bodies = ("zj_county_1a", "zj_county_1b", "zj_county_2a", "zj_city_1", "zj_city_2", "zj", "bj_district_1", "bj")
    seeing = set()
    for body in bodies:
        with world.scope(f"{body}.reviewer").enter():
            if Clash.objects.exists():
                seeing.add(body)
    assert seeing == sees


@pytest.mark.parametrize(
    "one, other, level",
    [
        ("zj_school_a", "zj_school_b", "county"),
        ("zj_school_a", "zj_school_city", "city"),
        ("zj_school_a", "zj_school_d", "province"),
        ("zj_school_a", "bj_school_a", None),
        ("bj_school_a", "bj_school_body", "province"),
    ],
)
def test_the_lowest_level_that_spans_two_schools(world, one, other, level):
    assert span_of(world[one], world[other]).level == level


def test_asking_twice_writes_one_clash(world):
    alike(world)
    recheck(world, "zj_school_a")
    recheck(world, "zj_school_a")
    with unfenced(reason="a test looks"):
        assert (Clash.objects.count(), DuplicateFinding.objects.count()) == (1, 2)


def test_both_sides_asking_is_one_clash(world):
    mine = newcomer(world, "zj_school_a", name="司马怀瑾")
    other = newcomer(world, "zj_school_c", name="司马怀瑾")
    recheck(world, "zj_school_a")
    recheck(world, "zj_school_c")
    assert side(mine, asks=True).student_id == mine.pk
    assert side(other, asks=False).student_id == other.pk


def test_somebody_alike_without_a_number_is_held_up_until_it_is_settled(world):
    mine, _theirs = alike(world)
    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        case = registration_open(actor=scope, student_ids=[mine.pk])
    with unfenced(reason="a test looks"):
        verdicts = case.items.get().verdicts or case.verdicts
    assert {v["outcome"] for v in verdicts if v["rule"].endswith("registration_likeness")} == {"forbidden"}
    assert side(mine, asks=True).via == "submission"


def test_who_clashes_with_nobody_is_registered(world):
    assert registered(world, [newcomer(world)]).state == "effective"


def test_a_row_of_a_roster_is_kept_without_a_record(world):
    theirs = make_student(world, "zj_school_b", name="第五归鸿", cohort=2026)
    finding = claimed(world, "zj_school_a", theirs)
    assert (finding.kind, finding.student_id, finding.school_id) == ("identity", None, world["zj_school_a"].pk)
    assert identity_number(theirs.birth_date)[:6] in finding.identity_mask or "*" in finding.identity_mask
