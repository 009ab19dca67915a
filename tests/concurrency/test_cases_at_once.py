"""Two officers, two schools, an officer and the sweep at the same case at the same moment."""

from datetime import date

import pytest

from students.models import StatusChange
from tests.concurrency.racing import race
from tests.support.casework import approve, fresh, hand_in, submit
from tests.support.deadlines import open_step
from tests.support.world import World, make_student
from tests.transfers.support import PAPERS, WINDOW, accepted, opened, submitted
from xueji import clock
from xueji.cases.actions import case_reject, case_submit, case_withdraw, cases_decide, step_approve
from xueji.cases.deadlines import sweep
from xueji.cases.engine import lock
from xueji.cases.models import Case, DeadlineEvent, Decision, Item
from xueji.cases.revocation.actions import revocation_open
from xueji.cases.states import DecisionVerb
from xueji.errors import Conflict
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def in_the_window():
    with clock.at(WINDOW):
        yield


@pytest.fixture
def at_the_county(world) -> Case:
    """A transfer inside one county, before the county's step; a city's approval comes behind it."""
    case = submitted(world, destination="zj_school_b")
    return accepted(world, case, "zj_school_b")


def approval(world: World, office: str, case: Case):
    """Agree to the revision that stands now, in the office's scope."""
    scope, revision = world.scope(office), fresh(case).revision

    def act():
        with scope.enter():
            return step_approve(actor=scope, case=case, revision=revision, opinion="同意")

    return act


def withdrawal(world: World, office: str, case: Case):
    scope = world.scope(office)

    def act():
        with scope.enter():
            return case_withdraw(actor=scope, case=case)

    return act


def verbs_of(case: Case, office: str, world: World) -> list[str]:
    """The decisions of the office's organization, in order."""
    organization = world.offices[office].organization_id
    with unfenced(reason="a test looks"):
        return list(
            Decision.objects.filter(case=case, organization=organization).order_by("id").values_list("verb", flat=True)
        )


def test_of_two_deciders_the_second_is_told_who_was_faster(world, at_the_county):
    first, second = race(
        approval(world, "zj_county_1a.reviewer", at_the_county), approval(world, "zj_county_1a.chief", at_the_county)
    )

    assert first.error is None
    assert isinstance(second.error, Conflict)
    assert world.user("zj_county_1a.reviewer").name in str(second.error.message)
    assert verbs_of(at_the_county, "zj_county_1a.chief", world) == ["approve"]


def test_of_an_approval_and_a_refusal_one_stands(world, at_the_county):
    scope, revision = world.scope("zj_county_1a.chief"), fresh(at_the_county).revision

    def refusal():
        with scope.enter():
            return case_reject(actor=scope, case=at_the_county, revision=revision, opinion="第十七条")

    _first, second = race(approval(world, "zj_county_1a.reviewer", at_the_county), refusal)

    assert isinstance(second.error, Conflict)
    assert verbs_of(at_the_county, "zj_county_1a.chief", world) == ["approve"]


def test_the_same_officer_twice_decides_once(world, at_the_county):
    act = approval(world, "zj_county_1a.reviewer", at_the_county)

    _first, second = race(act, act)

    assert isinstance(second.error, Conflict)
    assert verbs_of(at_the_county, "zj_county_1a.reviewer", world) == ["approve"]


def test_an_approval_while_withdrawing_finds_the_case_gone(world, at_the_county):
    first, second = race(
        withdrawal(world, "zj_school_a.registrar", at_the_county),
        approval(world, "zj_county_1a.reviewer", at_the_county),
    )

    assert (first.error, type(second.error)) == (None, Conflict)
    assert fresh(at_the_county).state == "withdrawn"


def test_a_withdrawal_while_the_last_approval_takes_effect_comes_too_late(world, at_the_county):
    approve(world, "zj_county_1a.reviewer", at_the_county)

    first, second = race(
        approval(world, "zj_city_1.reviewer", at_the_county),
        withdrawal(world, "zj_school_a.registrar", at_the_county),
    )

    assert (first.error, type(second.error)) == (None, Conflict)
    assert fresh(at_the_county).state == "closed"
    with unfenced(reason="a test looks"):
        assert StatusChange.objects.filter(case_id=at_the_county.pk).count() == 2


