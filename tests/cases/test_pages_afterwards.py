"""Screens after a decision: opening anew, undoing, pressing; deciding on many; rules that changed meanwhile."""

import pytest
from django.urls import reverse

from tests.cases.errands import approve, open_case, without_papers
from tests.support.casework import approve as agree
from tests.support.casework import fresh
from tests.transfers.support import WINDOW, accepted, submitted
from xueji import clock
from xueji.cases.models import Case, Step
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db
TO_SCHOOL = "zj_school_d.registrar"


@pytest.fixture
def done(world) -> Case:
    with clock.at(WINDOW):
        case = accepted(world, submitted(world, destination="zj_school_b"), "zj_school_b")
        agree(world, "zj_county_1a.reviewer", case)
        yield agree(world, "zj_city_1.reviewer", case)


def page(client, world, office, case):
    client.force_login(world.user(office))
    return client.get(reverse("cases:case", args=[case.pk]))


class TestRevoking:
    def test_is_offered_to_who_decided(self, client, world, done):
        assert (
            reverse("cases:revoke", args=[done.pk]) in page(client, world, "zj_county_1a.chief", done).content.decode()
        )

    def test_is_not_offered_above(self, client, world, done):
        assert not page(client, world, "zj.chief", done).context["can_revoke"]

    def test_is_refused_above(self, client, world, done):
        client.force_login(world.user("zj.chief"))
        assert client.get(reverse("cases:revoke", args=[done.pk])).status_code == 403

    def test_leads_to_the_draft(self, client, world, done):
        client.force_login(world.user("zj_county_1a.chief"))
        answer = client.post(reverse("cases:revoke", args=[done.pk]), {"reason": "材料有误。"})
        with unfenced(reason="a test looks"):
            undoing = Case.objects.get(original=done)
        assert answer.url == reverse("cases:case", args=[undoing.pk])

    def test_wants_a_reason_at_its_field(self, client, world, done):
        client.force_login(world.user("zj_county_1a.chief"))
        answer = client.post(reverse("cases:revoke", args=[done.pk]), {"reason": ""})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])

    def test_the_draft_names_the_original(self, client, world, done):
        client.force_login(world.user("zj_county_1a.chief"))
        answer = client.post(reverse("cases:revoke", args=[done.pk]), {"reason": "材料有误。"}, follow=True)
        assert fresh(done).number in answer.content.decode()

    def test_the_original_tells_of_it(self, client, world, done):
        client.force_login(world.user("zj_county_1a.chief"))
        client.post(reverse("cases:revoke", args=[done.pk]), {"reason": "材料有误。"})
        assert "有一件撤销正在办理" in page(client, world, "zj_county_1a.chief", done).content.decode()


class TestOpeningAnew:
    def test_leads_to_the_new_draft(self, client, world, errand):
        case = open_case(world)
        client.force_login(world.user("zj_school_a.registrar"))
        client.post(reverse("cases:withdraw", args=[case.pk]))
        answer = client.post(reverse("cases:reopen", args=[case.pk]), follow=True)
        assert (answer.context["case"].original_id, answer.context["case"].state) == (case.pk, "draft")

    def test_a_running_case_says_why_not(self, client, world, errand):
        case = open_case(world)
        client.force_login(world.user("zj_school_a.registrar"))
        assert client.post(reverse("cases:reopen", args=[case.pk])).status_code == 409


class TestPressing:
    def test_is_offered_above_and_said(self, client, world, errand):
        case = open_case(world)
        assert page(client, world, "zj_city_2.chief", case).context["can_press"]
        answer = client.post(reverse("cases:press", args=[case.pk]), follow=True)
        assert "已向南浦区澄怀中等专业学校催办" in answer.content.decode()

    def test_is_not_offered_at_the_school(self, client, world, errand):
        assert not page(client, world, "zj_school_d.school_head", open_case(world)).context["can_press"]


