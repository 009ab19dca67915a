"""Offices begin and end on a day: what they give is there on that day and gone on the next, open sessions included."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.support.world import make_office
from xueji import clock
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.actions import office_appoint, office_end
from xueji.organizations.models import Office
from xueji.organizations.scope import Scope, unfenced

TODAY = date(2026, 9, 8)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
PAGE = reverse("students:list")


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


def office_of(world, username: str = "deputy", role: str = "registrar", **dates) -> Office:
    return make_office(world["zj_school_a"], role, username=username, **dates)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "status"),
    [
        (YESTERDAY, None, 200),
        (TODAY, TODAY, 200),
        (YESTERDAY, TOMORROW, 200),
        (YESTERDAY - timedelta(days=9), YESTERDAY, 302),
        (TOMORROW, None, 302),
    ],
)
def test_an_office_opens_pages_from_its_first_day_to_its_last(world, client, starts_on, ends_on, status):
    office = office_of(world, starts_on=starts_on, ends_on=ends_on)
    client.force_login(office.user)

    assert client.get(PAGE).status_code == status


def test_an_office_that_ended_closes_a_session_that_is_open(world, client):
    office = office_of(world)
    client.force_login(office.user)
    assert client.get(PAGE).status_code == 200

    with unfenced(reason="a test ends an office"):
        office_end(actor=Scope.of_organization(world["zj_school_a"]), office=office, on=TODAY)

    assert client.get(PAGE).url == reverse("web:no_office")


def test_an_office_whose_days_run_out_closes_a_session_that_is_open(world, client):
    office = office_of(world, ends_on=TODAY)
    client.force_login(office.user)
    assert client.get(PAGE).status_code == 200

    with clock.at(TOMORROW):
        assert client.get(PAGE).url == reverse("web:no_office")


def test_an_office_that_ended_is_not_chosen_although_the_session_remembers_it(world, client):
    ended = office_of(world, ends_on=TODAY)
    other = make_office(world["zj_school_c"], "registrar", username="unused")
    Office.objects.filter(pk=other.pk).update(user=ended.user)
    client.force_login(ended.user)
    client.post(reverse("web:switch_office"), {"office": ended.pk})

    with clock.at(TOMORROW):
        answer = client.get(reverse("students:record", args=[world.student("zj_school_a").pk]))

    assert answer.status_code == 404


def test_a_person_switches_between_own_offices_only(world, client):
    office = office_of(world)
    client.force_login(office.user)

    foreign = world.offices["zj_school_c.registrar"]

    assert client.post(reverse("web:switch_office"), {"office": office.pk}).status_code == 302
    assert client.post(reverse("web:switch_office"), {"office": foreign.pk}).status_code == 404


def test_a_deputy_has_what_the_office_gives_while_the_days_run(world, client):
    chief = world.offices["zj_county_1a.chief"]
    deputy = make_office(
        world["zj_county_1a"], "chief", username="deputy", starts_on=TODAY, ends_on=TOMORROW, deputy_of=chief
    )

    assert Scope.of_office(deputy).allows("decide_cases")
    assert list(chief.deputies.held_on(TODAY)) == [deputy]
    assert list(chief.deputies.held_on(TOMORROW + timedelta(days=1))) == []


@pytest.mark.parametrize(
    ("role", "permission", "allowed"),
    [
        ("registrar", "open_cases", True),
        ("registrar", "manage_students", True),
        ("registrar", "oversee", False),
        ("school_head", "decide_cases", True),
        ("school_head", "open_cases", False),
        ("school_head", "manage_students", False),
        ("class_teacher", "view_students", True),
        ("class_teacher", "decide_cases", False),
        ("class_teacher", "open_cases", False),
        ("class_teacher", "issue_certificates", False),
    ],
)
def test_what_an_office_at_a_school_allows(world, role, permission, allowed):
    assert Scope.of_office(office_of(world, role=role)).allows(permission) is allowed


@pytest.mark.parametrize(
    ("body", "role"), [("zj_county_1a", "registrar"), ("zj_school_a", "reviewer"), ("bj_body", "school_head")]
)
def test_a_role_is_refused_where_it_cannot_be_held(world, body, role):
    system = Scope.of_organization(world[body])

    with pytest.raises(Invalid), unfenced(reason="a test appoints"):
        office_appoint(
            actor=system, user=world.user("zj_school_a.registrar"), organization=world[body], role=role, starts_on=TODAY
        )


def test_a_permission_stays_while_another_office_gives_it(world):
    first = office_of(world, role="registrar")
    school, user = first.organization, first.user
    system = Scope.of_organization(school)
    with unfenced(reason="a test appoints"):
        office_appoint(actor=system, user=user, organization=school, role="school_head", starts_on=YESTERDAY)
        office_end(actor=system, office=first, on=TODAY)

    assert user.has_perm("organizations.decide_cases", school)
    assert not user.has_perm("organizations.manage_students", school)


def test_somebody_without_an_office_is_told_so(world, client):
    office = office_of(world, ends_on=YESTERDAY, starts_on=YESTERDAY)
    client.force_login(office.user)

    assert client.get(PAGE, follow=True).status_code == 403


def test_an_office_cannot_end_before_it_began(world):
    office = office_of(world, starts_on=TODAY)

    with pytest.raises(Invalid), unfenced(reason="a test ends an office"):
        office_end(actor=Scope.of_organization(world["zj_school_a"]), office=office, on=TODAY)


def test_a_registrar_appoints_nobody(world):
    with pytest.raises(NotAllowed), world.scope("zj_school_a.registrar").enter() as scope:
        office_appoint(
            actor=scope,
            user=world.user("zj_school_a.registrar"),
            organization=world["zj_school_a"],
            role="school_head",
            starts_on=TODAY,
        )


@pytest.mark.parametrize(("chief", "allowed"), [("zj_county_1a.chief", True), ("zj_county_1b.chief", False)])
def test_a_chief_appoints_below_and_nowhere_else(world, chief, allowed):
    with nullcontext() if allowed else pytest.raises(NotAllowed), world.scope(chief).enter() as scope:
        office = office_appoint(
            actor=scope,
            user=world.user("zj_school_b.registrar"),
            organization=world["zj_school_a"],
            role="registrar",
            starts_on=TODAY,
        )
        assert office.appointed_by_id == world.user(chief).pk
