"""One person under two numbers: merged by a case, taken back exactly, refused where a person would have two of one thing."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection

from students.identity.merging.actions import other_person_find
from students.identity.models import Clash, FormerNumber, PersonMerge
from students.identity.numbers import persons_with
from students.models import Person, StatusChange, Student
from tests.cases.test_revocation import revocation
from tests.students.identity.merging import BORN, NAME, PASSPORT, agreed, draft, handed_up, number_of, with_passport
from tests.students.identity.support import recheck, side
from tests.students.registration.test_registration import newcomer
from tests.support.casework import approve, fresh, submit
from tests.support.world import make_student
from xueji import clock
from xueji.audit.models import Event
from xueji.cases.models import Case, Item
from xueji.database import cipher
from xueji.errors import Conflict, Invalid, NotAllowed, RegisterError, RuleViolated
from xueji.organizations.models import User
from xueji.organizations.scope import unfenced

GONE = {"status": "withdrawn", "left_on": date(2026, 1, 9)}


def everything(*students):
    """Every row that says whose something is, to be compared before and after."""
    with unfenced(reason="a test compares"):
        persons = {student.person_id for student in students}
        rows = {
            "persons": list(Person.objects.filter(pk__in=persons).order_by("pk").values()),
            "records": list(Student.objects.filter(pk__in=[one.pk for one in students]).order_by("pk").values()),
            "formers": list(
                FormerNumber.objects.filter(person__in=persons).order_by("index").values_list("person", "index", "kind")
            ),
            "users": list(User.objects.filter(person_id__in=persons).order_by("pk").values_list("pk", "person_id")),
            "changes": list(
                StatusChange.objects.filter(student__in=students, undone_by=None, undoes=None)
                .order_by("pk").values_list("pk", "person_id")
            ),
        }  # fmt: skip
    return {name: [_plain(row) for row in found] for name, found in rows.items()}


def _plain(row):
    values = row.items() if isinstance(row, dict) else enumerate(row)
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values}


@contextmanager
def refused(said):
    """The rules say no, in these words among others."""
    with pytest.raises(RuleViolated) as caught:
        yield
    assert said in " ".join(verdict.reason for verdict in caught.value.verdicts)


def looked(student):
    with unfenced(reason="a test looks"):
        return Student.objects.select_related("person").get(pk=student.pk)


@pytest.fixture
def two(world):
    """A graduate-to-be of school A who came with a passport, and a former record elsewhere under a citizen number."""
    return with_passport(world, entered_on=date(2024, 9, 1)), make_student(
        world, "zj_school_b", name=NAME, birth_date=BORN, **GONE
    )


def test_two_become_one_with_the_older_number_and_the_proved_document(world, two):
    mine, theirs = two
    older, number = looked(mine).person.student_number, number_of(theirs)
    newer = looked(theirs).person.student_number
    case = agreed(world, handed_up(world, mine, number))

    assert fresh(case).state == "closed"
    person = looked(mine).person
    assert looked(theirs).person_id == person.pk
    assert (person.student_number, person.identity_number, person.identity_type) == (older, number, "1")
    for record in (looked(mine), looked(theirs)):
        assert bytes(record.identity_index) == cipher.blind_index(number)
        assert bytes(record.number_index) == cipher.blind_index(older)
        assert (record.number_mask, record.identity_mask) == (person.number_mask, person.identity_mask)
    with world.scope("zj_school_a.registrar").enter():
        assert persons_with(newer) == persons_with(PASSPORT) == [person.pk]
    with unfenced(reason="a test looks"):
        assert set(StatusChange.objects.filter(student=theirs).values_list("person", flat=True)) == {person.pk}
        assert not Person.objects.filter(pk=two[1].person_id).exclude(pk=person.pk).exists()


def test_a_temporary_number_gives_way_to_a_formal_one(world):
    mine = newcomer(world, "zj_school_a", name=NAME, birth_date=BORN)
    theirs = make_student(world, "zj_school_b", name=NAME, birth_date=BORN, **GONE)
    formal, number = looked(theirs).person.student_number, number_of(theirs)
    assert looked(mine).number_mask.startswith("L")
    agreed(world, handed_up(world, mine, number, document="other"))
    assert looked(mine).person.student_number == formal
    assert (looked(mine).person_id, looked(mine).status) == (theirs.person_id, "pending")


def test_a_merge_taken_back_leaves_nothing_but_the_two_changes(world, two):
    mine, theirs = two
    with unfenced(reason="a test's accounts"):
        User.objects.create_user(username="listener", password="x", name=NAME, person_id=theirs.person_id)
    before = everything(mine, theirs)
    case = agreed(world, handed_up(world, mine, number_of(theirs)))
    assert everything(mine, theirs) != before

    undoing = submit(world, "zj_school_a.registrar", revocation(world, "zj_school_a.registrar", case))
    agreed(world, undoing)
    assert fresh(case).state == "revoked"
    assert everything(mine, theirs) == before


def test_a_clash_that_it_settled_is_open_again_when_it_is_taken_back(world):
    theirs = make_student(world, "zj_school_b", name=NAME, birth_date=BORN, **GONE)
    mine = newcomer(world, "zj_school_a", name=NAME, birth_date=BORN)
    number = number_of(theirs)
    with unfenced(reason="a test's earlier number"):
        FormerNumber.objects.create(
            person=theirs.person, kind="identity", index=bytes(looked(mine).identity_index), cipher=b"x", mask="x",
            source="试", added_on=BORN,
        )  # fmt: skip
    recheck(world, "zj_school_a")
    assert side(mine, asks=True).kind == "number"
    case = agreed(world, handed_up(world, mine, number))
    assert side(mine, asks=True).state == "merged"
    undoing = submit(world, "zj_school_a.registrar", revocation(world, "zj_school_a.registrar", case))
    agreed(world, undoing)
    with unfenced(reason="a test looks"):
        assert Clash.objects.get().state == "open"


@pytest.mark.parametrize(
    "other, deciders", [("zj_school_b", 1), ("zj_school_c", 2), ("zj_school_d", 3), ("bj_school_a", 3)]
)
def test_the_lowest_level_that_spans_every_record_decides(world, other, deciders):
    mine = with_passport(world)
    theirs = make_student(world, other, name=NAME, birth_date=BORN, **GONE)
    case = handed_up(world, mine, number_of(theirs))
    with unfenced(reason="a test looks"):
        steps = case.steps.filter(kind="approval").order_by("position").values_list("organization__name", flat=True)
        assert list(steps) == [world[body].name for body in ("zj_county_1a", "zj_city_1", "zj")[:deciders]]
        assert world[other].pk not in fresh(case).parties


@pytest.mark.parametrize(
    "changes, refused",
    [
        ({}, "都有在册学籍"),
        ({"status": "graduated", "left_on": date(2026, 1, 9)}, ""),
    ],
)
def test_at_most_one_open_record_comes_of_it(world, changes, refused):
    mine = with_passport(world)
    theirs = make_student(world, "zj_school_b", name=NAME, birth_date=BORN, **changes)
    case = draft(world, mine, number_of(theirs))
    said = " ".join(verdict["reason"] for verdict in fresh(case).verdicts if verdict["outcome"] == "forbidden")
    assert (refused in said) if refused else not said


def test_of_two_schools_that_ask_for_the_same_two_the_second_waits(world, two):
    mine, theirs = two
    one = handed_up(world, mine, number_of(theirs))
    with refused("在办"):
        handed_up(world, theirs, PASSPORT, school="zj_school_b", document="own")
    agreed(world, one)
    with pytest.raises(Invalid, match="已经登记在该生名下"):
        draft(world, theirs, PASSPORT, school="zj_school_b")


def test_who_does_not_look_alike_needs_the_police(world):
    mine = with_passport(world)
    theirs = make_student(world, "zj_school_b", name="另一姓名", birth_date=BORN, **GONE)
    with pytest.raises(RegisterError):
        handed_up(world, mine, number_of(theirs), paper="household_register")


def test_it_waits_for_a_case_that_is_under_way_for_either(world, two):
    mine, theirs = two
    case = draft(world, mine, number_of(theirs))
    with unfenced(reason="a test's other case"):
        other = Case.objects.create(
            kind="leave", policy_key="zhejiang_2015", title="休学", state="running", opened_for=world["zj_school_b"],
            opened_by=world.user("zj_school_b.registrar"), created_at=clock.now(), submitted_at=clock.now(),
            parties=[], viewers=[],
        )  # fmt: skip
        Item.objects.create(case=other, position=1, person_id=theirs.person_id, student_id=theirs.pk, binds=True)
    with refused("在办"):
        submit(world, "zj_school_a.registrar", case)


def test_what_began_after_the_submission_is_seen_at_the_last_decision(world, two):
    mine, theirs = two
    case = handed_up(world, mine, number_of(theirs))
    again = make_student(world, "zj_school_c", name=NAME, birth_date=date(2010, 3, 15))
    with unfenced(reason="a test's later record"):
        Student.objects.filter(pk=again.pk).update(person=theirs.person_id)
    with refused("在册"):
        agreed(world, case)
    assert looked(theirs).person_id == theirs.person_id != looked(mine).person_id


def test_what_was_built_on_it_stands_against_taking_it_back(world, two):
    mine, theirs = two
    case = agreed(world, handed_up(world, mine, number_of(theirs)))
    with unfenced(reason="a test's later case"):
        Item.objects.create(case=_later(world, case), position=1, person_id=looked(mine).person_id, student_id=mine.pk)
    undoing = revocation(world, "zj_school_a.registrar", case)
    with refused("先处理这一件"):
        submit(world, "zj_school_a.registrar", undoing)


def _later(world, case):
    return Case.objects.create(
        kind="leave", policy_key="zhejiang_2015", title="休学", state="closed", opened_for=world["zj_school_a"],
        opened_by=world.user("zj_school_a.registrar"), created_at=clock.now(), submitted_at=clock.now(),
        effective_at=clock.now(), closed_at=clock.now(), parties=[], viewers=[],
    )  # fmt: skip


def test_a_document_changed_since_stands_against_taking_it_back(world, two):
    mine, theirs = two
    case = agreed(world, handed_up(world, mine, number_of(theirs)))
    with unfenced(reason="a test's later number"):
        Person.objects.filter(pk=looked(mine).person_id).update(identity_index=cipher.blind_index("E99"))
    undoing = revocation(world, "zj_school_a.registrar", case)
    with refused("证件号又有变更"):
        submit(world, "zj_school_a.registrar", undoing)


def test_a_number_that_nobody_has_is_no_second_number(world):
    mine = with_passport(world)
    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        own = Student.objects.get(pk=mine.pk)
        with pytest.raises(Invalid, match="没有登记"):
            other_person_find(actor=scope, student=own, typed="E00000000")
        with pytest.raises(Invalid, match="已经登记在该生名下"):
            other_person_find(actor=scope, student=own, typed=PASSPORT)
    with unfenced(reason="a test looks"):
        assert Event.objects.filter(kind="other_number_looked_up", subject_id=mine.pk).count() == 2


def test_only_the_own_school_asks_and_once(world, two):
    mine, theirs = two
    draft(world, mine, number_of(theirs))
    with pytest.raises(Conflict, match="在办"):
        draft(world, mine, number_of(theirs))
    with pytest.raises((NotAllowed, Student.DoesNotExist)):
        draft(world, mine, number_of(theirs), school="zj_school_b")


def test_the_case_says_nothing_of_the_other_school_to_who_does_not_span_it(world, client):
    mine = with_passport(world)
    theirs = make_student(world, "zj_school_c", name=NAME, birth_date=BORN, **GONE)
    case = handed_up(world, mine, number_of(theirs))
    for office, sees in (
        ("zj_school_a.registrar", False),
        ("zj_county_1a.reviewer", False),
        ("zj_city_1.reviewer", True),
    ):
        client.force_login(world.user(office))
        page = client.get(f"/cases/{case.pk}/").content.decode()
        assert (world["zj_school_c"].name in page) is sees, office
        assert number_of(theirs) not in page


@pytest.mark.parametrize(
    "office", ["zj_school_a.registrar", "zj_county_1a.reviewer", "zj_city_1.reviewer", "zj.reviewer"]
)
def test_each_number_finds_the_student_at_every_level_and_leaks_nowhere(world, two, client, office):
    mine, theirs = two
    numbers = [PASSPORT, number_of(theirs), looked(mine).person.student_number, looked(theirs).person.student_number]
    agreed(world, handed_up(world, mine, number_of(theirs)))
    client.force_login(world.user(office))
    for number in numbers:
        found = client.post("/students/search/", {"q": number}, follow=True)
        assert f"/students/{mine.pk}/" in found.content.decode(), number
        assert not [url for url, _status in found.redirect_chain if number in url]
    with unfenced(reason="a test reads what was recorded"):
        said = str(list(Event.objects.values()))
    assert not [number for number in numbers if number in said]


def test_a_stranger_finds_nothing_by_any_number(world, two, client):
    mine, theirs = two
    agreed(world, handed_up(world, mine, number_of(theirs)))
    client.force_login(world.user("zj_school_c.registrar"))
    for number in (PASSPORT, number_of(theirs)):
        page = client.post("/students/search/", {"q": number}, follow=True).content.decode()
        assert f"/students/{mine.pk}/" not in page and f"/students/{theirs.pk}/" not in page
    assert client.get(f"/students/duplicates/merge/{mine.pk}/").status_code == 404
    assert client.post(f"/students/duplicates/merge/{mine.pk}/", {"number": PASSPORT}).status_code == 404


def test_no_table_is_forgotten(world):
    """Tables that name a person and no record are told to the functions one by one; a new one has to be."""
    with unfenced(reason="a test reads the catalogue"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name FROM information_schema.columns c JOIN pg_class t ON t.relname = c.table_name"
            " WHERE c.column_name = 'person_id' AND t.relkind = 'r' AND NOT EXISTS (SELECT FROM"
            " information_schema.columns r WHERE r.table_name = c.table_name AND r.column_name = 'student_id') ORDER BY 1"
        )
        found = [name for (name,) in cursor.fetchall()]
    assert found == [
        "identity_formernumber", "organizations_user", "students_student", "students_studenthistory",
    ]  # fmt: skip


def test_the_row_is_not_for_strangers(world, two):
    mine, theirs = two
    draft(world, mine, number_of(theirs))
    for office, count in (("zj_school_a.registrar", 1), ("zj_school_b.registrar", 0), ("bj_school_a.registrar", 0)):
        with world.scope(office).enter():
            assert PersonMerge.objects.count() == count


def test_reviewers_of_another_county_decide_nothing(world, two):
    mine, theirs = two
    case = handed_up(world, mine, number_of(theirs))
    with pytest.raises((RegisterError, Case.DoesNotExist)):
        approve(world, "zj_county_1b.reviewer", case)
