"""Queries: the reviewer's page, a decision on a batch of any size, a to-do list of any length."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cases.errands import open_case
from tests.support.casework import fresh
from tests.transfers.support import WINDOW, accepted, submitted
from xueji import clock
from xueji.cases import to_do
from xueji.cases.actions import case_open, case_submit, cases_decide, step_approve
from xueji.cases.models import Case, Item, Step
from xueji.cases.presenters.page import page
from xueji.cases.registry import NewItem
from xueji.cases.states import DecisionVerb
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db
TO_SCHOOL = "zj_school_d.registrar"


def queries(act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def big_batch(world, size: int) -> Case:
    """A roster of so many students, of whom the engine needs no more than their ids."""
    with world.scope("zj_school_a.registrar").enter() as actor:
        items = [NewItem(10**6 + at, 10**6 + at, {"name": "某"}) for at in range(size)]
        case = case_open(
            actor=actor, kind="transfer", policy_key="zhejiang_2015", title="名单", items=items, details={}
        )
        return case_submit(actor=actor, case=case)


class TestTheReviewersPage:
    """Twelve beyond the shell (session, office, scope, navigation), which every page has."""

    @pytest.mark.parametrize("kind", ["errand", "roster"])
    def test_of_one_or_many(self, world, request, kind):
        request.getfixturevalue(kind)
        case = open_case(world, positions=(0, 1, 2) if kind == "roster" else (0,))
        with world.scope(TO_SCHOOL).enter() as scope:
            seen = Case.objects.select_related("opened_for", "opened_by", "original").get(pk=case.pk)
            assert queries(lambda: page(seen, scope)) <= 12

    def test_of_a_transfer_at_the_county(self, world):
        with clock.at(WINDOW):
            case = accepted(world, submitted(world, destination="zj_school_b"), "zj_school_b")
            with world.scope("zj_county_1a.reviewer").enter() as scope:
                seen = Case.objects.select_related("opened_for", "opened_by", "original").get(pk=case.pk)
                assert queries(lambda: page(seen, scope)) <= 12

    def test_as_a_whole_request_once_the_office_has_its_session(self, world, settings):
        settings.NAVIGATION_REMEMBERS = True
        with clock.at(WINDOW):
            case = accepted(world, submitted(world, destination="zj_school_b"), "zj_school_b")
            client = Client()
            client.force_login(world.user("zj_county_1a.reviewer"))
            client.get(f"/cases/{case.pk}/")
            with CaptureQueriesContext(connection) as said:
                answer = client.get(f"/cases/{case.pk}/")
        asked = [
            each["sql"] for each in said if not each["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config"))
        ]
        assert answer.status_code == 200
        assert len(asked) <= 12, asked


class TestABatch:
    def decided(self, world, size: int) -> int:
        case = big_batch(world, size)
        with unfenced(reason="a test looks"):
            keys = list(Item.objects.filter(case=case).order_by("position").values_list("pk", flat=True))
        outcomes = {"returned_items": dict.fromkeys(keys[:3], "缺页"), "rejected_items": {keys[4]: "重名"}}
        with world.scope(TO_SCHOOL).enter() as actor:
            return queries(
                lambda: step_approve(actor=actor, case=case, revision=case.revision, opinion="同意。", **outcomes)
            )

    def test_of_three_hundred_costs_as_many_queries_as_one_of_thirty(self, world, roster):
        assert self.decided(world, 30) == self.decided(world, 300) <= 50

    def test_each_outcome_is_kept(self, world, roster):
        self.decided(world, 300)
        with unfenced(reason="a test looks"):
            states = list(Item.objects.order_by("position").values_list("state", flat=True))
        assert (states[:5], states.count("pending")) == (["returned"] * 3 + ["pending", "rejected"], 296)


class TestManyCases:
    def test_each_costs_the_same(self, world, errand):
        cases = [open_case(world, positions=(position,)) for position in (0, 1, 2)]
        chosen = [(case.pk, fresh(case).revision) for case in cases]
        with world.scope(TO_SCHOOL).enter() as actor:
            one = queries(lambda: cases_decide(actor=actor, chosen=chosen[:1], verb=DecisionVerb.APPROVE))
            two = queries(lambda: cases_decide(actor=actor, chosen=chosen[1:], verb=DecisionVerb.APPROVE))
        assert one <= 40 and two < 2 * one


class TestTheToDoList:
    @pytest.fixture
    def long(self, world, errand):
        """Three thousand open steps at one school, among as many of others."""
        case = open_case(world)
        body, other = world["zj_school_d"].pk, world["zj_school_b"].pk
        with unfenced(reason="a test needs a long list"), connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO cases_step (case_id, position, "group", key, label, organization_id, outside_name, kind,
                    state, melted, citation, decides_exceptions, escalates, budget, consumed, running_since, due_on,
                    due_is_provisional, viewers, parties)
                SELECT %s, 100 + n, 1, 'bench', 'bench', CASE WHEN n %% 2 = 0 THEN %s ELSE %s END, '', 'approval', 'open',
                    '{}', '{}', false, true, 10, 0, '2026-09-01', date '2026-09-02' + n %% 60, false,
                    ARRAY[%s, %s]::bigint[], ARRAY[%s, %s]::bigint[]
                FROM generate_series(1, 6000) n""",
                [case.pk, body, other, body, other, body, other],
            )
            cursor.execute("SELECT count(*) FROM cases_step")
        return body

    def test_a_page_is_one_query(self, world, long, django_assert_num_queries):
        with world.scope(TO_SCHOOL).enter(), django_assert_num_queries(1):
            assert len(Step.objects.to_do(long).with_case()[: to_do.PAGE]) == to_do.PAGE

    def test_it_is_read_in_the_order_of_its_index(self, world, long):
        with world.scope(TO_SCHOOL).enter():
            plan = Step.objects.to_do(long)[: to_do.PAGE].explain()
        assert "step_to_do" in plan and "Sort" not in plan

    def test_so_is_a_page_in_its_middle(self, world, long):
        with world.scope(TO_SCHOOL).enter():
            steps = Step.objects.to_do(long)
            middle = steps[1500:1501].get()
            plan = steps.after(to_do.cursor_of(middle))[: to_do.PAGE].explain()
        assert "step_to_do" in plan and "Sort" not in plan

    def test_and_found_by_the_index_rather_than_walked_to(self, world, long):
        with world.scope(TO_SCHOOL).enter():
            steps = Step.objects.to_do(long)
            plan = steps.after(to_do.cursor_of(steps[1500:1501].get())).explain()
        (condition,) = [line for line in plan.splitlines() if "Index Cond" in line]
        assert "due_on" in condition

    def test_undated_steps_stand_at_its_end(self, world, long):
        with unfenced(reason="a test takes the last day away"):
            key = Step.objects.filter(organization=long, state="open").order_by("id").first().pk
            Step.objects.filter(pk=key).update(due_on=None)
        with world.scope(TO_SCHOOL).enter():
            steps = Step.objects.to_do(long)
            last_dated = steps.filter(due_on__isnull=False).last()
            assert [step.pk for step in steps.after(to_do.cursor_of(last_dated))] == [key]
            assert steps.before((None, key)).last().pk == last_dated.pk

    def test_a_step_far_down_knows_its_neighbours(self, world, long):
        with world.scope(TO_SCHOOL).enter():
            steps = list(Step.objects.to_do(long)[1500:1503])
            queue = to_do.queue_around(steps[1], long)
        assert (queue.previous, queue.following) == (steps[0], steps[2])
