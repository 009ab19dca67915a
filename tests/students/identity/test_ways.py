"""The three ways out of a clash: proof, correction, deletion (Beijing 12, Zhejiang 13)."""

from datetime import date

import pytest

from students.identity.actions import Corrected, claim_withdraw, claims_for, obstacle, statement_make
from students.models import Person, Profile, Student
from tests.cases.test_revocation import revocation
from tests.students.identity.support import again, alike, claimed, opened, recheck, side
from tests.students.registration.test_registration import SEASON, registered
from tests.support.casework import approve, fresh, hand_in, submit
from tests.support.world import identity_number, make_student
from xueji import clock
from xueji.codes.identity import mask
from xueji.database import cipher
from xueji.errors import Conflict, Invalid, NotAllowed, RegisterError
from xueji.organizations.scope import case_effect, unfenced

LATER = date(2026, 9, 30)


def proof(world, school, finding, claim, paper):
    case = opened(world, school, finding, "duplicate_proof", claim=claim)
    hand_in(world, f"{school}.registrar", case, paper)
    return submit(world, f"{school}.registrar", case)


def heard(world, school, finding):
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        return statement_make(actor=scope, finding=finding, statement="该生在本校就读")


def status_of(student):
    with unfenced(reason="a test looks"):
        return Student.objects.get(pk=student.pk).status


def test_proved_to_be_two_people_both_go_on(world):
    mine, theirs = alike(world)
    recheck(world, "zj_school_a")
    case = proof(world, "zj_school_a", side(mine, asks=True), "two_people", "identity_card")
    heard(world, "zj_school_b", side(theirs, asks=False))
    approve(world, "zj_county_1a.reviewer", case)

    assert (fresh(case).state, side(mine, asks=True).state) == ("closed", "proved")
    assert recheck(world, "zj_school_a") == 0
    assert registered(world, [mine]).state == "effective"


@pytest.mark.parametrize(
    "other, deciders",
    [
        ("zj_school_b", ["zj_county_1a"]),
        ("zj_school_c", ["zj_county_1a", "zj_city_1"]),
        ("zj_school_d", ["zj_county_1a", "zj_city_1", "zj"]),
        ("bj_school_a", ["zj_county_1a", "zj_city_1", "zj"]),
    ],
)
def test_the_lowest_level_that_spans_both_decides(world, other, deciders):
    mine, theirs = alike(world, "zj_school_a", other)
    recheck(world, "zj_school_a")
    case = proof(world, "zj_school_a", side(mine, asks=True), "two_people", "identity_card")
    with unfenced(reason="a test looks"):
        seats = list(case.steps.filter(kind="approval").order_by("position").values_list("organization", flat=True))
        parties = set(fresh(case).parties)
    assert seats == [world[body].pk for body in deciders]
    assert world[other].pk not in parties


def test_nobody_decides_before_the_other_side_was_heard_or_its_days_are_over(world):
    mine, theirs = alike(world)
    recheck(world, "zj_school_a")
    case = proof(world, "zj_school_a", side(mine, asks=True), "two_people", "identity_card")
    with pytest.raises(RegisterError, match="陈述"):
        approve(world, "zj_county_1a.reviewer", case)
    assert side(theirs, asks=False).statement_due_on == date(2026, 9, 17)
    with clock.at(LATER):
        assert approve(world, "zj_county_1a.reviewer", case).state == "closed"


def test_a_student_proved_to_be_ours_leaves_the_other_roster(world):
    theirs = make_student(world, "zj_school_b", name="第五归鸿", cohort=2026, status="pending")
    finding = claimed(world, "zj_school_a", theirs)
    case = proof(world, "zj_school_a", finding, "ours", "admission_notice")
    heard(world, "zj_school_b", side(theirs, asks=False))
    approve(world, "zj_county_1a.reviewer", case)
    assert (status_of(theirs), again(finding).state) == ("cancelled", "proved")


def test_who_has_status_elsewhere_is_left_to_that_school(world):
    theirs = make_student(world, "zj_school_b", name="第五归鸿", cohort=2026)
    finding = claimed(world, "zj_school_a", theirs)
    case = proof(world, "zj_school_a", finding, "ours", "admission_notice")
    heard(world, "zj_school_b", side(theirs, asks=False))
    approve(world, "zj_county_1a.reviewer", case)
    assert (status_of(theirs), again(finding).state) == ("studying", "ruled")

    with case_effect(0, reason="the other school ends it"):
        Student.objects.filter(pk=theirs.pk).update(status="withdrawn", left_on=SEASON)
    recheck(world, "zj_school_a")
    assert again(finding).state == "gone"


def test_a_wrongly_entered_record_is_deleted_with_its_history(world):
    mine, _theirs = alike(world)
    recheck(world, "zj_school_a")
    case = opened(world, "zj_school_a", side(mine, asks=True), "duplicate_deletion")
    approve(world, "zj_county_1a.reviewer", submit(world, "zj_school_a.registrar", case))
    assert (status_of(mine), side(mine, asks=True).state) == ("cancelled", "deleted")


def test_a_corrected_number_is_another_person_and_ends_the_clash(world):
    mine, _theirs = alike(world)
    recheck(world, "zj_school_a")
    born = date(2010, 5, 21)
    number = identity_number(born, sequence=122)
    corrected = Corrected(
        birth_date=born, identity_type="1", identity_cipher=cipher.encrypt(number), identity_mask=mask(number)
    )
    case = opened(world, "zj_school_a", side(mine, asks=True), "duplicate_correction", corrected=corrected)
    hand_in(world, "zj_school_a.registrar", case, "identity_proof")
    approve(world, "zj_county_1a.reviewer", submit(world, "zj_school_a.registrar", case))
    with unfenced(reason="a test looks"):
        student = Student.objects.select_related("person").get(pk=mine.pk)
    assert (student.birth_date, student.person.identity_number, student.number_mask[0]) == (born, number, "L")
    assert bytes(student.identity_index) == cipher.blind_index(number)
    assert side(mine, asks=True).state == "corrected"


