"""The case page through the web client: what it shows, each verb, who is refused."""

import pytest
from django.urls import reverse

from tests.cases.errands import approve, open_case, too_early, without_papers
from xueji.cases.models import Case, Decision, Step
from xueji.cases.states import CaseState
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db
REVIEWER = "zj_county_1a.reviewer"
OPINION = {"approve": "approve_opinion", "return": "return_opinion", "reject": "reject_opinion"}


def page(client, world, office, case):
    client.force_login(world.user(office))
    return client.get(reverse("cases:case", args=[case.pk]))


def decide(client, world, office, case, verb, opinion="", **data):
    client.force_login(world.user(office))
    field = f"{verb}_opinion"
    sent = {"verb": verb, "version": state_of(case).revision, field: opinion, **data}
    return client.post(reverse("cases:decide", args=[case.pk]), sent)


def state_of(case):
    with unfenced(reason="a test looks"):
        return Case.objects.get(pk=case.pk)


def states_of_steps(case):
    with unfenced(reason="a test looks"):
        return list(Step.objects.filter(case=case).order_by("position").values_list("state", flat=True))


class TestThePage:
    def test_names_the_student_of_the_snapshot(self, client, world, errand):
        case = open_case(world)
        assert "转学：陈语桐" in page(client, world, "zj_school_d.registrar", case).content.decode()

    def test_shows_the_chain_in_groups(self, client, world, errand):
        case = open_case(world)
        groups = page(client, world, "zj_school_d.registrar", case).context["groups"]
        assert [[step.state for step in group] for group in groups] == [
            ["done"],
            ["now"],
            ["next", "next"],
            ["next", "next"],
        ]

    def test_cites_the_article_of_each_rule(self, client, world, errand):
        case = open_case(world)
        assert "第十七条第一款" in page(client, world, "zj_school_d.registrar", case).content.decode()

    def test_offers_no_decision_to_who_has_no_step(self, client, world, errand):
        case = open_case(world)
        response = page(client, world, REVIEWER, case)
        assert "decision" not in response.context and "正在南浦区澄怀中等专业学校办理" in response.content.decode()

    def test_says_beside_the_verb_why_it_is_blocked(self, client, world, errand):
        case = open_case(world)
        without_papers(errand)
        client.force_login(world.user("zj_school_d.registrar"))
        client.post(reverse("cases:check", args=[case.pk]))
        html = page(client, world, "zj_school_d.registrar", case).content.decode()
        assert 'disabled aria-describedby="why-approve"' in html

    def test_lists_what_the_system_will_do(self, client, world, errand):
        assert "生效后系统将" in page(client, world, "zj_school_a.registrar", open_case(world)).content.decode()

    @pytest.mark.parametrize("name", ["case", "decide", "submit", "withdraw", "check", "evidence_add"])
    def test_is_not_there_for_the_next_county(self, client, world, errand, name):
        case = open_case(world)
        client.force_login(world.user("zj_county_1b.chief"))
        url = reverse(f"cases:{name}", args=[case.pk])
        answer = client.get(url) if name == "case" else client.post(url, {"verb": "approve", "version": 1})
        assert answer.status_code == 404

    def test_is_not_there_for_the_student(self, client, world, errand, django_user_model):
        case = open_case(world)
        person = world.student("zj_school_a").person_id
        client.force_login(django_user_model.objects.create_user("s", password="x", name="陈语桐", person_id=person))
        assert client.get(reverse("cases:case", args=[case.pk])).status_code == 404


# Person, offices, the scope on and off (with a savepoint in tests).
SHELL_QUERIES = 6


class TestQueries:
    @pytest.mark.parametrize("positions", [(0,), (0, 1, 2)])
    def test_the_reviewers_page_needs_eight_beyond_the_shell(
        self, client, world, roster, positions, django_assert_num_queries
    ):
        case = open_case(world, positions=positions)
        client.force_login(world.user("zj_school_d.registrar"))
        client.get(reverse("cases:case", args=[case.pk]))
        with django_assert_num_queries(SHELL_QUERIES + 8):
            client.get(reverse("cases:case", args=[case.pk]))


