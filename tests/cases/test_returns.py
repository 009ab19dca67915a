"""Sending back: to any earlier step, from parallel ones, through a middle seat; who is asked again afterwards."""

from datetime import date

import pytest

from tests.cases.errands import TODAY, Errand, approve, open_case, too_early
from tests.support.casework import fresh, give_back, hand_in, submit
from xueji import clock
from xueji.cases import registry
from xueji.cases.models import ClockEntry, Decision, Step
from xueji.cases.states import CaseState
from xueji.errors import Invalid
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db
SCHOOL, TO_SCHOOL = "zj_school_a.registrar", "zj_school_d.registrar"
COUNTY_1, COUNTY_2 = "zj_county_1a.reviewer", "zj_county_2a.reviewer"
CITY_1, CITY_2 = "zj_city_1.reviewer", "zj_city_2.reviewer"
OPEN, DONE, STOPPED, WAITING = "open", "done", "stopped", "waiting"


def states(case) -> list[str]:
    with unfenced(reason="a test looks"):
        return list(Step.objects.filter(case=case).order_by("position").values_list("state", flat=True))


@pytest.fixture
def at_cities(world, errand):
    """Everybody but the two cities has agreed."""
    return approve(world, open_case(world), TO_SCHOOL, COUNTY_1, COUNTY_2)


class TestToTheOpener:
    def test_every_open_clock_stands(self, world, at_cities):
        give_back(world, CITY_1, at_cities)
        assert states(at_cities) == [OPEN, DONE, DONE, DONE, STOPPED, STOPPED]

    def test_the_case_is_returned(self, world, at_cities):
        give_back(world, CITY_1, at_cities)
        assert fresh(at_cities).state == CaseState.RETURNED

    def test_without_a_change_it_goes_on_where_it_stood(self, world, at_cities):
        give_back(world, CITY_1, at_cities)
        submit(world, SCHOOL, at_cities)
        assert states(at_cities) == [DONE, DONE, DONE, DONE, OPEN, OPEN]

    def test_after_a_change_everybody_agrees_again(self, world, at_cities):
        give_back(world, CITY_1, at_cities)
        hand_in(world, SCHOOL, at_cities, "household_page")
        submit(world, SCHOOL, at_cities)
        assert states(at_cities) == [DONE, OPEN, WAITING, WAITING, STOPPED, STOPPED]

    def test_after_a_change_it_comes_back_to_who_returned_it(self, world, at_cities):
        give_back(world, CITY_1, at_cities)
        hand_in(world, SCHOOL, at_cities, "household_page")
        submit(world, SCHOOL, at_cities)
        approve(world, at_cities, TO_SCHOOL, COUNTY_1, COUNTY_2)
        assert states(at_cities) == [DONE, DONE, DONE, DONE, OPEN, OPEN]

    def test_a_sibling_who_had_agreed_agrees_again_after_a_change(self, world, at_cities):
        approve(world, at_cities, CITY_2)
        give_back(world, CITY_1, at_cities)
        hand_in(world, SCHOOL, at_cities, "household_page")
        submit(world, SCHOOL, at_cities)
        assert states(at_cities) == [DONE, OPEN, WAITING, WAITING, STOPPED, WAITING]

    def test_a_sibling_who_had_agreed_stays_agreed_without_one(self, world, at_cities):
        approve(world, at_cities, CITY_2)
        give_back(world, CITY_1, at_cities)
        submit(world, SCHOOL, at_cities)
        assert states(at_cities) == [DONE, DONE, DONE, DONE, OPEN, DONE]

    def test_the_history_stays(self, world, at_cities):
        give_back(world, CITY_1, at_cities)
        hand_in(world, SCHOOL, at_cities, "household_page")
        submit(world, SCHOOL, at_cities)
        approve(world, at_cities, TO_SCHOOL)
        with unfenced(reason="a test looks"):
            verbs = list(Decision.objects.filter(case=at_cities).order_by("id").values_list("verb", flat=True))
        assert verbs == ["submit", "approve", "approve", "approve", "return", "submit", "approve"]


