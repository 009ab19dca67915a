"""The screens of the calendar: kept by a province's chief, looked at by every office."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.support.deadlines import open_step
from xueji import clock
from xueji.calendars.loader import get_calendar
from xueji.calendars.models import CalendarChange, CalendarYear, SchoolTerm
from xueji.cases.models import Step
from xueji.cases.recounting import steps_recount
from xueji.organizations.scope import unfenced
from xueji.organizations.terms import terms_in_force

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
KEEPER = "zj.chief"


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def keeper(client, world):
    client.force_login(world.user(KEEPER))
    return client


def url(name, year=2027):
    return reverse(f"calendar:{name}", args=[year])


def text_of(answer):
    return answer.content.decode()


def draft(year=2027):
    return CalendarYear.objects.get(year=year).draft


def enter(client, **changes):
    given = {"name": "元旦", "first": "2027-01-01", "last": "2027-01-04", "worked": "1月9日、2027-01-10"}
    return client.post(url("festival"), given | changes)


class TestLooking:
    @pytest.mark.parametrize("office", ["zj_school_a.registrar", "zj_county_1a.chief", "zj.reviewer"])
    def test_every_office_sees_the_calendar_and_changes_nothing(self, client, world, office):
        client.force_login(world.user(office))

        shown = [text_of(client.get(reverse("calendar:overview"))), text_of(client.get(url("year", 2026)))]

        assert ["未公布，暂算" in shown[0], "工作日 248 天" in shown[1]] == [True, True]
        assert 'name="day"' not in shown[1]

    def test_a_year_far_away_does_not_exist(self, keeper):
        assert keeper.get(url("year", 1900)).status_code == 404

    def test_a_draft_is_shown_to_those_who_keep_the_calendar_only(self, keeper, world, client):
        enter(keeper)
        assert "草稿，未生效" in text_of(keeper.get(url("year")))

        client.force_login(world.user("zj_school_a.registrar"))
        assert "草稿" not in text_of(client.get(url("year")))


class TestKeeping:
    @pytest.mark.parametrize(
        "office", ["zj_school_a.registrar", "zj_county_1a.chief", "zj_city_1.chief", "zj.reviewer"]
    )
    @pytest.mark.parametrize("name", ["day", "festival", "import", "publish", "discard"])
    def test_others_may_not(self, client, world, office, name):
        client.force_login(world.user(office))

        answer = client.post(
            url(name), {"day": "2027-01-04", "source": "x", "name": "x", "first": "2027-01-01", "last": "2027-01-01"}
        )

        assert answer.status_code == 403
        assert draft() is None

    def test_a_day_is_turned_and_the_sheet_comes_back(self, keeper):
        answer = keeper.post(url("day"), {"day": "2027-01-04", "note": "元旦"}, headers={"HX-Request": "true"})

        assert draft()["holidays"]["2027-01-04"] == "元旦"
        assert "<html" not in text_of(answer)
        assert "1月4日 周一 休息，元旦" in text_of(answer)

    def test_a_festival_is_entered_as_the_notice_says_it(self, keeper):
        enter(keeper)

        assert list(draft()["workdays"]) == ["2027-01-09", "2027-01-10"]
        assert [day for day in draft()["holidays"] if day < "2027-02"] == [f"2027-01-0{n}" for n in (1, 2, 3, 4)]

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"worked": "九号"}, "“九号”不是日期"),
            ({"worked": "1月5日"}, "不是周末"),
            ({"last": "2026-12-31"}, "止日应在起日之后"),
            ({"name": ""}, "必填"),
        ],
    )
    def test_what_does_not_fit_is_said_at_its_field(self, keeper, changes, said):
        answer = enter(keeper, **changes)

        assert answer.status_code == 422
        assert said in text_of(answer)

    def test_a_file_fills_the_draft(self, keeper):
        file = SimpleUploadedFile("2027.csv", "日期,类别,说明\n2027-01-01,休,元旦\n".encode())

        keeper.post(url("import"), {"file": file})

        assert draft() == {"holidays": {"2027-01-01": "元旦"}, "workdays": {}}

    def test_a_wrong_file_is_refused_row_by_row(self, keeper):
        file = SimpleUploadedFile("2027.csv", "2027-01-01,休,元旦\n2027-02-30,休,春节\n2027-02-01,班,春节".encode())

        answer = keeper.post(url("import"), {"file": file})

        assert "第 2 行：“2027-02-30”不是日期" in text_of(answer)
        assert "第 3 行：2027-02-01 不是周末" in text_of(answer)
        assert draft() is None

    def test_publishing_makes_provisional_days_certain(self, keeper, world):
        step = open_step(world, "zj_school_a", started=date(2026, 12, 28), budget=5)
        enter(keeper)
        assert "1 个在办步骤的到期日" in text_of(keeper.get(url("year")))

        keeper.post(url("publish"), {"source": "国办发明电〔2026〕9号"})
        steps_recount()

        with unfenced(reason="a test looks"):
            counted = Step.objects.get(pk=step.pk)
        # 29, 30, 31 December; off to 4 January; 5 and 6 January.
        assert (counted.due_on, counted.due_is_provisional) == (date(2027, 1, 6), False)

    def test_publishing_needs_the_notice(self, keeper):
        enter(keeper)

        assert keeper.post(url("publish"), {"source": ""}).status_code == 422
        assert not get_calendar().is_published(2027)

    def test_publishing_what_somebody_else_published_is_a_conflict(self, keeper):
        assert keeper.post(url("publish"), {"source": "x"}).status_code == 409

    def test_a_draft_is_given_up(self, keeper):
        enter(keeper)

        keeper.post(url("discard"))

        assert draft() is None

    def test_who_changed_what_is_shown(self, keeper, world):
        enter(keeper)

        page = text_of(keeper.get(url("year")))

        assert CalendarChange.objects.get().actor_id == world.user(KEEPER).pk
        assert "元旦：2027-01-01 至 2027-01-04 放假，调休上班 2 天" in page
        assert world.user(KEEPER).name in page


class TestTerms:
    def post(self, client, **changes):
        given = {
            "school_year": "2027-2028",
            "number": "1",
            "starts_on": "2027-09-01",
            "ends_on": "2028-01-21",
            "teaching_weeks": "20",
            "status": "planned",
        }
        return client.post(reverse("calendar:term"), given | changes)

    def test_a_term_of_the_province_is_set(self, keeper):
        self.post(keeper)

        term = SchoolTerm.objects.get(jurisdiction="zhejiang", school_year="2027-2028")
        assert (term.starts_on, term.status) == (date(2027, 9, 1), "planned")

    def test_a_school_has_a_term_of_its_own_and_goes_by_the_provinces_again(self, keeper, world):
        school, other = world["zj_school_a"], world["zj_school_b"]
        self.post(keeper)
        self.post(keeper, school=school.code, starts_on="2027-09-06")
        own = SchoolTerm.objects.get(organization_id=school.pk)

        def opens(body):
            return next(
                term.starts_on for term in terms_in_force("zhejiang", body.pk) if term.school_year == "2027-2028"
            )

        assert (opens(school), opens(other)) == (date(2027, 9, 6), date(2027, 9, 1))
        page = text_of(keeper.get(reverse("calendar:overview")))
        assert ("学校单设的学期" in page, school.name in page) == (True, True)
        assert f'value="{school.code}"' in text_of(
            keeper.get(reverse("calendar:term") + f"?school_year=2027-2028&number=1&school={school.code}")
        )

        keeper.post(reverse("calendar:term_drop"), {"term": own.pk})

        assert opens(school) == date(2027, 9, 1)
        texts = list(CalendarChange.objects.filter(kind="term").values_list("text", flat=True))
        assert [school.name in text for text in texts] == [True, True, False]

    def test_a_school_sees_its_own_and_changes_nothing(self, keeper, client, world):
        self.post(keeper, school=world["zj_school_a"].name)
        own = SchoolTerm.objects.get(organization_id=world["zj_school_a"].pk)
        seen = []
        for office in ("zj_school_a.registrar", "zj_school_b.registrar"):
            client.force_login(world.user(office))
            seen.append("学校单设的学期" in text_of(client.get(reverse("calendar:overview"))))
            assert client.post(reverse("calendar:term_drop"), {"term": own.pk}).status_code == 403

        assert seen == [True, False]
        assert SchoolTerm.objects.filter(pk=own.pk).exists()

    def test_a_school_elsewhere_is_not_to_be_had(self, keeper, client, world):
        answer = self.post(keeper, school=world["bj_school_a"].code)
        assert (answer.status_code, "没有这所学校" in text_of(answer)) == (422, True)

        self.post(keeper, school=world["zj_school_a"].code)
        client.force_login(world.user("bj.chief"))
        own = SchoolTerm.objects.get(organization_id=world["zj_school_a"].pk)
        assert client.post(reverse("calendar:term_drop"), {"term": own.pk}).status_code == 404

    @pytest.mark.parametrize("term", ["", "x", "²", "9" * 30])
    def test_what_is_no_term_is_not_found(self, keeper, term):
        assert keeper.post(reverse("calendar:term_drop"), {"term": term}).status_code == 404

    def test_a_schools_term_stands_beside_the_provinces_other(self, keeper, world):
        answer = self.post(keeper, school_year="2026-2027", school=world["zj_school_a"].code, number="2",
                           starts_on="2026-10-01", ends_on="2027-06-30")  # fmt: skip

        assert (answer.status_code, "日期重叠" in text_of(answer)) == (422, True)

    def test_another_province_keeps_its_own(self, keeper):
        self.post(keeper)

        assert not SchoolTerm.objects.filter(jurisdiction="beijing", school_year="2027-2028").exists()

    def test_the_form_starts_with_what_stands(self, keeper):
        page = text_of(keeper.get(reverse("calendar:term") + "?school_year=2026-2027&number=2"))

        assert 'value="2027-02-22"' in page

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"ends_on": "2027-08-01"}, "结束日期应在开学日期之后"),
            ({"starts_on": "2026-09-01"}, "不在这个学年内"),
            ({"teaching_weeks": "30"}, "教学周数与起止日期不符"),
            ({"school_year": "2040-2041"}, "2040-2041"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, keeper, changes, said):
        answer = self.post(keeper, **changes)

        assert answer.status_code == 422
        assert said in text_of(answer)

    def test_others_may_not(self, client, world):
        client.force_login(world.user("zj_city_1.chief"))

        assert self.post(client).status_code == 403


class TestWarning:
    CARD = "2027 年放假安排还没有录入"

    def workbench(self, client, world, office, day=TODAY):
        client.force_login(world.user(office))
        with clock.at(day):
            return text_of(client.get(reverse("web:workbench")))

    def test_who_keeps_the_calendar_is_warned_months_before(self, client, world):
        assert self.CARD in self.workbench(client, world, KEEPER, date(2026, 9, 7))

    @pytest.mark.parametrize(
        ("office", "day"), [("zj.reviewer", TODAY), ("zj_city_1.chief", TODAY), (KEEPER, date(2026, 8, 1))]
    )
    def test_nobody_else_and_not_too_early(self, client, world, office, day):
        assert self.CARD not in self.workbench(client, world, office, day)

    def test_the_navigation_counts_what_has_to_be_entered(self, keeper):
        assert ">工作日历<span>1</span>" in text_of(keeper.get(reverse("calendar:overview"))).replace("\n", "")