def test_of_two_submissions_of_one_student_one_binds(world):
    student = world.student("zj_school_a")
    cases = [opened(world, destination=school, student=student) for school in ("zj_school_b", "zj_school_c")]
    for case in cases:
        hand_in(world, "zj_school_a.registrar", case, *PAPERS)
    scope = world.scope("zj_school_a.registrar")

    def submission(case: Case):
        def act():
            with scope.enter():
                return case_submit(actor=scope, case=case)

        return act

    first, second = race(submission(cases[0]), submission(cases[1]))

    assert (first.error, type(second.error)) == (None, Conflict)
    with unfenced(reason="a test looks"):
        assert (
            Item.objects.filter(student_id=student.pk, binds=True).values_list("case", flat=True).get() == cases[0].pk
        )
    assert fresh(cases[1]).state == "draft"


def test_drafts_of_one_student_stand_side_by_side(world):
    student = world.student("zj_school_a")
    drafts = [opened(world, destination=school, student=student) for school in ("zj_school_b", "zj_school_c")]

    assert [fresh(draft).state for draft in drafts] == ["draft", "draft"]


def test_of_two_revocations_of_one_case_one_is_opened(world, at_the_county):
    approve(world, "zj_county_1a.reviewer", at_the_county)
    approve(world, "zj_city_1.reviewer", at_the_county)
    case = fresh(at_the_county)

    def revoking(office: str):
        scope = world.scope(office)

        def act():
            with scope.enter():
                return revocation_open(actor=scope, case=case, reason="材料有误。")

        return act

    first, second = race(revoking("zj_school_a.registrar"), revoking("zj_county_1a.chief"))

    assert (first.error, type(second.error)) == (None, Conflict)


def test_two_who_decide_on_the_same_many_do_not_wait_for_each_other(world, at_the_county):
    other = submitted(world, destination="zj_school_b", student=make_student(world, "zj_school_a"))
    cases = [at_the_county, accepted(world, other, "zj_school_b")]
    chosen = [(case.pk, fresh(case).revision) for case in cases]

    def deciding(office: str, wanted):
        scope = world.scope(office)

        def act():
            with scope.enter():
                return cases_decide(actor=scope, chosen=wanted, verb=DecisionVerb.APPROVE)

        return act

    first, second = race(deciding("zj_county_1a.reviewer", chosen), deciding("zj_county_1a.chief", chosen[::-1]))

    assert [outcome.done for outcome in first.value] == [True] * len(chosen)
    assert [outcome.done for outcome in second.value] == [False] * len(chosen)


def test_two_sweeps_at_once_record_each_event_once(world):
    for _n in range(3):
        open_step(world, "zj_school_a", started=date(2026, 8, 3), budget=5)

    first, second = race(sweep, sweep)

    assert (first.error, second.error) == (None, None)
    assert sorted([*first.value, *second.value], key=str) == sorted(first.value, key=str)
    with unfenced(reason="a test looks"):
        assert DeadlineEvent.objects.count() == len(first.value) == 15


def test_the_sweep_passes_over_a_case_that_somebody_holds(world, at_the_county):
    scope = world.scope("zj_county_1a.reviewer")

    def holding():
        with scope.enter():
            return lock(at_the_county.pk)

    with clock.at(date(2026, 10, 30)):
        first, second = race(holding, sweep)

        assert (first.error, second.error, second.value) == (None, None, [])
        assert [event.kind for event in sweep()] == ["reminder", "due", "overdue", "escalated", "repeated"]


def test_who_decides_waits_for_the_sweep_and_then_decides(world, at_the_county):
    with clock.at(date(2026, 10, 30)):
        first, second = race(sweep, approval(world, "zj_county_1a.reviewer", at_the_county))

    assert [event.kind for event in first.value] == ["reminder", "due", "overdue", "escalated", "repeated"]
    assert (first.error, second.error) == (None, None)


def test_a_colleague_may_go_on_where_the_first_was_rolled_back(world, at_the_county):
    scope, revision = world.scope("zj_county_1a.reviewer"), fresh(at_the_county).revision

    def broken():
        with scope.enter():
            step_approve(actor=scope, case=at_the_county, revision=revision)
            raise RuntimeError("the connection went away")

    first, second = race(broken, approval(world, "zj_county_1a.chief", at_the_county))

    assert (type(first.error), second.error) == (RuntimeError, None)


def test_a_submission_twice_by_a_double_click_is_one(world):
    case = opened(world, destination="zj_school_b")
    hand_in(world, "zj_school_a.registrar", case, *PAPERS)

    def act():
        return submit(world, "zj_school_a.registrar", case)

    first, second = race(act, act)

    assert (first.error, type(second.error)) == (None, Conflict)
    assert verbs_of(case, "zj_school_a.registrar", world) == ["submit"]
