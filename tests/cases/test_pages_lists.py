"""The list of cases, oversight, searching by number and the API."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.cases.errands import TODAY, approve, open_case
from xueji import clock
from xueji.cases.listing import PAGE
from xueji.cases.models import Notice
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


LIST_QUERIES = 16


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
        branch = self.overdue(client, world).context["branches"][0]
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
