"""From each number to the list to the mend; ranks; and no name that the reader may not know."""

import re
from datetime import date, timedelta
from fractions import Fraction
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from students.quality import pages
from students.quality.checking import nightly_check
from students.quality.league import league_page, ranking, shown
from students.quality.models import Finding, QualityDay
from students.quality.queries import Standing
from students.quality.rules import RULES
from tests.support.world import World, make_student
from xueji import clock
from xueji.organizations.models import User
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)
OFFICES = ["zj_school_a.registrar", "zj_county_1a.reviewer", "zj.reviewer"]


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def checked(world: World) -> World:
    make_student(world, "zj_school_a", cohort=2026, status="pending")
    for school in ("zj_school_a", "zj_school_b", "zj_school_d"):
        make_student(world, school, name="上官望舒", sex="1")
    nightly_check()
    return world


def client_of(world: World, office: str) -> Client:
    client = Client()
    client.force_login(world.user(office))
    return client


@pytest.mark.parametrize("office", OFFICES)
def test_every_number_leads_to_as_many_records(checked, office):
    client = client_of(checked, office)
    html = client.get(reverse("quality:overview")).content.decode()

    pattern = r'<a href="(/quality/[a-z]+/[^"]*)">(?:[^<\d]*\s)?(?:<b[^>]*>)?([\d,]+)'
    links = [(unescape(url), int(number)) for url, number in re.findall(pattern, html)]

    assert links
    assert [(url, number) for url, number in links if client.get(url).context["total"] != number] == []


def test_a_page_far_down_is_read_from_the_schools_in_which_it_lies(checked, monkeypatch):
    monkeypatch.setattr(pages, "SIZE", 2)
    client, address = client_of(checked, "zj.reviewer"), reverse("quality:findings", args=["photo"])
    total = client.get(address).context["total"]
    listed, passed = [], []
    for offset in range(0, total, 2):
        with CaptureQueriesContext(connection) as captured:
            found = client.get(address, {"offset": offset}).context["lines"]
        listed += [(line.finding.school_id, line.finding.student_id) for line in found]
        passed += [int(query["sql"].split("OFFSET")[1]) for query in captured if "OFFSET" in query["sql"]]

    assert len(listed) == len(set(listed)) == total
    schools = [school for school, _student in listed]
    assert schools == sorted(schools)
    assert max(passed) < max(schools.count(school) for school in schools) < total


def test_every_row_of_a_school_leads_to_a_page_that_exists(checked):
    client = client_of(checked, "zj_school_a.registrar")
    for rule in (each.key for each in RULES):
        with unfenced(reason="a test's finding"):
            for student in (checked.student("zj_school_a"), checked.student("zj_school_a", 2)):
                Finding.objects.update_or_create(
                    student=student, rule=rule, defaults={"school_id": student.school_id, "found_on": TODAY}
                )
        for line in client.get(reverse("quality:findings", args=[rule])).context["lines"]:
            assert client.get(line.mend_url).status_code == 200, (rule, line.mend_url)


def test_the_other_is_named_to_a_level_that_spans_both_and_to_no_school(checked):
    school = client_of(checked, "zj_school_a.registrar").get("/quality/duplicate/").content.decode()
    county = client_of(checked, "zj_county_1a.reviewer").get("/quality/duplicate/").content.decode()
    province = client_of(checked, "zj.reviewer").get("/quality/duplicate/").content.decode()

    assert checked["zj_school_b"].name not in school and "外校" in school
    assert checked["zj_school_b"].name in county and checked["zj_school_d"].name not in county
    assert checked["zj_school_d"].name in province


def test_a_school_checks_again_and_sees_the_new_number(checked):
    client = client_of(checked, "zj_school_a.registrar")
    make_student(checked, "zj_school_a", name="上官听雨")
    before = client.get("/quality/photo/").context["total"]

    client.post(reverse("quality:check"))

    assert client.get("/quality/photo/").context["total"] == before + 1


def test_a_bureau_does_not_check(checked):
    assert client_of(checked, "zj_county_1a.reviewer").post(reverse("quality:check")).status_code == 403


def day(world: World, school: str, students: int, complete: int, on: date = TODAY, **more: int) -> None:
    with unfenced(reason="a test's day"):
        QualityDay.objects.create(
            school=world[school], on=on, checked_at=clock.now(), students=students, complete=complete, **more
        )


def test_the_league_ranks_by_share_beside_last_week(world):
    day(world, "zj_school_a", 100, 90)
    day(world, "zj_school_b", 10, 10)
    day(world, "zj_school_a", 100, 95, TODAY - timedelta(days=7))
    day(world, "zj_school_b", 10, 9, TODAY - timedelta(days=7))
    with world.scope("zj_county_1a.reviewer").enter():
        lines = league_page("complete", world["zj_county_1a"])["lines"]

    rows = [(line.rank, line.before, line.name, round(line.value), round(line.change)) for line in lines]
    assert rows == [(1, 2, world["zj_school_b"].name, 100, 10), (2, 1, world["zj_school_a"].name, 90, -5)]


def test_schools_that_stand_alike_share_a_rank(world):
    day(world, "zj_school_a", 10, 5)
    day(world, "zj_school_b", 20, 10)
    with world.scope("zj_county_1a.reviewer").enter():
        assert [line.rank for line in league_page("complete", world["zj_county_1a"])["lines"]] == [1, 1]