class TestVerbs:
    def test_agreeing_opens_the_next_group(self, client, world, errand):
        case = open_case(world)
        decide(client, world, "zj_school_d.registrar", case, "approve", "有学位。")
        assert states_of_steps(case) == ["done", "done", "open", "open", "waiting", "waiting"]

    def test_the_next_of_the_list_follows(self, client, world, errand):
        first, second = open_case(world), open_case(world, positions=(1,))
        answer = decide(client, world, "zj_school_d.registrar", first, "approve")
        assert answer.url == reverse("cases:case", args=[second.pk])

    def test_behind_the_last_one_stands_the_workbench(self, client, world, errand):
        assert decide(client, world, "zj_school_d.registrar", open_case(world), "approve").url == "/"

    def test_the_last_agreement_makes_it_effective(self, client, world, errand):
        case = open_case(world)
        approve(world, case, "zj_school_d.registrar", REVIEWER, "zj_county_2a.reviewer", "zj_city_1.reviewer")
        decide(client, world, "zj_city_2.reviewer", case, "approve")
        assert (state_of(case).state, errand.applied) == (CaseState.CLOSED, [world.student("zj_school_a").pk])

    def test_sending_back_stops_the_clock(self, client, world, errand):
        case = approve(world, open_case(world), "zj_school_d.registrar")
        decide(client, world, REVIEWER, case, "return", "现附旧页。", to_position=1, papers=[])
        assert states_of_steps(case) == ["open", "done", "stopped", "stopped", "waiting", "waiting"]

    def test_sending_back_needs_a_reason_at_its_field(self, client, world, errand):
        case = approve(world, open_case(world), "zj_school_d.registrar")
        answer = decide(client, world, REVIEWER, case, "return", "", to_position=1)
        form = answer.context["decision"].form
        assert (answer.status_code, list(form.errors)) == (422, ["return_opinion"])

    def test_refusing_ends_it(self, client, world, errand):
        case = open_case(world)
        decide(client, world, "zj_school_d.registrar", case, "reject", "无学位，第十七条。")
        assert state_of(case).state == CaseState.REJECTED

    def test_handing_up_again_goes_on_where_it_stood(self, client, world, errand):
        case = approve(world, open_case(world), "zj_school_d.registrar")
        decide(client, world, REVIEWER, case, "return", "补。", to_position=1)
        client.force_login(world.user("zj_school_a.registrar"))
        client.post(reverse("cases:submit", args=[case.pk]), {"opinion": "已补。"})
        assert states_of_steps(case) == ["done", "done", "open", "open", "waiting", "waiting"]

    def test_the_opener_takes_it_back(self, client, world, errand):
        case = open_case(world)
        client.force_login(world.user("zj_school_a.registrar"))
        client.post(reverse("cases:withdraw", args=[case.pk]))
        assert state_of(case).state == CaseState.WITHDRAWN

    def test_a_teacher_of_the_school_cannot_decide(self, client, world, errand):
        from tests.support.world import make_office

        case = open_case(world)
        office = make_office(world["zj_school_d"], "class_teacher", username="teacher")
        client.force_login(office.user)
        assert "您的职务不能核办" in client.get(reverse("cases:case", args=[case.pk])).content.decode()


