"""The list of cases, oversight, searching by number and the API."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.errands import TODAY, approve, open_case
from tests.support.deadlines import open_step
from xueji import clock
from xueji.cases import actions
from xueji.cases.deadlines import sweep
from xueji.cases.listing import PAGE
from xueji.cases.models import Case, Notice, Step
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db
LATE = TODAY + timedelta(days=60)


def numbers(answer):
    return [line.case.pk for line in answer.context["lines"]]


class TestTheList:
    def test_shows_the_newest_first(self, client, world, errand):
        cases = [open_case(world, positions=(position,)) for position in range(3)]
        client.force_login(world.user("zj_county_1a.reviewer"))
        assert numbers(client.get(reverse("cases:list"))) == [case.pk for case in reversed(cases)]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("state=open", [1, 0]),
            ("state=withdrawn", []),
            ("place=mine", [1]),
            ("place=others", [1, 0]),
            ("kind=x", [1, 0]),
        ],
    )
    def test_is_filtered(self, client, world, errand, query, expected):
        cases = [open_case(world), open_case(world, positions=(1,))]
        approve(world, cases[1], "zj_school_d.registrar")
        client.force_login(world.user("zj_county_1a.reviewer"))
        found = numbers(client.get(reverse("cases:list") + f"?{query}"))
        assert found == [cases[position].pk for position in expected]

    def test_of_another_county_is_empty(self, client, world, errand):
        open_case(world)
        client.force_login(world.user("zj_county_1b.reviewer"))
        assert numbers(client.get(reverse("cases:list"))) == []

    @pytest.mark.parametrize("positions", [(0,), (0, 1, 2)])
    def test_needs_as_many_queries_for_three_as_for_one(
        self, client, world, errand, positions, django_assert_num_queries
    ):
        for position in positions:
            open_case(world, positions=(position,))
        client.force_login(world.user("zj_county_1a.reviewer"))
        client.get(reverse("cases:list"))
        with django_assert_num_queries(LIST_QUERIES):
            client.get(reverse("cases:list"))

    def test_pages_by_keyset_there_and_back(self, client, world, roster, monkeypatch):
        monkeypatch.setattr("xueji.cases.listing.PAGE", 1)
        first, second = open_case(world), open_case(world)
        client.force_login(world.user("zj_county_1a.reviewer"))
        there = client.get(reverse("cases:list") + f"?after={second.pk}")
        back = client.get(reverse("cases:list") + f"?before={first.pk}")
        assert (numbers(there), numbers(back), PAGE) == ([first.pk], [second.pk], 50)


LIST_QUERIES = 13


class TestOversight:
    def overdue(self, client, world, office="zj_city_2.reviewer"):
        with clock.at(LATE):
            client.force_login(world.user(office))
            return client.get(reverse("cases:overdue"))

    def test_counts_what_is_late_below(self, client, world, errand):
        open_case(world)
        assert "1 件超期" in self.overdue(client, world).content.decode()

    def test_names_the_organization_under_its_county(self, client, world, errand):
        open_case(world)
        branch = self.overdue(client, world).context["branches"][0].branch
        names = [branch.organization.name, *(body.organization.name for body in branch.bodies)]
        assert names == ["南浦区教育局", "南浦区澄怀中等专业学校"]

    def test_shows_nothing_of_the_other_city(self, client, world, errand):
        open_case(world)
        assert self.overdue(client, world, "zj_city_1.reviewer").context["branches"] == []

    def test_does_not_count_the_own_steps(self, client, world, errand):
        approve(world, open_case(world), "zj_school_d.registrar")
        bodies = self.overdue(client, world, "zj_county_2a.reviewer").context["branches"]
        assert bodies == []

    def test_is_not_for_schools(self, client, world, errand):
        assert self.overdue(client, world, "zj_school_a.school_head").status_code == 404

    def remind(self, client, world, key, office="zj_city_2.reviewer"):
        with clock.at(LATE):
            client.force_login(world.user(office))
            return client.post(reverse("cases:remind"), {"organization": world[key].pk})

    def notices(self, world, key):
        with unfenced(reason="a test looks"):
            return list(Notice.objects.filter(kind="reminded", organization_id=world[key].pk))

    def test_a_reminder_reaches_the_organization(self, client, world, errand):
        open_case(world)
        self.remind(client, world, "zj_school_d")
        assert "瑞江市教育局提醒：省内转学 已超期" in self.notices(world, "zj_school_d")[0].text

    def test_a_second_reminder_on_the_same_day_adds_nothing(self, client, world, errand):
        open_case(world)
        for _time in range(2):
            self.remind(client, world, "zj_school_d")
        assert len(self.notices(world, "zj_school_d")) == 1

    def test_nobody_reminds_whom_he_does_not_oversee(self, client, world, errand):
        open_case(world)
        assert self.remind(client, world, "zj_school_d", "zj_city_1.reviewer").status_code == 404


class TestSearching:
    def test_finds_a_case_by_its_number(self, client, world, errand):
        case = open_case(world)
        client.force_login(world.user("zj_county_1a.reviewer"))
        answer = client.post(reverse("web:search"), {"q": case.number.lower()}, follow=True)
        assert reverse("cases:case", args=[case.pk]) in answer.content.decode() or answer.redirect_chain[-1][
            0
        ] == reverse("cases:case", args=[case.pk])


class TestTheApi:
    def test_lists_what_the_office_sees(self, client, world, errand):
        case = open_case(world)
        client.force_login(world.user("zj_county_1a.reviewer"))
        assert [row["id"] for row in client.get("/api/cases/").json()["results"]] == [case.pk]

    def test_decides_by_the_same_action(self, client, world, errand):
        case = open_case(world)
        client.force_login(world.user("zj_school_d.registrar"))
        sent = {"verb": "approve", "revision": case.revision, "opinion": "同意。"}
        answer = client.post(f"/api/cases/{case.pk}/decide/", sent, content_type="application/json")
        assert [step["state"] for step in answer.json()["steps"][:3]] == ["done", "done", "open"]

    def test_answers_an_old_revision_with_a_conflict(self, client, world, errand):
        case = open_case(world)
        client.force_login(world.user("zj_school_d.registrar"))
        sent = {"verb": "approve", "revision": 1}
        answer = client.post(f"/api/cases/{case.pk}/decide/", sent, content_type="application/json")
        assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")

    def test_has_nothing_for_a_stranger(self, client, world, errand):
        case = open_case(world)
        client.force_login(world.user("zj_county_1b.reviewer"))
        assert client.get(f"/api/cases/{case.pk}/").status_code == 404


class TestOversightInDepth:
    """Filters, pages, who had it last, how it was in the weeks before."""

    def page(self, client, world, query="", office="zj_city_2.reviewer", day=LATE):
        with clock.at(day):
            client.force_login(world.user(office))
            return client.get(reverse("cases:overdue") + query)

    def late_step(self, world, key="zj_school_d", started=TODAY, budget=2):
        """An open step that the city above sees."""
        seen = [world[key].pk, world["zj_city_2"].pk]
        step = open_step(world, key, started=started, budget=budget, viewers=seen)
        with unfenced(reason="a test lets the city see it"):
            Case.objects.filter(pk=step.case_id).update(viewers=seen)
        return step

    def late_steps(self, world, count, key="zj_school_d"):
        return [self.late_step(world, key, TODAY + timedelta(days=n)) for n in range(count)]

    def shown(self, answer):
        return [line.row.step.pk for line in answer.context["rows"]]

    def test_pages_by_keyset(self, client, world, errand, monkeypatch):
        monkeypatch.setattr("xueji.cases.presenters.overdue.PAGE", 2)
        steps = self.late_steps(world, 3)
        first = self.page(client, world)
        second = self.page(client, world, f"?after={first.context['page'].next_cursor}")

        assert (self.shown(first), self.shown(second)) == ([s.pk for s in steps[:2]], [steps[2].pk])
        assert second.context["page"].next_cursor is None

    def test_what_is_taken_here_comes_first_on_every_page(self, client, world, errand, monkeypatch):
        monkeypatch.setattr("xueji.cases.presenters.overdue.PAGE", 1)
        early, taken = self.late_steps(world, 2)
        with unfenced(reason="a test takes it up"):
            type(taken).objects.filter(pk=taken.pk).update(escalated_to=world["zj_city_2"])
        first = self.page(client, world)
        second = self.page(client, world, f"?after={first.context['page'].next_cursor}")

        assert (self.shown(first), self.shown(second)) == ([taken.pk], [early.pk])

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("", 2),
            ("?kind=transfer", 2),
            ("?kind=registration", 0),
            ("?at=schools", 1),
            ("?at=bureaus", 1),
            ("?late=10", 2),
            ("?late=7", 2),
            ("?after=nonsense", 2),
        ],
    )
    def test_is_filtered(self, client, world, errand, query, count):
        self.late_steps(world, 1)
        self.late_steps(world, 1, key="zj_county_2a")

        assert len(self.shown(self.page(client, world, query))) == count

    @pytest.mark.parametrize(("late", "count"), [(1, 2), (5, 1), (10, 0)])
    def test_days_late_are_working_days(self, client, world, errand, late, count):
        self.late_step(world, budget=2)  # due on the 9th
        self.late_step(world, budget=5)  # due on the 14th

        # Wednesday the 16th: five and two working days late.
        assert len(self.shown(self.page(client, world, f"?late={late}", day=date(2026, 9, 16)))) == count

    @pytest.mark.parametrize("name", ["organization", "under"])
    def test_leads_down_to_one_place(self, client, world, errand, name):
        (here,) = self.late_steps(world, 1)
        self.late_steps(world, 1, key="zj_county_2a")
        key = world["zj_school_d"].pk

        answer = self.page(client, world, f"?{name}={key}")

        assert (self.shown(answer), answer.context["only"].pk) == ([here.pk], key)

    def test_says_who_had_it_last(self, client, world, errand):
        case = approve(world, open_case(world), "zj_school_d.registrar")
        with clock.at(TODAY), world.scope("zj_county_2a.reviewer").enter() as actor:
            actions.step_return(actor=actor, case=case, revision=case.revision, to_position=1, opinion="请补材料。")
        with unfenced(reason="a test gives the correction a last day"):
            Step.objects.filter(case=case, state="open").update(due_on=TODAY)

        answer = self.page(client, world, office="zj_city_1.reviewer")

        assert [line.holder for line in answer.context["rows"]] == [world.user("zj_school_a.registrar").name]

    def test_names_the_officers_of_a_place_where_nobody_acted_yet(self, client, world, errand):
        self.late_steps(world, 1)
        names = [world.user(f"zj_school_d.{role}").name for role in ("registrar", "school_head")]

        assert [line.holder for line in self.page(client, world).context["rows"]] == ["、".join(names)]

    def test_compares_with_a_week_ago(self, client, world, errand):
        self.late_steps(world, 2)
        with clock.at(TODAY + timedelta(days=8)):
            sweep()

        answer = self.page(client, world, day=TODAY + timedelta(days=16))

        assert answer.context["headline"] == "2 件超期，与上周相同"

    def test_asks_as_often_for_many_as_for_one(self, client, world, errand, django_assert_num_queries):
        self.late_steps(world, 1)
        self.page(client, world)
        with CaptureQueriesContext(connection) as one:
            self.page(client, world)
        self.late_steps(world, 3)
        self.late_steps(world, 2, key="zj_county_2a")

        with django_assert_num_queries(len(one)):
            self.page(client, world)

    def test_presses_several_at_once(self, client, world, errand):
        self.late_steps(world, 1)
        self.late_steps(world, 1, key="zj_county_2a")
        with clock.at(LATE):
            client.force_login(world.user("zj_city_2.reviewer"))
            keys = [world["zj_school_d"].pk, world["zj_county_2a"].pk]
            answer = client.post(reverse("cases:remind"), {"organization": keys, "query": "late=5&open=1"})

        with unfenced(reason="a test looks"):
            assert sorted(Notice.objects.filter(kind="reminded").values_list("organization_id", flat=True)) == sorted(
                keys
            )
        assert answer.url == reverse("cases:overdue") + "?late=5&open=1"

    def test_presses_none_of_another_city(self, client, world, errand):
        with clock.at(LATE):
            client.force_login(world.user("zj_city_2.reviewer"))
            answer = client.post(reverse("cases:remind"), {"organization": [world["zj_school_a"].pk]})
        assert answer.status_code == 404