COUNTS = st.integers(1, 60).flatmap(lambda due: st.tuples(st.integers(0, due), st.just(due)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(COUNTS, min_size=1, max_size=20), st.sampled_from(["complete", "late"]))
def test_two_that_read_the_same_share_a_rank_and_no_others_do(counts, by):
    standings = {
        key: Standing(students=due, complete=some, due=due, in_time=some) for key, (some, due) in enumerate(counts)
    }
    ranked = ranking(standings, by)
    texts = shown(value for _rank, _key, value in ranked)

    for rank, key, value in ranked:
        for other_rank, other, other_value in ranked:
            one, two = standings[key], standings[other]
            alike = one.complete * two.students == two.complete * one.students
            assert (rank == other_rank) == alike == (texts[value] == texts[other_value])


def test_as_many_digits_as_it_takes():
    thirds = [
        Fraction(264, 314),
        Fraction(265, 315),
        Fraction(9999, 10000),
        Fraction(1),
        Fraction(0),
        Fraction(1, 9000),
    ]

    assert [shown(thirds)[each] for each in thirds] == ["84.08%", "84.13%", "99.99%", "100.00%", "0.00%", "0.01%"]


def test_a_province_compares_its_cities_and_counties_too(world):
    day(world, "zj_school_a", 100, 90)
    day(world, "zj_school_b", 100, 80)
    day(world, "zj_school_d", 10, 10)
    day(world, "zj_school_city", 10, 1)
    with world.scope("zj.reviewer").enter():
        pages = {of: league_page("complete", world["zj"], of) for of in ("city", "county", "school", "nothing")}

    rows = {of: [(line.name, line.text) for line in page["lines"]] for of, page in pages.items()}
    assert rows["city"] == [(world["zj_city_2"].place, "100.0%"), (world["zj_city_1"].place, "81.4%")]
    assert rows["county"] == [
        (world["zj_county_2a"].place, "100.0%"), (world["zj_county_1a"].place, "85.0%"), ("直属学校", "10.0%"),
    ]  # fmt: skip
    assert rows["nothing"] == rows["school"] and len(rows["school"]) == 4


@pytest.mark.parametrize(
    ("office", "own", "others"),
    [
        ("zj_school_a.registrar", "浙江 2015", "北京 2020"),
        ("zj.reviewer", "浙江 2015", "北京 2020"),
        ("bj.reviewer", "北京 2020", "浙江 2015"),
    ],
)
@pytest.mark.parametrize("page", ["quality:overview", "statistics:definitions"])
def test_readers_are_shown_the_articles_of_their_own_regulation(checked, office, own, others, page):
    html = client_of(checked, office).get(reverse(page)).content.decode()

    assert own in html and others not in html


@pytest.mark.parametrize(
    ("office", "said"), [("bj_district_1.reviewer", "还没有登记"), ("bj.reviewer", "1 所学校还没有登记")]
)
def test_a_school_that_entered_nothing_of_the_term_is_not_taken_for_one_in_time(world, office, said):
    """Beijing 14: nobody of it is counted, and that is said."""
    day(world, "bj_school_a", 10, 5)
    if office == "bj.reviewer":
        day(world, "bj_school_b", 10, 5, due=10, in_time=9)
    html = client_of(world, office).get(reverse("quality:overview")).content.decode()

    assert said in html


def test_a_late_batch_is_told_by_the_article_on_its_closing_day():
    rule = next(rule for rule in RULES if rule.key == "unregistered")
    assert "第十条" in rule.basis_for("beijing_2020") and "第十一条" in rule.basis_for("zhejiang_2015")


def test_late_registration_ranks_the_least_late_first_and_leaves_out_who_had_none(world):
    day(world, "zj_school_a", 10, 5, due=10, in_time=5)
    day(world, "zj_school_b", 10, 5, due=10, in_time=9)
    day(world, "zj_school_d", 10, 5)
    with world.scope("zj.reviewer").enter():
        page = league_page("late", world["zj"])

    assert [line.name for line in page["lines"]] == [world["zj_school_b"].name, world["zj_school_a"].name]
    assert page["unranked"] == 1


def test_the_league_is_for_bureaus(checked):
    assert client_of(checked, "zj_school_a.registrar").get(reverse("quality:league")).status_code == 404
    assert client_of(checked, "zj_county_1a.reviewer").get(reverse("quality:league")).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/quality/?county=999999999", 404),
        ("/quality/?county=x", 200),
        ("/quality/missing/?field=x", 200),
        ("/quality/missing/?offset=99999999999999", 200),
        ("/quality/nothing/", 404),
        ("/quality/league/?of=x&by=x", 200),
    ],
)
def test_an_address_that_is_not_understood_harms_nothing(checked, address, status):
    assert client_of(checked, "zj.reviewer").get(address).status_code == status


def test_students_and_strangers_get_nothing(world):
    student = world.student("zj_school_a")
    pupil = User.objects.create_user(username="p", password="x", name=student.name, person_id=student.person_id)
    stranger, own = Client(), Client()
    own.force_login(pupil)
    for path in ("/quality/", "/quality/photo/", "/quality/league/"):
        assert stranger.get(path).status_code in {302, 404}
        assert own.get(path).status_code in {302, 404}


def test_the_workbench_shows_the_worst_numbers(checked):
    html = client_of(checked, "zj_school_a.registrar").get(reverse("web:workbench")).content.decode()

    assert "数据质量" in html and "/quality/unregistered/" in html


def test_an_overview_asks_as_many_queries_for_many_schools_as_for_few(checked):
    asked = {}
    for office in ("zj_county_1a.reviewer", "zj.reviewer"):
        client = client_of(checked, office)
        client.get(reverse("quality:overview"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("quality:overview"))
        asked[office] = len(queries)
    assert len(set(asked.values())) == 1, asked
