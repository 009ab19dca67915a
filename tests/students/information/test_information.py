"""Information changes from draft to effect in both jurisdictions, and back; identity numbers above all."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from students.information.models import InformationChange
from students.matters.actions import matter_change
from students.models import PersonHistory, StatusChange, Student
from tests.students.information.support import (
    DAY,
    another_number,
    handed_up,
    information,
    new_number,
    profile,
    settled,
    stands,
)
from tests.support.casework import approve, fresh, give_back, hand_in, submit
from tests.support.world import identity_number, make_student, mask
from tests.transfers.support import opened
from xueji import clock
from xueji.cases.models import Case, Item
from xueji.cases.registry import get
from xueji.cases.revocation.actions import revocation_open
from xueji.database import cipher
from xueji.errors import Conflict, Invalid, RuleViolated
from xueji.organizations.scope import Scope, case_effect, unfenced


@pytest.fixture(autouse=True)
def _september():
    with clock.at(DAY):
        yield


def undo(case):
    with case_effect(case.pk, reason="a test undoes") as scope:
        get(case.kind).undo(fresh(case), list(Item.objects.filter(case=case)), scope)


def ledger(student):
    with unfenced(reason="a test looks"):
        return StatusChange.objects.get(student=student, kind="information")


def address_change(world, school, **more):
    student = world.student(school)
    profile(student, home_address="青塘路1号")
    fields = {"entries": {"home_address": "云汀路1号"}, "before": {"home_address": "青塘路1号"}}
    return information(world, school, [student], **fields, **more)


def test_beijing_the_school_alone_changes_an_address(world):
    case = settled(world, "bj_school_a", address_change(world, "bj_school_a"), "residence_proof")
    assert stands(world.student("bj_school_a"))[1] == {"home_address": "云汀路1号"}
    assert fresh(case).state == "closed"


def test_zhejiang_the_county_handles_it_too(world):
    case = handed_up(world, "zj_school_a", address_change(world, "zj_school_a"), "residence_proof")
    approve(world, "zj_school_a.school_head", case)
    assert stands(world.student("zj_school_a"))[1] == {"home_address": "青塘路1号"}
    approve(world, "zj_county_1a.reviewer", case)
    assert stands(world.student("zj_school_a"))[1] == {"home_address": "云汀路1号"}


def test_without_the_paper_it_stays_a_draft(world):
    with pytest.raises(RuleViolated) as refused:
        handed_up(world, "bj_school_a", address_change(world, "bj_school_a"))
    assert [need.key for need in refused.value.verdicts.missing_evidence] == ["household_register"]


def test_the_ledger_holds_old_and_new(world):
    settled(world, "bj_school_a", address_change(world, "bj_school_a"), "residence_proof")
    row = ledger(world.student("bj_school_a"))
    assert (row.before, row.after) == ({"profile.home_address": "青塘路1号"}, {"profile.home_address": "云汀路1号"})
    assert (row.from_status, row.to_status, row.note) == ("studying", "studying", "家庭现住址")


def test_a_new_name_is_found_by_its_own_keys(world):
    student = world.student("bj_school_a")
    case = information(world, "bj_school_a", [student], name="陈雨彤", before={"name": student.name})
    settled(world, "bj_school_a", case, "household_register")
    record = stands(student)[0]
    assert (record.name, record.name_key, record.initials) == ("陈雨彤", "chen yu tong", "cyt")


def test_an_entry_that_changed_meanwhile_is_a_conflict(world):
    case = handed_up(world, "bj_school_a", address_change(world, "bj_school_a"), "residence_proof")
    profile(world.student("bj_school_a"), home_address="别处")
    with pytest.raises(Conflict, match="家庭现住址.*另有变更"):
        approve(world, "bj_school_a.school_head", case)


def test_undo_restores_entries_that_were_not_there(world):
    student = world.student("bj_school_a")
    case = information(
        world, "bj_school_a", [student], entries={"police_station": "云汀派出所"}, before={"police_station": ""}
    )
    settled(world, "bj_school_a", case, "household_register")
    undo(case)
    assert stands(student)[1] == {}


def identity_change(world, school, number=None, **more):
    student = world.student(school)
    number = number or another_number(student)
    return number, information(
        world, school, [student], before={"identity_number": student.identity_mask}, **new_number(number), **more
    )


def test_a_new_identity_number_reaches_person_and_records(world):
    number, case = identity_change(world, "bj_school_a")
    before = stands(world.student("bj_school_a"))
    settled(world, "bj_school_a", case, "police_certificate")
    record, _data, person = stands(world.student("bj_school_a"))
    assert person.identity_number == number
    assert bytes(person.identity_index) == bytes(record.identity_index) == cipher.blind_index(number)
    assert person.identity_mask == record.identity_mask == mask(number)
    assert (person.number_mask, bytes(person.number_index)) == (before[2].number_mask, bytes(before[2].number_index))


def test_the_student_number_stays_for_life(world):
    before = stands(world.student("bj_school_a"))[2].student_number
    _number, case = identity_change(world, "bj_school_a")
    settled(world, "bj_school_a", case, "police_certificate")
    assert stands(world.student("bj_school_a"))[2].student_number == before


def test_the_old_number_stays_in_history_encrypted(world):
    student = world.student("bj_school_a")
    old = stands(student)[2].identity_number
    _number, case = identity_change(world, "bj_school_a")
    settled(world, "bj_school_a", case, "police_certificate")
    with unfenced(reason="a test looks"):
        kept = PersonHistory.objects.filter(pgh_obj=student.person_id).latest("pgh_id")
    assert cipher.decrypt(kept.identity_cipher) == old


def test_undo_puts_the_old_number_back(world):
    before = stands(world.student("bj_school_a"))
    _number, case = identity_change(world, "bj_school_a")
    settled(world, "bj_school_a", case, "police_certificate")
    undo(case)
    record, _data, person = stands(world.student("bj_school_a"))
    assert person.identity_number == before[2].identity_number
    assert bytes(record.identity_index) == bytes(before[0].identity_index)
    assert (record.identity_mask, record.identity_type) == (before[0].identity_mask, before[0].identity_type)


def test_former_records_of_the_person_follow(world):
    student = world.student("bj_school_a")
    with case_effect(0, reason="a test"):
        former = Student.objects.get(pk=student.pk)
        former.pk, former._state.adding = None, True
        former.school, former.status = world["bj_school_b"], "transferred"
        former.programme, former.school_class = world.programmes["bj_school_b"], world.classes["bj_school_b.2025"]
        former.save(force_insert=True)
    number, case = identity_change(world, "bj_school_a")
    settled(world, "bj_school_a", case, "police_certificate")
    with unfenced(reason="a test looks"):
        assert Student.objects.get(pk=former.pk).identity_mask == mask(number)


def test_no_plain_number_is_kept_anywhere(world):
    number, case = identity_change(world, "bj_school_a")
    settled(world, "bj_school_a", case, "police_certificate")
    with unfenced(reason="a test looks"), connection.cursor() as cursor:
        for table in (
            "cases_case",
            "cases_item",
            "information_informationchange",
            "students_statuschange",
            "audit_event",
        ):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{number}%"])
            assert cursor.fetchone()[0] == 0, table


def test_somebody_elses_number_is_refused(world):
    taken = stands(world.student("bj_school_b"))[2].identity_number
    student = world.student("bj_school_a")
    case = information(
        world, "bj_school_a", [student], before={"identity_number": student.identity_mask}, **new_number(taken)
    )
    with pytest.raises(RuleViolated) as refused:
        handed_up(world, "bj_school_a", case, "police_certificate")
    assert "beijing_2020.information_duplicate" in [each.rule for each in refused.value.verdicts.forbidden]


@pytest.mark.parametrize(
    "birth, together, refused",
    [
        (date(2009, 5, 20), {}, False),
        (date(2009, 6, 21), {}, True),
        (date(2009, 6, 21), {"birth_date": date(2009, 6, 21)}, False),
    ],
)
def test_number_and_birth_date_change_together(world, birth, together, refused):
    student = world.student("bj_school_a")
    number = another_number(student, birth=birth)
    before = {"identity_number": student.identity_mask} | dict.fromkeys(together, student.birth_date.isoformat())
    case = information(world, "bj_school_a", [student], before=before, **new_number(number), **together)
    if not refused:
        settled(world, "bj_school_a", case, "police_certificate")
        assert stands(student)[0].birth_date == birth
        return
    with pytest.raises(RuleViolated) as stopped:
        handed_up(world, "bj_school_a", case, "police_certificate")
    assert [verdict.rule for verdict in stopped.value.verdicts.forbidden] == ["beijing_2020.information_identity"]


def test_a_birth_date_alone_contradicts_the_number(world):
    student = world.student("bj_school_a")
    case = information(
        world,
        "bj_school_a",
        [student],
        birth_date=date(2009, 6, 21),
        before={"birth_date": student.birth_date.isoformat()},
    )
    with pytest.raises(RuleViolated):
        handed_up(world, "bj_school_a", case, "police_certificate")


@pytest.mark.parametrize("who", ["bj_school_a.registrar", "nobody"])
def test_nobody_changes_a_number_outside_a_case(world, who):
    student = world.student("bj_school_a")
    number = another_number(student)
    scope = world.scope(who) if who != "nobody" else Scope.of_student(user_id=0, person_id=student.person_id)
    with pytest.raises(DatabaseError), transaction.atomic(), scope.enter(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT xj_identities_replace(%s::bigint[], %s::text[], %s::bytea[], %s::bytea[], %s::text[])",
            [[student.person_id], ["1"], [cipher.blind_index(number)], [cipher.encrypt(number)], [mask(number)]],
        )


@pytest.mark.parametrize("school, blocked", [("bj_school_a", False), ("zj_school_a", True)])
def test_graduates(world, school, blocked):
    graduate = make_student(world, school, name="许清和", cohort=2024, status="graduated", left_on=date(2026, 7, 1))
    case = information(world, school, [graduate], name="许清禾", before={"name": "许清和"})
    case = handed_up(world, school, case, "household_register")
    approve(world, f"{school}.school_head", case)
    if blocked:
        approve(world, "zj_county_1a.reviewer", case)
        with pytest.raises(Invalid, match="作例外须写明理由"):
            approve(world, "zj_city_1.reviewer", case)
        approve(world, "zj_city_1.reviewer", case, exceptions={"zhejiang_2015.information_graduates": "公安机关已更正"})
    record = stands(graduate)[0]
    assert (record.name, record.status) == ("许清禾", "graduated")


def test_it_stands_beside_a_transfer_of_the_same_student(world):
    opened(world, "zj_school_a", "zj_school_d")
    case = handed_up(world, "zj_school_a", address_change(world, "zj_school_a"), "residence_proof")
    with unfenced(reason="a test looks"):
        assert not Item.objects.filter(case=case, binds=True).exists()
        assert Case.objects.get(pk=case.pk).state == "running"


def renamed_street(world, count):
    students = [make_student(world, "bj_school_a", name=f"学生{number}") for number in range(count)]
    for number, student in enumerate(students):
        profile(student, home_address=f"青塘街{number}号")
    scope = world.scope("bj_school_a.registrar")
    rows = [
        InformationChange(
            student=student,
            applied_on=DAY,
            student_consent=True,
            entries={"home_address": f"云汀街{number}号"},
            before={"home_address": f"青塘街{number}号"},
        )
        for number, student in enumerate(students)
    ]
    from students.matters.actions import matter_open
    from students.matters.kind import matter_kind

    with scope.enter():
        case = matter_open(actor=scope, kind=matter_kind("information"), matters=rows)
    return students, handed_up(world, "bj_school_a", case, "residence_proof")


def test_300_addresses_are_one_set_based_effect(world):
    students, case = renamed_street(world, 300)
    with CaptureQueriesContext(connection) as queries:
        approve(world, "bj_school_a.school_head", case)
    assert stands(students[299])[1] == {"home_address": "云汀街299号"}
    with unfenced(reason="a test looks"):
        assert StatusChange.objects.filter(case_id=case.pk).count() == 300
    assert len(queries) < 120


def test_a_case_of_its_own_takes_a_number_back(world):
    before = stands(world.student("bj_school_a"))[2].identity_number
    _number, case = identity_change(world, "bj_school_a")
    settled(world, "bj_school_a", case, "police_certificate")
    scope = world.scope("bj_school_a.registrar")
    with scope.enter():
        undoing = revocation_open(actor=scope, case=fresh(case), reason="公安机关撤销了更正。")
    approve(world, "bj_school_a.school_head", submit(world, "bj_school_a.registrar", undoing))
    assert stands(world.student("bj_school_a"))[2].identity_number == before


def test_what_was_changed_again_is_not_taken_back(world):
    _number, case = identity_change(world, "bj_school_a")
    settled(world, "bj_school_a", case, "police_certificate")
    student = stands(world.student("bj_school_a"))[0]
    again = information(
        world,
        "bj_school_a",
        [student],
        before={"identity_number": student.identity_mask},
        **new_number(identity_number(student.birth_date, sequence=888)),
    )
    settled(world, "bj_school_a", again, "police_certificate")
    scope = world.scope("bj_school_a.registrar")
    with scope.enter(), pytest.raises((Conflict, RuleViolated)):
        undoing = revocation_open(actor=scope, case=fresh(case), reason="有误。")
        submit(world, "bj_school_a.registrar", undoing)


def corrected_to_a_name(world, case):
    """The registrar makes of the change of an address one of the name."""
    student = world.student("zj_school_a")
    row = InformationChange(
        student=student, applied_on=DAY, student_consent=True, proof_received_on=DAY,
        name="陈雨彤", before={"name": student.name},
    )  # fmt: skip
    with world.scope("zj_school_a.registrar").enter() as scope:
        matter_change(actor=scope, kind=get("information"), case=fresh(case), matters=[row])
    hand_in(world, "zj_school_a.registrar", case, "household_register")


@pytest.mark.parametrize("who", ["zj_school_a.school_head", "zj_county_1a.reviewer"])
def test_a_light_change_corrected_to_a_strict_one_passes_the_county(world, who):
    """Whoever sent it back: the county decides on what it says now, and nothing is changed before."""
    case = handed_up(world, "zj_school_a", address_change(world, "zj_school_a"), "residence_proof")
    if who != "zj_school_a.school_head":
        approve(world, "zj_school_a.school_head", case)
    give_back(world, who, case)
    corrected_to_a_name(world, case)
    submit(world, "zj_school_a.registrar", case)
    approve(world, "zj_school_a.school_head", case)

    assert fresh(case).state == "running"
    assert stands(world.student("zj_school_a"))[0].name != "陈雨彤"
    approve(world, "zj_county_1a.reviewer", case)
    assert stands(world.student("zj_school_a"))[0].name == "陈雨彤"