def everything_of(student):
    with unfenced(reason="a test compares"):
        row = Student.objects.filter(pk=student.pk).values().get()
        data = Profile.objects.filter(student=student.pk).values_list("data", flat=True).get()
        persons = sorted(Person.objects.values_list("pk", flat=True))
    return (
        {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()},
        data,
        persons,
    )


def corrected_to(born, sequence=122):
    number = identity_number(born, sequence=sequence)
    return Corrected(
        name="闻人听松", birth_date=born, identity_type="1", identity_cipher=cipher.encrypt(number),
        identity_mask=mask(number),
    )  # fmt: skip


def taken_back(world, case):
    undoing = submit(world, "zj_school_a.registrar", revocation(world, "zj_school_a.registrar", case))
    return approve(world, "zj_county_1a.reviewer", undoing)


@pytest.fixture
def mended(world):
    """A newcomer whose name, birth and number were corrected; what stood before, the case."""
    mine, _theirs = alike(world)
    recheck(world, "zj_school_a")
    before = everything_of(mine)
    corrected = corrected_to(date(2010, 5, 21))
    case = opened(world, "zj_school_a", side(mine, asks=True), "duplicate_correction", corrected=corrected)
    hand_in(world, "zj_school_a.registrar", case, "identity_proof")
    approve(world, "zj_county_1a.reviewer", submit(world, "zj_school_a.registrar", case))
    return mine, before, case


def test_a_correction_taken_back_restores_exactly_what_was(world, mended):
    mine, before, case = mended
    assert everything_of(mine) != before
    assert taken_back(world, case).state == "closed"
    assert (everything_of(mine), fresh(case).state) == (before, "revoked")
    assert side(mine, asks=True).state == "open"


def test_a_correction_is_not_taken_back_once_its_student_is_registered(world, mended):
    mine, _before, case = mended
    registered(world, [mine])
    with pytest.raises(RegisterError):
        taken_back(world, case)


def test_a_correction_is_not_taken_back_where_the_former_number_is_on_a_register_meanwhile(world, mended):
    mine, before, case = mended
    later = make_student(world, "zj_school_c", name="他人", cohort=2026)
    with unfenced(reason="a test's later record"):
        Student.objects.filter(pk=later.pk).update(person=before[0]["person_id"])
    with pytest.raises(Conflict, match="先处理那一学籍"):
        taken_back(world, case)


def test_a_known_person_keeps_the_number_for_life_through_a_correction(world):
    mine, _theirs = alike(world)
    before = make_student(
        world, "bj_school_a", name="闻人听溪", cohort=2024, status="graduated", left_on=date(2026, 6, 30)
    )
    recheck(world, "zj_school_a")
    with unfenced(reason="a test looks"):
        number = before.person.identity_number
    corrected = Corrected(
        birth_date=before.birth_date, sex="12"[1 - int(number[16]) % 2], identity_type="1", identity_cipher=cipher.encrypt(number),
        identity_mask=mask(number),
    )  # fmt: skip
    case = opened(world, "zj_school_a", side(mine, asks=True), "duplicate_correction", corrected=corrected)
    hand_in(world, "zj_school_a.registrar", case, "identity_proof")
    approve(world, "zj_county_1a.reviewer", submit(world, "zj_school_a.registrar", case))
    with unfenced(reason="a test looks"):
        student = Student.objects.get(pk=mine.pk)
    assert (student.person_id, student.number_mask) == (before.person_id, before.number_mask)


@pytest.mark.parametrize("kind", ["duplicate_correction", "duplicate_deletion"])
def test_a_row_without_a_record_has_nothing_to_correct_or_delete(world, kind):
    theirs = make_student(world, "zj_school_b", name="第五归鸿", cohort=2026)
    finding = claimed(world, "zj_school_a", theirs)
    assert "重新导入" in obstacle(finding, kind)
    with pytest.raises(Conflict):
        opened(world, "zj_school_a", finding, kind)


def test_a_row_without_a_record_is_given_up(world):
    theirs = make_student(world, "zj_school_b", name="第五归鸿", cohort=2026)
    finding = claimed(world, "zj_school_a", theirs)
    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        claim_withdraw(actor=scope, finding=finding)
    assert again(finding).state == "deleted"


def test_one_number_is_never_two_people(world):
    assert claims_for("identity") == ["ours"]
    theirs = make_student(world, "zj_school_b", name="第五归鸿", cohort=2026)
    with pytest.raises(Invalid):
        opened(world, "zj_school_a", claimed(world, "zj_school_a", theirs), "duplicate_proof", claim="two_people")


def test_one_way_at_a_time(world):
    mine, _theirs = alike(world)
    recheck(world, "zj_school_a")
    opened(world, "zj_school_a", side(mine, asks=True), "duplicate_deletion")
    with pytest.raises(Conflict, match="在办"):
        opened(world, "zj_school_a", side(mine, asks=True), "duplicate_proof", claim="two_people")


def test_the_side_that_was_there_first_is_heard_and_opens_nothing(world):
    _mine, theirs = alike(world)
    recheck(world, "zj_school_a")
    with pytest.raises(Conflict):
        opened(world, "zj_school_b", side(theirs, asks=False), "duplicate_deletion")
    with pytest.raises(NotAllowed):
        heard(world, "zj_school_c", side(theirs, asks=False))
