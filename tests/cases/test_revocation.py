"""Undo as a case of its own: the register is what it was, once, and only where nothing was built on it."""

import pytest
from django.db import IntegrityError, transaction

from students.models import StatusChange, Student
from tests.support.casework import approve, fresh, records_of, steps_of, submit
from tests.transfers.support import WINDOW, accepted, submitted
from xueji import clock
from xueji.cases.actions import case_withdraw
from xueji.cases.models import Case, Item
from xueji.cases.revocation.actions import revocation_open
from xueji.errors import Conflict, Invalid, NotAllowed, RuleViolated
from xueji.organizations.scope import case_effect, unfenced

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_window():
    with clock.at(WINDOW):
        yield


@pytest.fixture
def done(world) -> Case:
    """A transfer inside one county that took effect."""
    case = accepted(world, submitted(world, destination="zj_school_b"), "zj_school_b")
    approve(world, "zj_county_1a.reviewer", case)
    return approve(world, "zj_city_1.reviewer", case)


def revocation(world, office, case, reason="学生户籍并未迁移，材料有误。", **options) -> Case:
    scope = world.scope(office)
    with scope.enter():
        return revocation_open(actor=scope, case=fresh(case), reason=reason, **options)


def through(world, undoing: Case) -> Case:
    submit(world, "zj_school_a.registrar", undoing)
    for office in ("zj_school_b.school_head", "zj_county_1a.reviewer", "zj_city_1.reviewer"):
        approve(world, office, undoing)
    return fresh(undoing)


def columns(student: Student) -> dict:
    with unfenced(reason="a test looks"):
        return Student.objects.filter(pk=student.pk).values().get()


class TestTheChain:
    def test_is_the_originals_once_more(self, world, done):
        undoing = submit(world, "zj_school_a.registrar", revocation(world, "zj_school_a.registrar", done))
        assert [(code, kind) for code, kind, _state in steps_of(undoing)] == [
            (code, kind) for code, kind, _state in steps_of(done)
        ]

    def test_puts_a_county_that_opens_it_in_front_and_tells_its_schools(self, world, done):
        undoing = revocation(world, "zj_county_1a.chief", done)
        assert [(code, kind) for code, kind, _state in steps_of(undoing)] == [
            ("339801", "submission"),
            ("3398010001", "filing"),
            ("3398010002", "filing"),
            ("339801", "approval"),
            ("339800", "approval"),
        ]

    def test_cites_the_article_on_orders_to_correct(self, world, done):
        undoing = revocation(world, "zj_school_a.registrar", done)
        assert {verdict["citation"]["article"] for verdict in fresh(undoing).verdicts} == {51}


class TestTheEffect:
    def test_restores_the_columns_of_the_record_that_was_left(self, world):
        student = world.student("zj_school_a")
        before = columns(student)
        case = accepted(world, submitted(world, destination="zj_school_b"), "zj_school_b")
        approve(world, "zj_county_1a.reviewer", case)
        approve(world, "zj_city_1.reviewer", case)
        through(world, revocation(world, "zj_school_a.registrar", case))
        assert columns(student) == before

    def test_closes_the_record_that_was_made(self, world, done):
        through(world, revocation(world, "zj_school_a.registrar", done))
        assert [record.status for record in records_of(world.student("zj_school_a"))] == ["studying", "cancelled"]

    def test_marks_the_original(self, world, done):
        undoing = through(world, revocation(world, "zj_school_a.registrar", done))
        with unfenced(reason="a test looks"):
            said = done.decisions.get(verb="revoke")
            states = set(done.items.values_list("state", flat=True))
        assert (fresh(done).state, states, said.data["revocation"]) == ("revoked", {"revoked"}, undoing.pk)

    def test_leaves_both_changes_in_the_ledger(self, world, done):
        through(world, revocation(world, "zj_school_a.registrar", done))
        with unfenced(reason="a test looks"):
            kinds = list(StatusChange.objects.order_by("id").values_list("kind", flat=True))
        assert kinds == ["transfer_out", "transfer_in", "revocation", "revocation"]


class TestWhatStandsAgainstIt:
    def test_nobody_but_opener_and_deciders_opens_it(self, world, done):
        with pytest.raises(NotAllowed):
            revocation(world, "zj.chief", done)

    def test_a_reason_is_needed(self, world, done):
        with pytest.raises(Invalid):
            revocation(world, "zj_school_a.registrar", done, reason=" ")

    def test_a_case_without_effect_has_nothing_to_undo(self, world):
        with pytest.raises(Conflict):
            revocation(world, "zj_school_a.registrar", submitted(world, destination="zj_school_b"))

    def test_there_is_one_at_a_time(self, world, done):
        revocation(world, "zj_school_a.registrar", done)
        with pytest.raises(Conflict):
            revocation(world, "zj_county_1a.chief", done)

    def test_the_database_holds_to_that(self, world, done):
        undoing = revocation(world, "zj_school_a.registrar", done)
        with unfenced(reason="a test writes"), pytest.raises(IntegrityError), transaction.atomic():
            undoing.pk = None
            undoing.save(force_insert=True)

    def test_one_taken_back_makes_room_for_another(self, world, done):
        scope = world.scope("zj_school_a.registrar")
        undoing = revocation(world, "zj_school_a.registrar", done)
        with scope.enter():
            case_withdraw(actor=scope, case=undoing)
        assert revocation(world, "zj_county_1a.chief", done).state == "draft"

    def test_what_is_revoked_cannot_be_revoked_again(self, world, done):
        through(world, revocation(world, "zj_school_a.registrar", done))
        with pytest.raises(Conflict):
            revocation(world, "zj_school_a.registrar", done)

    def test_a_revocation_cannot_be_revoked(self, world, done):
        undoing = through(world, revocation(world, "zj_school_a.registrar", done))
        with pytest.raises(NotAllowed):
            revocation(world, "zj_school_a.registrar", undoing)

    def test_something_built_on_it_blocks_the_submission(self, world, done):
        with case_effect(0, reason="a test builds on it"):
            new = records_of(world.student("zj_school_a"))[1]
            Student.objects.filter(pk=new.pk).update(status="on_leave")
        undoing = revocation(world, "zj_school_a.registrar", done)
        with pytest.raises(RuleViolated):
            submit(world, "zj_school_a.registrar", undoing)

    def test_something_built_on_it_meanwhile_blocks_the_last_decision(self, world, done):
        undoing = submit(world, "zj_school_a.registrar", revocation(world, "zj_school_a.registrar", done))
        approve(world, "zj_school_b.school_head", undoing)
        approve(world, "zj_county_1a.reviewer", undoing)
        with case_effect(0, reason="a test builds on it"):
            Student.objects.filter(pk=records_of(world.student("zj_school_a"))[1].pk).update(cohort=2024)
        with pytest.raises(RuleViolated):
            approve(world, "zj_city_1.reviewer", undoing)

    def test_it_binds_the_student_like_any_change(self, world, done):
        undoing = submit(world, "zj_school_a.registrar", revocation(world, "zj_school_a.registrar", done))
        with unfenced(reason="a test looks"):
            assert Item.objects.get(case=undoing).binds
