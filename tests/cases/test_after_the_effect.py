"""Filing, objecting, orders to correct; opening anew; pressing; the student takes the application back."""

from datetime import date

import pytest

from tests.support.casework import approve, file, fresh, steps_of, submit
from tests.transfers.support import WINDOW, accepted, arrival, class_given, submitted
from xueji import clock
from xueji.cases.actions import (
    case_press,
    case_reject,
    case_reopen,
    case_withdraw,
    case_withdraw_by_student,
    step_correct,
)
from xueji.cases.models import Case, Decision, Notice, Step
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import Scope, unfenced

pytestmark = pytest.mark.django_db
BUREAU = "bj_district_1.reviewer"
SCHOOL = "bj_school_b.registrar"


@pytest.fixture
def effective(world) -> Case:
    """A transfer between two districts of Beijing that took effect and lies with those who file."""
    with clock.at(date(2026, 8, 20)):
        case = arrival(world)
        while fresh(case).state == "running":
            with unfenced(reason="a test looks"):
                step = Step.objects.filter(case=case, state="open", kind="approval").first()
                key = next(key for key, body in world.organizations.items() if body.pk == step.organization_id)
            if key == "bj_school_b":
                class_given(world, case, key)
            approve(world, f"{key}.{'school_head' if 'school' in key else 'chief'}", case)
        yield case


def filer_of(world, case) -> str:
    with unfenced(reason="a test looks"):
        step = Step.objects.filter(case=case, state="open", kind="filing").first()
    key = next(key for key, body in world.organizations.items() if body.pk == step.organization_id)
    return f"{key}.reviewer"


def answer(world, case, text="已补录监护人签字页。") -> Case:
    scope = world.scope(SCHOOL)
    with scope.enter():
        return step_correct(actor=scope, case=case, opinion=text)


class TestOrders:
    def test_an_objection_lays_a_step_with_a_due_day_at_the_opener(self, world, effective):
        file(world, filer_of(world, effective), effective, objection=True, opinion="缺签字。", working_days=5)
        with unfenced(reason="a test looks"):
            order = Step.objects.get(case=effective, kind="correction")
        assert (order.organization_id, order.state, order.due_on) == (
            world["bj_school_b"].pk,
            "open",
            date(2026, 8, 27),
        )

    def test_without_days_it_has_the_time_of_a_step(self, world, effective):
        file(world, filer_of(world, effective), effective, objection=True, opinion="缺签字。")
        with unfenced(reason="a test looks"):
            assert Step.objects.get(case=effective, kind="correction").budget == 10

    def test_the_case_stays_effective_until_it_is_settled(self, world, effective):
        filer = filer_of(world, effective)
        file(world, filer, effective, objection=True, opinion="缺签字。")
        assert fresh(effective).state == "effective"

    def test_an_answer_brings_it_back_to_who_objected(self, world, effective):
        filer = filer_of(world, effective)
        file(world, filer, effective, objection=True, opinion="缺签字。")
        answer(world, effective)
        assert filer_of(world, effective) == filer

    def test_filing_settles_it(self, world, effective):
        filer = filer_of(world, effective)
        file(world, filer, effective, objection=True, opinion="缺签字。")
        answer(world, effective)
        while fresh(effective).state == "effective":
            file(world, filer_of(world, effective), effective)
        assert fresh(effective).state == "closed"

    def test_objecting_again_insists(self, world, effective):
        filer = filer_of(world, effective)
        file(world, filer, effective, objection=True, opinion="缺签字。")
        answer(world, effective)
        file(world, filer, effective, objection=True, opinion="仍缺监护人签字。")
        kinds = [(kind, state) for _code, kind, state in steps_of(effective) if kind == "correction"]
        assert kinds == [("correction", "done"), ("correction", "open")]

    def test_others_do_not_answer(self, world, effective):
        file(world, filer_of(world, effective), effective, objection=True, opinion="缺签字。")
        scope = world.scope("bj_school_a.registrar")
        with scope.enter(), pytest.raises(NotAllowed):
            step_correct(actor=scope, case=effective, opinion="改了。")

    def test_an_answer_says_what_was_done(self, world, effective):
        file(world, filer_of(world, effective), effective, objection=True, opinion="缺签字。")
        with pytest.raises(Invalid):
            answer(world, effective, " ")

    def test_there_has_to_be_an_order(self, world, effective):
        with pytest.raises(Conflict):
            answer(world, effective)


