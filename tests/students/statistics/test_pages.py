"""The pages: every number leads to a list of as many, tables add up, workbooks hold numbers, students see nothing."""

import io
import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from students.models import Profile
from students.statistics.asking import asked_of
from students.statistics.dimensions import DIMENSIONS
from students.statuses import ChangeKind, Status
from tests.students.statistics.support import change, make_cases, table
from tests.support.world import World, make_student
from xueji import clock
from xueji.organizations.models import User
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db

TODAY = date(2026, 9, 30)
OFFICES = ["zj_school_a.registrar", "zj_city_1.reviewer", "bj.reviewer"]


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def lively(world: World) -> World:
    """Leave, withdrawal, a graduate, a profile: something in every column."""
    next_case = make_cases(world)
    boys = [
        make_student(world, "zj_school_a", name=f"试{n}", sex="1", registered_on=date(2025, 10, 1)) for n in range(3)
    ]
    change(next_case(), boys[0], ChangeKind.LEAVE, Status.ON_LEAVE, date(2026, 3, 1))
    change(next_case(), boys[1], ChangeKind.WITHDRAWAL, Status.WITHDRAWN, date(2026, 4, 1))
    with unfenced(reason="a test's profile"):
        Profile.objects.filter(student=boys[2]).update(
            data={"household_type": "农业户口", "origin_code": "330106", "student_category": "职业高中学生"}
        )
    return world


def client_of(world: World, office: str) -> Client:
    client = Client()
    client.force_login(world.user(office))
    return client


def numbers(html: str, page: str) -> list[tuple[str, int]]:
    """Address and number of every link of a cell."""
    links = re.findall(rf'<a href="({re.escape(page)}[^"]*)">([\d,]+)</a>', html)
    return [(unescape(url), int(text.replace(",", ""))) for url, text in links]


def listed(client: Client, url: str) -> int:
    """How many the list says and shows; they fit on a page here."""
    response = client.get(url)
    rows = response.context["part"].rows
    assert len(rows) == response.context["part"].total
    return len(rows)


@pytest.mark.parametrize("office", OFFICES)
def test_every_number_of_a_table_leads_to_as_many_students(lively, office):
    client = client_of(lively, office)
    html = client.get(reverse("statistics:table"), {"people": "enrolled", "columns": "status"}).content.decode()

    cells = numbers(html, reverse("statistics:students"))

    assert cells
    assert [(url, number) for url, number in cells if listed(client, url) != number] == []


@pytest.mark.parametrize("office", OFFICES)
def test_every_number_of_the_flow_table_leads_to_as_many(lively, office):
    client = client_of(lively, office)
    html = client.get(reverse("statistics:flow"), {"first": "2025-09-01", "last": "2026-08-31"}).content.decode()

    cells = numbers(html, reverse("statistics:students")) + numbers(html, reverse("statistics:flow_students"))

    assert cells and "平衡" in html
    assert [(url, number) for url, number in cells if listed(client, url) != number] == []


@pytest.mark.parametrize(
    ("dimension", "office"),
    [(each.key, "zj.reviewer" if each.key != "group_class" else "zj_school_a.registrar") for each in DIMENSIONS],
)
def test_the_numbers_of_each_dimension_lead_to_as_many(lively, dimension, office):
    client, pages = client_of(lively, office), []
    for day in ("2026-02-01", "2026-09-30"):
        asked = {
            "rows": dimension,
            "columns": "sex" if dimension != "sex" else "cohort",
            "day": day,
            "people": "listed",
        }
        pages.append(client.get(reverse("statistics:table"), asked).content.decode())
    asked = {"rows": dimension, "first": "2025-09-01", "last": "2026-08-31", "people": "listed"}
    pages.append(client.get(reverse("statistics:flow"), asked).content.decode())

    lists = (reverse("statistics:students"), reverse("statistics:flow_students"))
    cells = [cell for html in pages for page in lists for cell in numbers(html, page)]
    assert len(cells) > len(pages) and "平衡" in pages[-1] and "不平衡" not in pages[-1]
    assert [(url, number) for url, number in cells if listed(client, url) != number] == []


def test_a_workbook_says_what_the_page_says(lively):
    client = client_of(lively, "zj_city_1.reviewer")
    for page, asked in (
        ("table", {"rows": "county", "columns": "cohort", "day": "2026-08-31"}),
        ("flow", {"rows": "county", "first": "2025-09-01", "last": "2026-08-31"}),
    ):
        lines = client.get(reverse(f"statistics:{page}"), asked).context["lines"]
        book = load_workbook(io.BytesIO(client.get(reverse(f"statistics:{page}_workbook"), asked).content)).active
        rows = {row[0]: [cell for cell in row[1:] if cell is not None] for row in book.iter_rows(values_only=True)}
        for line in lines:
            last = line.total.count if line.total else line.difference
            assert rows[line.label] == [*(cell.count for cell in line.cells), last]


