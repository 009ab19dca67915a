"""The workbench: its headline, groups, chips, numbers, notices; and what a student sees."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.cases.conftest import day, errand  # noqa: F401 (fixtures)
from tests.cases.errands import TODAY, approve, open_case
from xueji import clock
from xueji.cases import actions
from xueji.cases.models import Case, Notice
from xueji.notices.models import PersonNotice
from xueji.notices.spreading import spread
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db
URL = "/"


def today(client, world, office, query=""):
    client.force_login(world.user(office))
    return client.get(URL + query)


@pytest.fixture
def student(client, world, django_user_model):
    person = world.student("zj_school_a").person_id
    user = django_user_model.objects.create_user("stu", password="x", name="陈语桐", person_id=person)
    client.force_login(user)
    return user


class TestHeadline:
    def test_says_that_there_is_nothing(self, client, world, errand):  # noqa: F811
        assert today(client, world, "zj_school_d.registrar").context["headline"] == "没有要您办的事"

    def test_counts_what_is_to_do(self, client, world, errand):  # noqa: F811
        open_case(world)
        assert today(client, world, "zj_school_d.registrar").context["headline"] == "待办 1 件"

    def test_says_what_ends_today(self, client, world, errand):  # noqa: F811
        open_case(world)
        with clock.at(TODAY + timedelta(days=13)):
            headline = today(client, world, "zj_school_d.registrar").context["headline"]
        assert headline == "待办 1 件，1 件今天到期"

    def test_says_what_is_late(self, client, world, errand):  # noqa: F811
        open_case(world)
        with clock.at(TODAY + timedelta(days=60)):
            assert today(client, world, "zj_school_d.registrar").context["headline"] == "待办 1 件，1 件超期"


class TestToDo:
    @pytest.mark.parametrize(("days", "group"), [(0, "以后"), (9, "本周与下周初"), (13, "今天"), (60, "超期")])
    def test_stands_under_its_time(self, client, world, errand, days, group):  # noqa: F811
        open_case(world)
        with clock.at(TODAY + timedelta(days=days)):
            groups = today(client, world, "zj_school_d.registrar").context["groups"]
        assert [title for title, _rows in groups] == [group]

    def test_the_opener_waits_for_others(self, client, world, errand):  # noqa: F811
        open_case(world)
        groups = today(client, world, "zj_school_a.registrar", "?show=others").context["groups"]
        assert [row.action for _title, rows in groups for row in rows] == ["查看"]

    def test_pages_by_keyset(self, client, world, errand, monkeypatch):  # noqa: F811
        monkeypatch.setattr("xueji.cases.to_do.PAGE", 1)
        first, second = open_case(world), open_case(world, positions=(1,))
        page = today(client, world, "zj_school_d.registrar")
        query = f"?after={page.context['page'].next_cursor}"
        rows = [rows for _title, rows in today(client, world, "zj_school_d.registrar", query).context["groups"]]
        assert (first.pk, [row.step.case_id for row in rows[0]]) == (first.pk, [second.pk])

    @pytest.mark.parametrize("positions", [(0,), (0, 1, 2)])
    def test_needs_as_many_queries_for_three_as_for_one(
        self,
        client,
        world,
        errand,  # noqa: F811
        positions,
        django_assert_num_queries,
    ):
        for position in positions:
            open_case(world, positions=(position,))
        today(client, world, "zj_school_d.registrar")
        with django_assert_num_queries(WORKBENCH_QUERIES):
            client.get(URL)


# One more than before chapter 2: newcomers, the term that is registered, windows that were extended and clashes came; what
# is merely counted comes in one statement.
WORKBENCH_QUERIES = 23


class TestAroundIt:
    def test_a_draft_is_listed_for_its_school(self, client, world, errand):  # noqa: F811
        open_case(world, submit=False)
        drafts = today(client, world, "zj_school_a.registrar").context["drafts"]
        assert [line.subject for line in drafts.lines] == ["陈语桐"]

    def test_places_tell_where_own_cases_lie(self, client, world, errand):  # noqa: F811
        open_case(world)
        places = today(client, world, "zj_school_a.registrar").context["places"]
        assert [(place.organization.name, place.count) for place in places] == [("南浦区澄怀中等专业学校", 1)]

    def test_students_are_counted_by_status(self, client, world, errand):  # noqa: F811
        numbers = today(client, world, "zj_school_a.registrar").context["numbers"]
        assert [(str(number.label), number.value) for number in numbers[:2]] == [("在籍学生", 3), ("在读", 3)]

    def test_no_season_is_announced_before_its_term_is_known(self, client, world, errand):  # noqa: F811
        with clock.at(date(2026, 11, 22)):
            windows = today(client, world, "zj_school_a.registrar").context["windows"]
        labels = {str(window.label) for window in windows}
        assert (labels >= {"转学", "春季新生注册"}, "秋季新生注册" in labels) == (True, False)

    def test_the_transfer_window_is_open_in_september(self, client, world, errand):  # noqa: F811
        windows = today(client, world, "zj_school_a.registrar").context["windows"]
        assert [(window.label, window.is_open) for window in windows][0] == ("转学", True)

    def test_notices_are_read_at_once(self, client, world, errand):  # noqa: F811
        open_case(world)
        spread()
        answer = today(client, world, "zj_school_d.registrar")
        assert "省内转学 到了贵单位" in answer.content.decode()
        client.post(reverse("notices:read"), {"back": "today"})
        assert "到了贵单位" in today(client, world, "zj_school_d.registrar").content.decode()
        with world.scope("zj_school_d.registrar").enter():
            assert not PersonNotice.objects.unread().exists()

    def test_a_level_above_may_mark_what_was_taken_to_it(self, client, world, errand):  # noqa: F811
        case = open_case(world)
        with unfenced(reason="a test"):
            Notice.objects.create(organization_id=world["zj"].pk, case=case, kind="escalated", text="x", at=clock.now())
        spread()
        client.force_login(world.user("zj.reviewer"))
        client.post(reverse("notices:read"))
        with world.scope("zj.reviewer").enter():
            assert [bool(row.read_at) for row in PersonNotice.objects.all()] == [True]


class TestThePortal:
    def test_says_where_the_application_lies(self, client, world, errand, student):  # noqa: F811
        open_case(world)
        assert "等南浦区澄怀中等专业学校审核，期限到 9月20日" in client.get(URL).content.decode()

    def test_says_what_to_bring_when_it_came_back(self, client, world, errand, student):  # noqa: F811
        case = approve(world, open_case(world), "zj_school_d.registrar")
        with world.scope("zj_county_1a.reviewer").enter() as actor:
            actions.step_return(actor=actor, case=case, revision=case.revision, to_position=1, opinion="补户口簿。")
        assert "要补的是：补户口簿。" in client.get(URL).content.decode()

    def test_hides_the_schools_drafts(self, client, world, errand, student):  # noqa: F811
        open_case(world, submit=False)
        assert "现在没有在办的申请" in client.get(URL).content.decode()

    def test_shows_no_other_students_case(self, client, world, errand, student):  # noqa: F811
        open_case(world, positions=(1,))
        assert client.get(URL).context["running"] == []

    def test_leads_to_the_own_record(self, client, world, errand, student):  # noqa: F811
        assert reverse("students:me") in client.get(URL).content.decode()

    def test_cases_stand_behind_the_fence(self, client, world, errand, student):  # noqa: F811
        open_case(world)
        with unfenced(reason="a test looks"):
            assert Case.objects.count() == 1
        assert client.get(reverse("cases:list")).status_code == 404
