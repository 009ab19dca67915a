"""Lists behind numbers and the to-do list as files: as many rows as the page says, in its order."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from students.quality.checking import nightly_check
from students.statuses import ChangeKind, Status
from tests.students.exports.conftest import WHOLE, book, lines, table
from tests.students.statistics.support import change, make_cases
from tests.support.samples import Belongings
from tests.support.world import make_student
from xueji import clock
from xueji.organizations.scope import unfenced

TODAY = date(2026, 9, 30)
OFFICES = ["zj_school_a.registrar", "zj_county_1a.reviewer", "zj_city_1.reviewer", "zj.reviewer"]


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def lively(world):
    boys = [make_student(world, "zj_school_a", name=f"试{n}", sex="1") for n in range(3)]
    change(make_cases(world)(), boys[0], ChangeKind.LEAVE, Status.ON_LEAVE, date(2026, 3, 1))
    return world


def client_of(world, office: str) -> Client:
    client = Client()
    client.force_login(world.user(office))
    return client


def exported(client: Client, url: str) -> list[dict[str, str]]:
    """What the page's own link to an export leads to, made."""
    from students.exports.making import export_make
    from students.exports.models import Export
    from xueji.organizations.scope import Scope

    page = client.get(url)
    link = page.content.decode().partition('href="/exports/new/')[2].partition('"')[0].replace("&amp;", "&")
    form = client.get(f"/exports/new/{link}").context["form"]
    answer = client.post(f"/exports/new/{link}", {"form": "xlsx", "columns": form["columns"].initial})
    with unfenced(reason="a test looks"):
        export = Export.objects.get(pk=int(answer.headers["Location"].rstrip("/").rpartition("/")[2]))
    office = page.wsgi_request.office
    return table(export_make(actor=Scope.of_office(office), export=export))


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("query", ["day=2026-02-28&only_sex=1", "people=enrolled&rows=school&columns=sex"])
def test_a_list_of_the_statistics_is_exported_as_it_is_shown(lively, office, query, monkeypatch):
    monkeypatch.setattr("students.exports.making.PORTION", 2)
    client = client_of(lively, office)
    page = client.get(reverse("statistics:students") + f"?{query}")

    rows = exported(client, f"{reverse('statistics:students')}?{query}")

    part = page.context["part"]
    assert len(rows) == part.total >= 3
    assert [row["姓名"] for row in rows] == [row.student.name for row in part.rows]
    assert [row["当日状态"] for row in rows] == [str(Status(row.status).label) for row in part.rows]


def test_the_changes_of_a_flow_table_are_exported_as_they_are_shown(lively):
    client = client_of(lively, "zj_county_1a.reviewer")
    url = reverse("statistics:flow_students") + "?first=2025-09-01&last=2026-08-31&category=left_on_leave"

    [row] = exported(client, url)

    assert (row["栏目"], row["生效日期"], row["姓名"]) == ("休学", "20260301", "试0")


@pytest.mark.parametrize("office", OFFICES)
def test_what_data_quality_found_is_exported_as_it_is_shown(lively, office):
    nightly_check()
    client = client_of(lively, office)
    total = client.get("/quality/photo/").context["total"]

    rows = exported(client, "/quality/photo/")

    assert len(rows) == total > 0
    assert {row["检查项"] for row in rows} == {"缺照片"}


def test_a_bureau_s_findings_are_those_of_its_own(lively, made):
    nightly_check()
    export = made("findings", "zj_county_1a.reviewer", said={"rule": "photo"}, columns=["school", "number"], **WHOLE)

    schools = {lively[key].name for key in ("zj_school_a", "zj_school_b")}
    assert {row["学校"] for row in table(export)} == schools
    assert all("*" not in row["学籍号"] for row in table(export))


def test_the_to_do_list_is_exported_as_it_is_shown(world):
    assert Belongings(world, "zj_school_a", "zj_school_d", "上官").case
    client, seen = client_of(world, "zj_school_a.registrar"), []
    for show in ("mine", "others", "all"):
        page = client.get(f"/?show={show}")
        shown = [row.subject for _title, rows in page.context["groups"] for row in rows]
        seen += shown
        assert ("/exports/new/to_do/" in page.content.decode()) == bool(shown)
        if shown:
            rows = exported(client, f"/?show={show}")
            assert [row["学生"] for row in rows] == shown
            assert all(row["办件号"] for row in rows)

    assert seen


def test_what_is_late_says_so_in_words_and_not_with_a_minus(world):
    assert Belongings(world, "zj_school_a", "zj_school_d", "上官").case
    client = client_of(world, "zj_school_a.registrar")
    with clock.at(date(2026, 12, 1)):
        texts = {row["剩余工作日"] for row in exported(client, "/?show=all")}

    assert any(text.startswith("超期 ") for text in texts)
    assert not any(text.startswith(("-", "'")) for text in texts)


def test_a_sheet_of_the_to_do_list_says_of_which_day_it_is(made):
    cover = {row[0].value: row[1].value for row in book(made("to_do"))["导出说明"].iter_rows(min_row=3)}

    assert cover["截至"] == "2026年9月30日" and cover["范围"] == "我办"


@pytest.mark.parametrize("form", ["csv", "csv_gb18030", "xlsx"])
def test_the_name_of_a_file_bears_the_number_of_the_log(made, world, form):
    export = made("students", form=form, **WHOLE)
    client = client_of(world, "zj_school_a.registrar")

    name = client.get(reverse("exports:file", args=[export.pk])).headers["Content-Disposition"]
    log = client.get(reverse("exports:log"), {"number": export.pk}).context["events"]
    other = client.get(reverse("exports:log"), {"number": export.pk + 1}).context["events"]

    from urllib.parse import unquote

    assert f"编号{export.pk}." in unquote(name)
    assert [(each.number, each.reason, bool(each.name)) for each in log] == [
        (export.pk, "向全国系统补录、回填：回填全国系统", True)
    ] * 2
    assert other == []


@pytest.mark.parametrize(("form", "encoding"), [("csv", "utf-8-sig"), ("csv_gb18030", "gb18030")])
def test_a_text_table_begins_with_its_headings_so_that_it_can_be_read_again(made, form, encoding):
    assert lines(made("students", form=form, layout="2019", **WHOLE), encoding)[0][:3] == ["姓名", "性别", "出生日期"]


def test_the_log_of_one_school_does_not_tell_of_another_s(made, world):
    export = made("students")

    found = client_of(world, "zj_school_b.registrar").get(reverse("exports:log"), {"number": export.pk})

    assert found.context["events"] == [] and "没有这个编号" in found.content.decode()


@pytest.mark.parametrize("source", ["counted", "flowed", "findings", "to_do"])
def test_an_address_that_is_not_understood_makes_a_file_all_the_same(world, source):
    query = "only_school=x&value=x&category=x&field=x&rule=x&show=x&day=x&county=x&school=x"
    client = client_of(world, "zj.reviewer")
    columns = client.get(f"/exports/new/{source}/?{query}").context["form"]["columns"].initial

    answer = client.post(f"/exports/new/{source}/?{query}", {"form": "csv", "columns": columns})

    assert answer.status_code == 302
