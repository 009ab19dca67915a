"""Nobody decides on what he opened, handed up, or decided on for somebody else."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cases.errands import approve, open_case
from tests.support.casework import fresh, give_back
from tests.support.world import make_office
from xueji import clock
from xueji.cases.actions import case_open, case_submit, step_approve
from xueji.cases.models import Case, Decision
from xueji.cases.registry import NewItem
from xueji.errors import NotAllowed
from xueji.organizations.models import Office
from xueji.organizations.scope import Scope, case_effect, unfenced

pytestmark = pytest.mark.django_db
TO_SCHOOL = "zj_school_d.registrar"


def second_office(world, office: str, organization: str, role: str) -> Scope:
    """The same person in another office, with the scope of that one."""
    with unfenced(reason="a test appoints"):
        held = Office.objects.create(
            user=world.user(office), organization=world[organization], role=role, starts_on=clock.today()
        )
    return Scope.of_office(held)


def agree(scope: Scope, case: Case) -> Case:
    with scope.enter():
        return step_approve(actor=scope, case=case, revision=fresh(case).revision)


def system_draft(world) -> Case:
    """What the sweep would open."""
    student = world.student("zj_school_a")
    with Scope.of_organization(world["zj_school_a"]).enter() as system:
        return case_open(
            actor=system,
            kind="transfer",
            policy_key="zhejiang_2015",
            title="省内转学",
            items=[NewItem(student.pk, student.person_id, {"name": student.name})],
            details={},
        )


def test_the_opener_does_not_decide_in_another_office(world, errand):
    scope = second_office(world, "zj_school_a.registrar", "zj_school_d", "school_head")
    case = open_case(world)
    with pytest.raises(NotAllowed, match="经办"):
        agree(scope, case)


def test_who_decided_for_a_county_does_not_decide_for_its_city(world, errand):
    scope = second_office(world, "zj_county_1a.reviewer", "zj_city_1", "reviewer")
    case = approve(world, open_case(world), TO_SCHOOL, "zj_county_1a.reviewer", "zj_county_2a.reviewer")
    with pytest.raises(NotAllowed, match="青塘区教育局"):
        agree(scope, case)


def test_a_colleague_of_the_city_does(world, errand):
    case = approve(world, open_case(world), TO_SCHOOL, "zj_county_1a.reviewer", "zj_county_2a.reviewer")
    assert agree(world.scope("zj_city_1.chief"), case).state == "running"


def test_the_same_person_may_agree_again_at_the_own_seat(world, errand):
    case = approve(world, open_case(world), TO_SCHOOL)
    give_back(world, "zj_county_1a.reviewer", case, to_position=2)
    assert agree(world.scope(TO_SCHOOL), case).state == "running"


def test_who_handed_it_up_again_does_not_decide(world, errand):
    make_office(world["zj_school_a"], "registrar", username="second")
    case = approve(world, open_case(world), TO_SCHOOL)
    give_back(world, "zj_county_1a.reviewer", case)
    with unfenced(reason="a test looks"):
        second = Scope.of_office(Office.objects.get(user__username="second"))
    with second.enter():
        case_submit(actor=second, case=case)
    county = Scope.of_office(
        Office.objects.create(
            user_id=second.user_id, organization=world["zj_county_1a"], role="reviewer", starts_on=clock.today()
        )
    )
    with pytest.raises(NotAllowed, match="经办"):
        agree(county, case)


def test_the_database_refuses_the_makers_decision(world, errand):
    case = open_case(world)
    with unfenced(reason="a test writes"), pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            case=case,
            verb="approve",
            actor_id=case.opened_by_id,
            actor_name="某",
            organization=world["zj_school_d"],
            role="registrar",
            at=clock.now(),
        )


class TestDraftsOfTheSystem:
    def test_have_no_maker(self, world, errand):
        assert system_draft(world).opened_by_id is None

    def test_whoever_submits_becomes_the_maker(self, world, errand):
        case = system_draft(world)
        with world.scope("zj_school_a.registrar").enter() as actor:
            case_submit(actor=actor, case=case)
        assert fresh(case).opened_by_id == world.user("zj_school_a.registrar").pk

    def test_the_system_does_not_submit_them(self, world, errand):
        case = system_draft(world)
        with Scope.of_organization(world["zj_school_a"]).enter() as system, pytest.raises(NotAllowed):
            case_submit(actor=system, case=case)

    def test_a_submitted_case_always_has_one(self, world, errand):
        case = open_case(world)
        with unfenced(reason="a test writes"), pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(opened_by=None)


class TestWhatIsOver:
    ROLES = ("xj_school", "xj_county", "xj_city", "xj_province", "xj_unfenced", "xj_app")

    @pytest.mark.parametrize("role", ROLES)
    @pytest.mark.parametrize("table", ["cases_decision", "cases_clockentry", "cases_deadlineevent", "cases_evidence"])
    @pytest.mark.parametrize("right", ["UPDATE", "DELETE"])
    def test_no_role_changes_a_ledger(self, db, role, table, right):
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, right])
            assert cursor.fetchone() == (False,)

    @pytest.mark.parametrize("part", ["items", "steps"])
    def test_students_and_steps_are_frozen(self, world, errand, part):
        case = self.closed(world)
        with unfenced(reason="a test writes"), pytest.raises(IntegrityError), transaction.atomic():
            getattr(case, part).update(state="done")

    @pytest.mark.parametrize("part", ["items", "steps"])
    def test_and_are_not_thrown_away(self, world, errand, part):
        case = self.closed(world)
        rows = getattr(case, part).all()
        with unfenced(reason="a test writes"), pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete(rows.db)

    def test_so_is_the_case(self, world, errand):
        case = self.closed(world)
        with unfenced(reason="a test writes"), pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(title="另一件")

    def test_the_effect_of_another_case_may(self, world, errand):
        case = self.closed(world)
        with case_effect(1, reason="a test undoes"):
            assert Case.objects.filter(pk=case.pk).update(state="revoked") == 1

    def test_no_case_that_was_submitted_is_thrown_away(self, world, errand):
        case = open_case(world)
        rows = Case.objects.filter(pk=case.pk)
        with unfenced(reason="a test writes"), pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete(rows.db)

    def closed(self, world) -> Case:
        seats = (TO_SCHOOL, "zj_county_1a.reviewer", "zj_county_2a.reviewer", "zj_city_1.reviewer", "zj_city_2.chief")
        return approve(world, open_case(world), *seats)
