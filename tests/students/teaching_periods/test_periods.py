"""Several terms in a year (Zhejiang 14): a school lays them down, levels above read them, status counts two all the same."""

from datetime import date

import pytest
from django.urls import reverse

from students.parties import terms_of
from students.teaching_periods.actions import period_drop, period_set
from students.teaching_periods.models import TeachingPeriod
from xueji import clock
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import unfenced

REGISTRAR = "zj_school_a.registrar"
USUAL = {
    "school_year": "2026-2027",
    "name": "企业学期",
    "teaching": "enterprise",
    "starts_on": date(2026, 10, 12),
    "ends_on": date(2026, 12, 4),
}


@pytest.fixture(autouse=True)
def _today():
    with clock.at(date(2026, 10, 20)):
        yield


def laid(world, office=REGISTRAR, **changes):
    with world.scope(office).enter() as scope:
        return period_set(actor=scope, **USUAL | changes)


def test_a_school_divides_its_year_and_status_still_counts_two_terms(world):
    before = terms_of(world["zj_school_a"])

    first = laid(world, name="在校一段", teaching="school", starts_on=date(2026, 9, 1), ends_on=date(2026, 10, 11))
    second = laid(world)
    third = laid(world, name="在校二段", teaching="school", starts_on=date(2026, 12, 5), ends_on=date(2027, 1, 29))

    assert [each.weeks for each in (first, second, third)] == [6, 8, 8]
    assert terms_of(world["zj_school_a"]) == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": date(2026, 10, 11)}, "ends_on"),
        ({"starts_on": date(2026, 7, 31)}, "starts_on"),
        ({"ends_on": date(2027, 9, 1)}, "starts_on"),
    ],
)
def test_days_that_cannot_be_are_said_beside_their_field(world, changes, field):
    with pytest.raises(Invalid) as refused:
        laid(world, **changes)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [
        (date(2026, 12, 4), date(2026, 12, 31), True),
        (date(2026, 12, 5), date(2026, 12, 31), False),
        (date(2026, 9, 1), date(2026, 10, 12), True),
        (date(2026, 9, 1), date(2026, 10, 11), False),
    ],
)
def test_periods_do_not_overlap(world, first, last, overlaps):
    laid(world)

    if overlaps:
        with pytest.raises(Invalid, match="企业学期"):
            laid(world, name="另一段", starts_on=first, ends_on=last)
    else:
        laid(world, name="另一段", starts_on=first, ends_on=last)


def test_what_is_dropped_makes_room_and_stays_known(world):
    period = laid(world)
    with world.scope(REGISTRAR).enter() as scope:
        period_drop(actor=scope, period=period)
        with pytest.raises(Conflict):
            period_drop(actor=scope, period=period)

    laid(world, name="改期")
    with unfenced(reason="a test looks"):
        assert TeachingPeriod.objects.count() == 2


@pytest.mark.parametrize("office", ["bj_school_a.registrar", "zj_school_a.school_head", "zj_county_1a.reviewer"])
def test_others_and_schools_whose_regulation_has_none_lay_nothing(world, office):
    with pytest.raises(NotAllowed):
        laid(world, office)


def test_the_page_is_filled_by_the_school_and_read_above(world, client):
    client.force_login(world.user(REGISTRAR))
    page = reverse("students:periods")
    asked = {name: str(value) for name, value in USUAL.items()}
    assert client.post(page, asked).status_code == 302
    assert client.post(page, asked).status_code == 422  # the same days again
    assert page in client.get(reverse("students:terms")).content.decode()

    client.force_login(world.user("zj_city_1.reviewer"))
    shown = client.get(page)
    assert "企业学期" in shown.content.decode() and "第十四条" in shown.content.decode()
    assert shown.context["form"] is None
    client.force_login(world.user("zj_school_b.registrar"))
    assert "企业学期" not in client.get(page).content.decode().split("<tbody>")[-1].split("<form")[0]


def test_beijing_has_no_such_page(world, client):
    client.force_login(world.user("bj_school_a.registrar"))

    assert client.get(reverse("students:periods")).status_code == 404
    assert reverse("students:periods") not in client.get(reverse("students:terms")).content.decode()


def test_a_stranger_drops_nothing(world, client):
    period = laid(world)
    client.force_login(world.user("zj_school_b.registrar"))

    assert client.post(reverse("students:periods"), {"drop": period.pk}).status_code == 404