class TestExceptions:
    def test_the_city_must_say_why(self, client, world, errand):
        too_early(errand)
        case = open_case(world)
        approve(world, case, "zj_school_d.registrar", REVIEWER, "zj_county_2a.reviewer")
        answer = decide(client, world, "zj_city_1.reviewer", case, "approve")
        assert (answer.status_code, list(answer.context["decision"].form.errors)) == (422, ["exception_0"])

    def test_grounds_are_kept_with_the_rule(self, client, world, errand):
        too_early(errand)
        case = open_case(world)
        approve(world, case, "zj_school_d.registrar", REVIEWER, "zj_county_2a.reviewer")
        decide(client, world, "zj_city_1.reviewer", case, "approve", exception_0="因病未满一学期。")
        with unfenced(reason="a test looks"):
            decision = Decision.objects.filter(case=case, verb="approve").first()
        assert list(decision.data["exceptions"].values()) == ["因病未满一学期。"]

    def test_the_county_passes_it_on(self, client, world, errand):
        too_early(errand)
        case = approve(world, open_case(world), "zj_school_d.registrar")
        html = page(client, world, REVIEWER, case).content.decode()
        assert "由上级决定" in html and "exception_0" not in html


class TestTwoDeciders:
    def test_the_slower_one_reads_who_was_faster_and_keeps_the_words(self, client, world, errand):
        case = open_case(world)
        approve(world, case, "zj_school_d.registrar")
        answer = decide(client, world, "zj_school_d.school_head", case, "approve", "我也同意。")
        html = answer.content.decode()
        assert answer.status_code == 409 and "已于 9月7日" in html and "我也同意。" in html

    def test_a_changed_case_keeps_the_words_in_the_form(self, client, world, errand):
        case = open_case(world)
        answer = decide(client, world, "zj_school_d.registrar", case, "approve", "同意转入。", version=1)
        form = answer.context["decision"].form
        assert (answer.status_code, form["approve_opinion"].value()) == (409, "同意转入。")

    def test_the_new_revision_stands_in_the_form(self, client, world, errand):
        case = open_case(world)
        answer = decide(client, world, "zj_school_d.registrar", case, "approve", version=1)
        assert f'name="version" value="{state_of(case).revision}"' in answer.content.decode()


class TestDrafts:
    def test_a_draft_is_handed_up_from_its_page(self, client, world, errand):
        case = open_case(world, submit=False)
        client.force_login(world.user("zj_school_a.registrar"))
        client.post(reverse("cases:submit", args=[case.pk]), {"opinion": ""})
        assert state_of(case).state == CaseState.RUNNING

    def test_what_is_owed_blocks_the_button(self, client, world, errand):
        without_papers(errand)
        case = open_case(world, submit=False)
        assert page(client, world, "zj_school_a.registrar", case).context["hand_up"].why_not.startswith("尚缺")

    def test_a_forced_submission_is_refused_with_the_rules(self, client, world, errand):
        without_papers(errand)
        case = open_case(world, submit=False)
        client.force_login(world.user("zj_school_a.registrar"))
        answer = client.post(reverse("cases:submit", args=[case.pk]))
        assert (answer.status_code, state_of(case).state) == (422, CaseState.DRAFT)

    def test_nobody_else_sees_a_draft(self, client, world, errand):
        case = open_case(world, submit=False)
        assert page(client, world, REVIEWER, case).status_code == 404


class TestBatches:
    def test_the_title_counts_the_students(self, client, world, roster):
        case = open_case(world, positions=(0, 1, 2))
        assert "转学：3 名新生" in page(client, world, "zj_school_d.registrar", case).content.decode()

    def test_ticked_students_go_back_with_the_reason(self, client, world, roster):
        case = open_case(world, positions=(0, 1, 2))
        item = items_of(case)[1]
        decide(client, world, "zj_school_d.registrar", case, "approve", item=[item.pk], items_reason="照片不符。")
        assert [(row.state, row.note) for row in items_of(case)] == [
            ("pending", ""),
            ("returned", "照片不符。"),
            ("pending", ""),
        ]

    def test_a_ticked_student_without_a_reason_is_asked_about(self, client, world, roster):
        case = open_case(world, positions=(0, 1, 2))
        item = items_of(case)[1]
        answer = decide(client, world, "zj_school_d.registrar", case, "approve", item=[item.pk])
        assert list(answer.context["decision"].form.errors) == ["items_reason"]


def items_of(case):
    with unfenced(reason="a test looks"):
        return list(case.items.order_by("position"))