class TestToAMiddleSeat:
    def test_the_case_stays_under_way(self, world, at_cities):
        give_back(world, CITY_1, at_cities, to_position=3)
        assert (fresh(at_cities).state, states(at_cities)) == (
            CaseState.RUNNING,
            [DONE, DONE, OPEN, DONE, STOPPED, STOPPED],
        )

    def test_its_agreement_brings_it_back(self, world, at_cities):
        give_back(world, CITY_1, at_cities, to_position=3)
        approve(world, at_cities, COUNTY_1)
        assert states(at_cities) == [DONE, DONE, DONE, DONE, OPEN, OPEN]

    def test_what_it_adds_is_shown_to_its_sibling(self, world, at_cities):
        give_back(world, CITY_1, at_cities, to_position=3)
        hand_in(world, COUNTY_1, at_cities, "household_page")
        approve(world, at_cities, COUNTY_1)
        assert states(at_cities) == [DONE, DONE, DONE, OPEN, STOPPED, STOPPED]

    def test_it_may_send_it_further_back(self, world, at_cities):
        give_back(world, CITY_1, at_cities, to_position=3)
        give_back(world, COUNTY_1, at_cities, to_position=2)
        give_back(world, TO_SCHOOL, at_cities, to_position=1)
        assert states(at_cities) == [OPEN, STOPPED, STOPPED, DONE, STOPPED, STOPPED]

    def test_from_there_it_comes_back_seat_by_seat(self, world, at_cities):
        give_back(world, CITY_1, at_cities, to_position=3)
        give_back(world, COUNTY_1, at_cities, to_position=1)
        submit(world, SCHOOL, at_cities)
        assert states(at_cities) == [DONE, DONE, OPEN, DONE, STOPPED, STOPPED]

    def test_the_last_agreement_still_makes_it_effective(self, world, errand, at_cities):
        give_back(world, CITY_1, at_cities, to_position=2)
        approve(world, at_cities, TO_SCHOOL, CITY_1, CITY_2)
        assert (fresh(at_cities).state, len(errand.applied)) == (CaseState.CLOSED, 1)

    @pytest.mark.parametrize("position", [4, 5, 6, 7])
    def test_a_seat_beside_or_behind_is_no_target(self, world, errand, position):
        case = approve(world, open_case(world), TO_SCHOOL, COUNTY_2)
        with pytest.raises(Invalid):
            give_back(world, COUNTY_1, case, to_position=position)


class TestClocks:
    def test_days_with_the_others_do_not_count(self, world, errand):
        case = approve(world, open_case(world), TO_SCHOOL)
        with clock.at(date(2026, 9, 10)):
            give_back(world, COUNTY_1, case)
        with clock.at(date(2026, 9, 21)):
            submit(world, SCHOOL, case)
        with unfenced(reason="a test looks"):
            step = Step.objects.get(case=case, position=3)
        assert (step.consumed, step.running_since) == (3, date(2026, 9, 21))

    def test_every_stop_and_start_is_written_down(self, world, errand):
        case = approve(world, open_case(world), TO_SCHOOL)
        give_back(world, COUNTY_1, case)
        submit(world, SCHOOL, case)
        with unfenced(reason="a test looks"):
            entries = ClockEntry.objects.filter(case=case, step__position=3).order_by("id")
            written = list(entries.values_list("event", "on"))
        assert written == [("start", TODAY), ("stop", TODAY), ("resume", TODAY)]

    def test_who_agrees_again_goes_on_with_what_is_left(self, world, errand):
        case = open_case(world)
        with clock.at(date(2026, 9, 11)):
            approve(world, case, TO_SCHOOL)
            give_back(world, COUNTY_1, case)
            hand_in(world, SCHOOL, case, "household_page")
            submit(world, SCHOOL, case)
        with unfenced(reason="a test looks"):
            step = Step.objects.get(case=case, position=2)
        assert (step.state, step.consumed, step.due_on) == ("open", 4, date(2026, 9, 20))


class Ordinary(Errand):
    """A matter of one school, in whose chain the prefecture sits only where an exception is asked for."""

    def chain_kind(self, case):
        return "major_change"

    def route(self, case):
        return "only"

    def parties(self, case):
        keys = {"school": "zj_school_a", "authority": "zj_county_1a", "city": "zj_city_1"}
        return {party: self.world[key].pk for party, key in keys.items()}


class TestAnExceptionThatACorrectionBrings:
    @pytest.fixture
    def corrected(self, world, errand):
        kind = Ordinary(world)
        registry.register(kind)
        case = approve(world, open_case(world), "zj_school_a.school_head")
        give_back(world, COUNTY_1, case)
        too_early(kind)
        return submit(world, SCHOOL, case)

    def test_seats_who_decides_on_it_behind_the_others(self, world, corrected):
        with unfenced(reason="a test looks"):
            seats = list(
                Step.objects.filter(case=corrected, decides_exceptions=True).values_list("organization", "state")
            )
        assert seats == [(world["zj_city_1"].pk, WAITING)]

    def test_makes_that_body_a_party(self, world, corrected):
        assert world["zj_city_1"].pk in fresh(corrected).parties
