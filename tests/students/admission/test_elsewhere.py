"""Two schools admit the same person: seen before registration, and the other one named only to a level above both."""

from datetime import date

import pytest
from django.urls import reverse

from students.admission import actions
from tests.students.admission.support import DUE, make_admission
from tests.support.world import identity_number
from xueji import clock

PAIR = ("zj_school_a", "zj_school_b")


@pytest.fixture
def twice(world):
    """One person on the lists of two schools of one county; the second has checked the person in."""
    number = identity_number(date(2010, 5, 20))
    own, other = (make_admission(world, school, identity_number=number) for school in PAIR)
    with clock.at(DUE), world.scope("zj_school_b.registrar").enter() as scope:
        actions.check_in(actor=scope, admission_id=other.pk)
    with clock.at(DUE):
        yield own


def page(client, world, office, admission):
    client.force_login(world.user(office))
    return client.get(reverse("students:admission", args=[admission.pk])).content.decode()


def test_at_check_in_the_officer_is_told_with_the_article(world, twice):
    with world.scope("zj_school_a.registrar").enter() as scope:
        arrival = actions.check_in(actor=scope, admission_id=twice.pk)

    said = {verdict.rule.partition(".")[2]: verdict for verdict in arrival.verdicts}["check_in_once"]
    assert (said.outcome, said.citation.article) == ("warning", 13)
    assert "已在另一所学校报到" in said.reason


def test_the_desk_and_the_list_say_so(client, world, twice):
    client.force_login(world.user("zj_school_a.registrar"))

    desk = client.post(reverse("students:admission_desk"), {"q": twice.identity_number}).content.decode()
    listed = client.get(reverse("students:admission_list"), {"year": 2026}).content.decode()

    assert "只在一所学校报到、注册" in desk
    assert ["他校也已报到" in page for page in (desk, listed)] == [True, True]


@pytest.mark.parametrize(
    "office, named",
    [("zj_school_a.registrar", False), ("zj_county_1a.reviewer", True), ("zj_city_1.reviewer", True)],
)
def test_the_other_school_is_named_to_those_above_both(client, world, twice, office, named):
    text = page(client, world, office, twice)

    assert "也录取了此人，并已办理报到" in text
    assert (world["zj_school_b"].name in text) is named


def test_a_county_does_not_learn_the_school_of_another_county(client, world):
    number = identity_number(date(2010, 5, 20))
    own = make_admission(world, "zj_school_a", identity_number=number)
    make_admission(world, "zj_school_c", identity_number=number)

    text = page(client, world, "zj_county_1a.reviewer", own)

    assert "另一所学校也录取了此人" in text
    assert world["zj_school_c"].name not in text


@pytest.mark.parametrize("columns", [{"year": 2025}, {"season": "spring"}, {"state": "cancelled", "lost_on": DUE}])
def test_another_year_and_a_place_that_is_lost_are_no_matter(client, world, columns):
    number = identity_number(date(2010, 5, 20))
    own = make_admission(world, "zj_school_a", identity_number=number)
    make_admission(world, "zj_school_b", identity_number=number, **columns)

    assert "也录取了此人" not in page(client, world, "zj_school_a.registrar", own)