class TestOpeningAnew:
    @pytest.fixture(autouse=True)
    def _in_the_window(self):
        with clock.at(WINDOW):
            yield

    def refused(self, world) -> Case:
        case = submitted(world, destination="zj_school_b")
        scope = world.scope("zj_school_b.school_head")
        with scope.enter():
            return case_reject(actor=scope, case=case, revision=fresh(case).revision, opinion="无学位，第十七条。")

    def reopened(self, world, case, office="zj_school_a.registrar") -> Case:
        scope = world.scope(office)
        with scope.enter():
            return case_reopen(actor=scope, case=fresh(case))

    def test_makes_a_draft_with_the_same_content(self, world):
        first = self.refused(world)
        again = self.reopened(world, first)
        with unfenced(reason="a test looks"):
            papers = sorted(again.evidence.values_list("key", flat=True))
            student = again.items.get().student_id
        assert (again.state, again.original_id, student, papers) == (
            "draft",
            first.pk,
            world.student("zj_school_a").pk,
            ["household_page", "transfer_application"],
        )

    def test_it_can_be_handed_up(self, world):
        again = self.reopened(world, self.refused(world))
        assert submit(world, "zj_school_a.registrar", again).state == "running"

    def test_what_was_taken_back_can_be_opened_anew(self, world):
        case = submitted(world, destination="zj_school_b")
        scope = world.scope("zj_school_a.registrar")
        with scope.enter():
            case_withdraw(actor=scope, case=case)
        assert self.reopened(world, case).state == "draft"

    def test_once(self, world):
        case = self.refused(world)
        self.reopened(world, case)
        with pytest.raises(Conflict):
            self.reopened(world, case)

    def test_a_running_case_is_not(self, world):
        with pytest.raises(Conflict):
            self.reopened(world, submitted(world, destination="zj_school_b"))

    def test_others_do_not(self, world):
        with pytest.raises(NotAllowed):
            self.reopened(world, self.refused(world), "zj_school_b.registrar")


class TestPressing:
    @pytest.fixture(autouse=True)
    def _in_the_window(self):
        with clock.at(WINDOW):
            yield

    def press(self, world, office, case):
        scope = world.scope(office)
        with scope.enter():
            return case_press(actor=scope, case=case, opinion="请抓紧。")

    def test_the_level_above_presses_where_it_lies(self, world):
        case = submitted(world, destination="zj_school_b")
        steps = self.press(world, "zj.chief", case)
        with unfenced(reason="a test looks"):
            told = list(Notice.objects.filter(case=case, kind="pressed").values_list("organization_id", flat=True))
        assert ([step.organization_id for step in steps], told) == ([world["zj_school_b"].pk],) * 2

    def test_it_is_recorded_with_the_case(self, world):
        case = submitted(world, destination="zj_school_b")
        self.press(world, "zj_county_1a.chief", case)
        with unfenced(reason="a test looks"):
            said = Decision.objects.get(case=case, verb="press")
        assert (said.opinion, said.organization_id) == ("请抓紧。", world["zj_county_1a"].pk)

    def test_once_a_day(self, world):
        case = submitted(world, destination="zj_school_b")
        self.press(world, "zj_county_1a.chief", case)
        with pytest.raises(Conflict):
            self.press(world, "zj_county_1a.reviewer", case)

    def test_only_for_what_lies_below(self, world):
        case = accepted(world, submitted(world, destination="zj_school_b"), "zj_school_b")
        with pytest.raises(NotAllowed):
            self.press(world, "zj_county_1a.chief", case)


class TestTheStudent:
    def take_back(self, world, case, person_id) -> Case:
        scope = Scope.of_student(user_id=world.user("zj_school_a.registrar").pk, person_id=person_id)
        with scope.enter():
            return case_withdraw_by_student(actor=scope, case=case)

    def test_takes_the_own_application_back(self, world):
        with clock.at(WINDOW):
            case = submitted(world, destination="zj_school_b")
            self.take_back(world, case, world.student("zj_school_a").person_id)
        assert fresh(case).state == "withdrawn"

    def test_not_anybody_elses(self, world):
        with clock.at(WINDOW):
            case = submitted(world, destination="zj_school_b")
            with pytest.raises(NotAllowed):
                self.take_back(world, case, world.student("zj_school_a", 1).person_id)

    def test_not_after_the_last_decision(self, world, effective):
        with pytest.raises(Conflict):
            self.take_back(world, effective, world.student("bj_school_a").person_id)