def test_rows_and_columns_add_up_to_the_same(lively):
    expected = 5 * 3 + 2  # three in each of five schools; of the three boys one left
    for rows in DIMENSIONS:
        for columns in ("sex", "household", ""):
            if rows.key in {"group_class", columns}:
                continue
            found = table(lively, "zj.reviewer", TODAY, rows.key, columns, people="listed")
            of_rows = sum(found.of_row(value) for value, _label in found.rows)
            of_columns = sum(found.of_column(value) for value, _label in found.columns)
            assert (rows.key, columns, found.total, of_rows, of_columns) == (rows.key, columns, *[expected] * 3)


def test_a_county_sees_its_own_schools_only(lively):
    found = table(lively, "zj_county_1a.reviewer", TODAY, "school")

    assert {int(value) for value, _label in found.rows} == {lively["zj_school_a"].pk, lively["zj_school_b"].pk}


def test_a_workbook_holds_numbers_the_day_and_who_made_it(lively):
    client = client_of(lively, "zj_county_1a.reviewer")
    response = client.get(
        reverse("statistics:table_workbook"), {"rows": "school", "columns": "sex", "day": "2026-08-31"}
    )

    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    texts = [row[0] for row in rows if len(row) == 1]
    total = next(row for row in rows if row and row[0] == "合计")
    assert any("2026年8月31日" in text for text in texts)
    assert any(lively.user("zj_county_1a.reviewer").name in text for text in texts)
    assert all(isinstance(value, int | float) for value in total[1:])
    assert total[-1] == sum(total[1:-1]) > 0


def test_a_flow_workbook_balances(lively):
    client = client_of(lively, "zj_county_1a.reviewer")
    response = client.get(reverse("statistics:flow_workbook"), {"first": "2025-09-01", "last": "2026-08-31"})

    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    head = next(row for row in rows if "期初人数" in row)
    total = next(row for row in rows if row and row[0] == "合计")
    came = sum(value for name, value in zip(head, total, strict=True) if name.startswith("＋"))
    left = sum(value for name, value in zip(head, total, strict=True) if name.startswith("－"))
    named = dict(zip(head, total, strict=True))
    assert named["期初人数"] + came - left == named["期末人数"]
    assert named["差额"] == 0


def test_an_address_that_is_not_understood_counts_as_not_asked(lively):
    client = client_of(lively, "zj.reviewer")
    queries = (
        "day=2030-01-01",
        "day=x",
        "rows=nothing",
        "only_school=x",
        "category=registered&value=x",
        "first=2026-09-01&last=2025-01-01",
        "offset=x",
    )
    for query in queries:
        for page in ("table", "flow", "students", "snapshots", "flow_students"):
            assert client.get(reverse(f"statistics:{page}") + f"?{query}").status_code in {200, 302}, (page, query)


def test_a_school_is_not_offered_other_schools(world):
    from django.http import QueryDict

    asked = asked_of(QueryDict("rows=school"), world.scope("zj_school_a.registrar"), world["zj_school_a"])

    assert asked.rows.key == "major"


def test_students_and_strangers_get_nothing(world):
    student = world.student("zj_school_a")
    pupil = User.objects.create_user(username="p", password="x", name=student.name, person_id=student.person_id)
    stranger, own = Client(), Client()
    own.force_login(pupil)
    for page in ("table", "flow", "snapshots", "definitions", "students", "table_workbook", "flow_workbook"):
        assert stranger.get(reverse(f"statistics:{page}")).status_code in {302, 404}
        assert own.get(reverse(f"statistics:{page}")).status_code in {302, 404}


def test_the_list_shows_where_a_student_stood_then(lively):
    client = client_of(lively, "zj_school_a.registrar")
    response = client.get(reverse("statistics:students"), {"day": "2026-02-28", "people": "studying", "only_sex": "1"})

    assert [row.status for row in response.context["part"].rows] == ["studying"] * 3


def test_the_two_charts_of_a_page_give_their_parts_the_same_colours_and_names_without_codes(lively):
    client = client_of(lively, "zj_school_a.registrar")
    page = client.get(reverse("statistics:table"), {"rows": "major", "columns": "sex", "people": "enrolled"}).context

    assert [each["name"] for each in page["bar"]["series"]] == [each["name"] for each in page["pie"]["data"]]
    assert page["bar"]["labels"] == ["计算机应用"]


def test_a_link_keeps_what_was_asked(lively):
    client = client_of(lively, "zj_county_1a.reviewer")
    html = client.get(reverse("statistics:table"), {"day": "2026-08-31", "columns": "sex"}).content.decode()

    url = numbers(html, reverse("statistics:students"))[0][0]
    query = parse_qs(urlsplit(url).query)
    assert query["day"] == ["2026-08-31"]
    assert "only_school" in query and "only_sex" in query
