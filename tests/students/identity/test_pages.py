"""Pages of the duplicate check: what a school reads of the other one, and what a stranger does not."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from students.identity.models import DuplicateFinding
from students.identity.templatetags.identity import clashes_of
from tests.students.identity.support import alike, claimed, recheck, side
from tests.support.world import make_student


def client_of(world, office):
    client = Client()
    client.force_login(world.user(office))
    return client


def read(world, office, name, *args):
    return client_of(world, office).get(reverse(f"students:{name}", args=args))


def text_of(page):
    return page.content.decode()


def test_the_list_names_the_other_school_to_nobody_at_a_school(world):
    mine, _theirs = alike(world)
    recheck(world, "zj_school_a")
    page = text_of(read(world, "zj_school_a.registrar", "duplicates"))
    assert mine.name in page
    assert world["zj_school_b"].name not in page


@pytest.mark.parametrize(
    "other, body, named",
    [("zj_school_b", "zj_county_1a", True), ("zj_school_c", "zj_county_1a", False), ("zj_school_c", "zj_city_1", True)],
)
def test_a_level_that_spans_both_reads_both_names(world, other, body, named):
    mine, _theirs = alike(world, "zj_school_a", other)
    recheck(world, "zj_school_a")
    for page in (
        read(world, f"{body}.reviewer", "duplicates"),
        read(world, f"{body}.reviewer", "duplicate", side(mine, asks=True).pk),
    ):
        assert page.status_code == 200
        assert (world[other].name in text_of(page)) is named


def test_the_answer_has_one_form_wherever_the_other_school_lies(world):
    """Two rows that differ only in where the other record lies: nothing but the own student differs on the page."""
    pages = []
    for other in ("zj_school_b", "bj_school_a"):
        theirs = make_student(world, other, name="第五归鸿", cohort=2026)
        finding = claimed(world, "zj_school_a", theirs)
        page = text_of(read(world, "zj_school_a.registrar", "duplicate", finding.pk))
        body = page[page.index("<h1>") : page.index("</main>")]
        pages.append(body.replace(finding.identity_mask, "").replace(f"/{finding.pk}/", "/"))
    tokens = [[line for line in page.splitlines() if "csrf" not in line] for page in pages]
    assert tokens[0] == tokens[1]


def test_a_strangers_finding_does_not_exist(world):
    mine, _theirs = alike(world)
    recheck(world, "zj_school_a")
    pk = side(mine, asks=True).pk
    for office in ("zj_school_b.registrar", "zj_school_c.registrar", "zj_county_2a.reviewer"):
        assert read(world, office, "duplicate", pk).status_code == 404
        assert client_of(world, office).post(reverse("students:duplicate_statement", args=[pk])).status_code in {
            403,
            404,
        }


def test_the_record_says_what_holds_it_up(world):
    mine, theirs = alike(world)
    recheck(world, "zj_school_a")
    assert "查重未过" in text_of(read(world, "zj_school_a.registrar", "record", mine.pk))
    page = text_of(read(world, "zj_school_b.registrar", "record", theirs.pk))
    assert "另一所学校录入了与该生重复的信息" in page
    assert world["zj_school_a"].name not in page


def test_a_way_out_is_drafted_from_its_page(world):
    mine, _theirs = alike(world)
    recheck(world, "zj_school_a")
    pk, client = side(mine, asks=True).pk, client_of(world, "zj_school_a.registrar")
    assert "办理佐证" in text_of(client.get(reverse("students:duplicate", args=[pk])))
    page = client.post(
        reverse("students:duplicate_way", args=[pk, "proof"]), {"claim": "two_people", "reason": "两个人"}, follow=True
    )
    assert page.status_code == 200
    assert "重复学籍佐证" in text_of(page)
    assert world["zj_school_b"].name not in text_of(page)


def test_a_way_without_its_reason_is_refused_beside_the_field(world):
    mine, _theirs = alike(world)
    recheck(world, "zj_school_a")
    url = reverse("students:duplicate_way", args=[side(mine, asks=True).pk, "deletion"])
    page = client_of(world, "zj_school_a.registrar").post(url, {"reason": ""})
    assert (page.status_code, 'aria-invalid="true"' in text_of(page)) == (422, True)


def test_the_other_side_is_heard_on_its_own_page(world):
    _mine, theirs = alike(world)
    recheck(world, "zj_school_a")
    pk, client = side(theirs, asks=False).pk, client_of(world, "zj_school_b.registrar")
    client.post(reverse("students:duplicate_statement", args=[pk]), {"statement": "该生在本校就读"})
    with world.scope("zj_school_b.registrar").enter():
        assert DuplicateFinding.objects.get(pk=pk).statement == "该生在本校就读"


def test_the_workbench_shows_what_waits(world):
    mine, _theirs = alike(world)
    recheck(world, "zj_school_a")
    page = text_of(client_of(world, "zj_school_a.registrar").get(reverse("web:workbench")))
    assert "查重未过" in page
    assert mine.name in page


@pytest.mark.parametrize(
    "office, names_it",
    [("zj_school_a.registrar", False), ("zj_county_1a.reviewer", True), ("zj_city_1.reviewer", True)],
)
def test_a_batch_says_who_the_other_side_is_to_whoever_spans_both(world, office, names_it):
    mine, _theirs = alike(world)
    recheck(world, "zj_school_a")
    with world.scope("zj_school_a.registrar").enter():
        page = render_to_string("students/identity/_clashes.html", clashes_of_students([mine.pk]))
    assert "只告诉能管到双方的一级" in page
    with world.scope(office).enter():
        page = render_to_string("students/identity/_clashes.html", clashes_of_students([mine.pk]))
    assert mine.name in page
    assert (world["zj_school_b"].name in page) is names_it


def clashes_of_students(keys):
    return clashes_of([SimpleNamespace(student_id=key) for key in keys])
