"""Taking a whole import back."""

import pytest

from students.admission.models import Admission
from students.models import Person, Profile, Programme, Roster, SchoolClass, Student
from students.rosters.actions import roster_undo_start
from students.rosters.undo import in_the_way, undo_roster
from tests.support.rosters import name_of, row, rows
from xueji.audit.models import Event
from xueji.errors import Conflict, NotAllowed
from xueji.organizations.scope import unfenced


@pytest.fixture
def undone(world):
    """undone(): the newest committed roster taken back, as the job does it."""

    def go() -> Roster:
        scope = world.scope("zj_school_a.registrar")
        with scope.enter():
            roster = Roster.objects.filter(state="committed").first()
            roster = roster_undo_start(actor=scope, roster=roster)
        return undo_roster(actor=scope, roster=roster)

    return go


def everything(world) -> list:
    with world.scope("zj_school_a.registrar").enter():
        return [
            list(Student.objects.order_by("id").values()),
            list(Profile.objects.order_by("id").values("student_id", "data")),
            list(Programme.objects.filter(school=world["zj_school_a"]).order_by("id").values()),
            list(SchoolClass.objects.filter(school=world["zj_school_a"]).order_by("id").values()),
            Admission.objects.count(),
        ]


def persons() -> int:
    with unfenced(reason="a test counts"):
        return Person.objects.count()


def test_an_undone_import_leaves_the_register_as_it_was(import_rows, undone, world):
    before, known = everything(world), persons()
    import_rows([row(position, 专业简称="会计事务", 班级名称="26会计9班") for position in range(3)])

    roster = undone()

    assert (everything(world), persons()) == (before, known)
    assert (roster.state, roster.counts["removed"]) == ("undone", 3)


def test_a_changed_record_is_as_it_was_before(import_rows, undone, world):
    import_rows(rows(2))
    before = everything(world)
    import_rows([row(0, 姓名="陈语彤", 联系电话="13800000000", 班级名称="26新二班"), row(1), row(2)])

    roster = undone()

    assert everything(world) == before
    assert (roster.counts["removed"], roster.counts["restored"]) == (1, 1)


def test_undone_twice_is_undone_once(import_rows, undone, world):
    import_rows(rows(1))
    roster = undone()

    assert undo_roster(actor=world.scope("zj_school_a.registrar"), roster=roster).state == "undone"
    with world.scope("zj_school_a.registrar").enter(), pytest.raises(Conflict):
        roster_undo_start(actor=world.scope("zj_school_a.registrar"), roster=roster)


def test_what_was_undone_can_be_imported_again(import_rows, undone, world):
    import_rows(rows(2))
    undone()
    again = import_rows(rows(2))

    assert (len(again.new), again.rejected) == (2, 0)


def test_a_later_import_of_the_same_students_stands_in_the_way(import_rows, world):
    import_rows(rows(2))
    import_rows([row(0, 姓名="陈语彤")])

    with world.scope("zj_school_a.registrar").enter():
        first = Roster.objects.order_by("id").first()
        found = in_the_way(first)
    assert [each.name for each in found] == ["陈语彤"]
    assert "名册.xlsx" in found[0].why


def test_a_student_with_a_later_record_stands_in_the_way(import_rows, undone, world):
    import_rows(rows(2))
    with world.scope("zj_school_a.registrar").enter():
        Profile.objects.filter(student__name=name_of(1)).update(data={"phone": "13911112222"})

    with pytest.raises(Conflict):
        undone()

    with world.scope("zj_school_a.registrar").enter():
        roster = Roster.objects.get()
        assert Student.objects.filter(roster_id=roster.pk).count() == 2
    assert roster.state == "committed"
    assert [(name, why) for _pk, name, why in roster.undo_refusal] == [(name_of(1), "导入之后资料又改过")]


def test_an_undo_that_dies_leaves_everything_and_is_done_again(import_rows, world, monkeypatch):
    import_rows(rows(2))
    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        roster = roster_undo_start(actor=scope, roster=Roster.objects.get())

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("students.rosters.undo.event_record", die)
        undo_roster(actor=scope, roster=roster)
    with scope.enter():
        assert Student.objects.filter(roster_id=roster.pk).count() == 2

    assert undo_roster(actor=scope, roster=roster).state == "undone"


def test_an_undo_is_told_to_the_audit_without_persons(import_rows, undone, world):
    import_rows(rows(2))
    undone()

    with world.scope("zj_school_a.registrar").enter():
        event = Event.objects.get(kind="roster_undone")
    assert event.data == {"removed": 2, "restored": 0, "persons": 2, "classes": 0, "programmes": 0}


def test_only_who_keeps_the_students_may_undo(import_rows, world):
    import_rows(rows(1))
    scope = world.scope("zj_school_a.school_head")

    with scope.enter(), pytest.raises(NotAllowed):
        roster_undo_start(actor=scope, roster=Roster.objects.get())