class TestMany:
    def chosen(self, *cases):
        return [f"{case.pk}_{fresh(case).revision}" for case in cases]

    def post(self, client, world, office, cases, **sent):
        client.force_login(world.user(office))
        sent = {"verb": "approve", "opinion": "同意。", "case": cases, **sent}
        return client.post(reverse("cases:many"), sent)

    def test_lists_what_can_be_agreed_to(self, client, world, errand):
        cases = [open_case(world, positions=(position,)) for position in (0, 1)]
        client.force_login(world.user(TO_SCHOOL))
        rows = client.get(reverse("cases:many")).context["rows"]
        assert [row.step.case_id for row in rows] == [case.pk for case in cases]

    def test_agrees_to_all_that_were_chosen(self, client, world, errand):
        cases = [open_case(world, positions=(position,)) for position in (0, 1)]
        answer = self.post(client, world, TO_SCHOOL, self.chosen(*cases))
        assert [outcome.done for outcome in answer.context["outcomes"]] == [True, True]

    def test_one_that_was_decided_meanwhile_does_not_stop_the_other(self, client, world, errand):
        first, second = (open_case(world, positions=(position,)) for position in (0, 1))
        chosen = self.chosen(first, second)
        approve(world, first, TO_SCHOOL)
        answer = self.post(client, world, TO_SCHOOL, chosen)
        assert [outcome.done for outcome in answer.context["outcomes"]] == [False, True]
        assert "您写的意见没有提交" in answer.content.decode()

    def test_what_the_rules_stop_stays_with_its_reason(self, client, world, errand):
        case = open_case(world)
        without_papers(errand)
        answer = self.post(client, world, TO_SCHOOL, self.chosen(case))
        assert "按最新事实不能同意" in answer.context["outcomes"][0].why_not

    def test_nothing_chosen_is_said(self, client, world, errand):
        assert self.post(client, world, TO_SCHOOL, []).status_code == 422

    def test_strangers_cases_do_not_exist(self, client, world, errand):
        case = open_case(world)
        answer = self.post(client, world, "zj_county_1b.reviewer", self.chosen(case))
        assert list(answer.context["outcomes"]) == []


class TestBatches:
    def test_one_goes_back_one_is_refused_the_rest_goes_on(self, client, world, roster):
        case = open_case(world, positions=(0, 1, 2))
        with unfenced(reason="a test looks"):
            items = list(case.items.order_by("position").values_list("pk", flat=True))
        client.force_login(world.user(TO_SCHOOL))
        sent = {"verb": "approve", "version": fresh(case).revision, "item": [items[0]], "refused": [items[1]]}
        client.post(
            reverse("cases:decide", args=[case.pk]),
            sent | {f"item_reason_{items[0]}": "缺页", "items_reason": "无学位"},
        )
        with unfenced(reason="a test looks"):
            states = list(case.items.order_by("position").values_list("state", "note"))
        assert states == [("returned", "缺页"), ("rejected", "无学位"), ("pending", "")]


class TestRulesThatChanged:
    def test_the_page_says_so(self, client, world, errand):
        case = open_case(world)
        with unfenced(reason="a test turns back the version"):
            Case.objects.filter(pk=case.pk).update(policy_version="2014.1")
        html = page(client, world, TO_SCHOOL, case).content.decode()
        assert "本件按提交之日的口径 2014.1 办理" in html

    def test_nothing_is_said_without_a_change(self, client, world, errand):
        assert page(client, world, TO_SCHOOL, open_case(world)).context["rules_changed"] is None


class TestOrders:
    @pytest.fixture
    def filing(self, world, errand):
        """An effective errand that lies with the to-school's county for filing."""
        seats = (TO_SCHOOL, "zj_county_1a.reviewer", "zj_county_2a.reviewer", "zj_city_1.reviewer")
        case = approve(world, open_case(world), *seats)
        with unfenced(reason="a test needs a filing"):
            Step.objects.create(
                case=case,
                position=9,
                group=9,
                key="filing",
                label="备案",
                organization=world["zj_county_2a"],
                kind="filing",
                viewers=case.viewers,
                parties=case.parties,
            )
        return approve(world, case, "zj_city_2.reviewer")

    def decide(self, client, world, office, case, verb, **sent):
        client.force_login(world.user(office))
        sent = {"verb": verb, "version": fresh(case).revision, **sent}
        return client.post(reverse("cases:decide", args=[case.pk]), sent)

    def test_an_objection_gives_days(self, client, world, filing):
        self.decide(client, world, "zj_county_2a.chief", filing, "object", object_opinion="缺签字。", working_days=5)
        with unfenced(reason="a test looks"):
            assert Step.objects.get(case=filing, kind="correction").budget == 5

    def test_too_many_days_are_refused_at_their_field(self, client, world, filing):
        answer = self.decide(
            client, world, "zj_county_2a.chief", filing, "object", object_opinion="缺签字。", working_days=500
        )
        assert (answer.status_code, list(answer.context["decision"].form.errors)) == (422, ["working_days"])

    def test_the_opener_answers_on_the_page(self, client, world, filing):
        self.decide(client, world, "zj_county_2a.chief", filing, "object", object_opinion="缺签字。")
        html = page(client, world, "zj_school_a.registrar", filing).content.decode()
        assert "报告改正" in html and "责令改正" in html

    def test_the_answer_brings_it_back_and_filing_closes_it(self, client, world, filing):
        self.decide(client, world, "zj_county_2a.chief", filing, "object", object_opinion="缺签字。")
        self.decide(client, world, "zj_school_a.registrar", filing, "correct", correct_opinion="已补。")
        self.decide(client, world, "zj_county_2a.chief", filing, "file")
        assert fresh(filing).state == "closed"
