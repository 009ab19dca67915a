"""The pages of offices: who may open them, what they refuse, the first password."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.offices.test_offices import CHIEF, HEAD, REGISTRAR, TODAY, changes, day, hand_over  # noqa: F401
from tests.support.world import PASSWORD
from xueji.audit.models import Event
from xueji.offices.presenting import DUTIES
from xueji.organizations.models import Office, User
from xueji.organizations.roles import ROLES
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db
NEW = "账号已建立"


@pytest.fixture
def head(client, world):
    client.force_login(world.user(HEAD))
    return client


def entry(world, **fields):
    data = {
        "organization": world["zj_school_a"].pk,
        "role": "class_teacher",
        "account": "new",
        "username": "lin.teacher",
        "name": "林知夏",
        "starts_on": "2026-09-08",
        "ends_on": "",
    }
    return data | fields


@pytest.mark.parametrize(
    ("who", "status"),
    [(HEAD, 200), (CHIEF, 200), (REGISTRAR, 403), ("zj_county_1a.reviewer", 403)],
)
def test_only_those_who_appoint_see_the_offices(client, world, who, status):
    client.force_login(world.user(who))
    assert client.get("/offices/").status_code == status


def test_a_bureau_sees_the_offices_below(client, world):
    client.force_login(world.user(CHIEF))
    text = client.get("/offices/").content.decode()
    assert "zj_school_a.registrar" in text and "zj_school_c.registrar" not in text


def test_an_account_is_made_with_a_password_shown_once(head, world, client):
    answer = head.post("/offices/appoint/", entry(world))
    password = answer.context["password"]
    assert password in answer.content.decode() and "no-store" in answer["Cache-Control"]
    office = Office.objects.get(user__username="lin.teacher")
    assert password not in head.get(f"/offices/{office.pk}/").content.decode()


def test_a_first_password_has_to_be_changed_before_anything_else(head, world, client):
    password = head.post("/offices/appoint/", entry(world)).context["password"]
    head.logout()
    client.post("/login/", {"username": "lin.teacher", "password": password})
    assert client.get("/").url == "/password/"
    assert client.get("/api/cases/").url == "/password/"
    same = {"old_password": password, "new_password1": password, "new_password2": password}
    assert client.post("/password/", same).status_code == 200
    other = {"old_password": password, "new_password1": "an-other-secret-9", "new_password2": "an-other-secret-9"}
    assert client.post("/password/", other).status_code == 302
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("name", ["林知夏", ""])
def test_an_existing_account_is_found_by_account_and_name_together(head, world, name):
    User.objects.create_user("lin", password=PASSWORD, name="林知夏")
    answer = head.post("/offices/appoint/", entry(world, account="existing", username="lin", name=name or "林"))
    assert answer.status_code == (302 if name else 422)


def test_a_taken_account_name_is_said_at_its_field(head, world):
    answer = head.post("/offices/appoint/", entry(world, username=REGISTRAR))
    assert "username" in answer.context["form"].errors


@pytest.mark.parametrize("field", ["organization"])
def test_nobody_appoints_elsewhere(head, world, field):
    answer = head.post("/offices/appoint/", entry(world, organization=world["zj_school_b"].pk))
    assert field in answer.context["form"].errors


def test_an_office_elsewhere_does_not_exist(head, world):
    assert head.get(f"/offices/{world.offices['zj_school_b.registrar'].pk}/").status_code == 404


def test_an_office_is_ended_from_its_page(head, world):
    office = world.offices[REGISTRAR]
    assert head.post(f"/offices/{office.pk}/end/", {"ends_on": "2026-09-30"}).status_code == 302
    office.refresh_from_db()
    assert office.ends_on == date(2026, 9, 30)
    assert [change.kind for change in changes()] == ["ended"]


def test_a_deputy_is_given_from_the_page(head, world):
    office = world.offices[REGISTRAR]
    data = {
        "account": "new",
        "username": "dep",
        "name": "代理",
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=9),
    }
    assert NEW in head.post(f"/offices/{office.pk}/deputy/", data).content.decode()
    assert office.deputies.get().role == "registrar"


def test_an_officer_hands_over_the_own_work(client, world):
    client.force_login(world.user(REGISTRAR))
    office, successor = world.offices[REGISTRAR], world.offices[HEAD]
    page = f"/offices/{office.pk}/hand-over/"
    assert client.get(page).status_code == 200
    answer = client.post(page, {"successor": successor.pk, "on": "2026-09-08", "note": ""}, follow=True)
    assert "待接收人确认" in answer.content.decode()


def test_a_hand_over_is_seen_by_the_two_and_their_head_only(client, world):
    handed = hand_over(world)
    client.force_login(world.user("zj_school_b.registrar"))
    assert client.get(f"/offices/hand-overs/{handed.pk}/").status_code == 404
    client.force_login(world.user(HEAD))
    assert client.post(f"/offices/hand-overs/{handed.pk}/confirm/").status_code == 302


def test_the_list_needs_as_many_queries_for_all_as_for_one(head, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        head.get("/offices/")


def test_bodies_that_named_nobody_are_pointed_out(client, world):
    Office.objects.filter(user=world.user("zj_school_b.registrar")).update(ends_on=date(2026, 9, 7))
    client.force_login(world.user(CHIEF))
    assert client.get("/offices/").context["without"] == [world["zj_school_b"]]


def test_an_office_shows_its_duties(head, world):
    answer = head.get(f"/offices/{world.offices[REGISTRAR].pk}/")
    assert "开办并提交办件" in answer.content.decode() and "任免学籍管理人员" not in answer.content.decode()


def test_every_permission_has_its_words():
    assert {permission for role in ROLES for permission in role.permissions} <= set(DUTIES)


def password_of(world, office):
    return reverse("offices:password", args=[world.offices[office].pk])


def test_a_forgotten_password_is_reset_and_ends_what_was_open(head, world):
    forgetful = Client()
    forgetful.force_login(world.user(REGISTRAR))

    answer = head.post(password_of(world, REGISTRAR))

    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    assert forgetful.get("/").url == "/login/?next=/"
    user = User.objects.get(pk=world.user(REGISTRAR).pk)
    assert user.check_password(answer.context["password"]) and user.must_change_password
    with unfenced(reason="a test looks"):
        assert Event.objects.filter(kind="password_reset", subject_id=user.pk).count() == 1


@pytest.mark.parametrize("who", [REGISTRAR, "zj_school_b.school_head", "zj_county_1a.reviewer"])
def test_a_password_is_reset_by_who_appoints_there(client, world, who):
    before = world.user("zj_school_a.school_head").password
    client.force_login(world.user(who))

    assert client.post(password_of(world, "zj_school_a.school_head")).status_code in {403, 404}
    assert User.objects.get(pk=world.user("zj_school_a.school_head").pk).password == before


def test_nobody_comes_by_a_password_to_what_an_officer_may_do_elsewhere(head, world):
    user = world.user(REGISTRAR)
    with unfenced(reason="a test appoints"):
        Office.objects.create(user=user, organization=world["zj"], role="chief", starts_on=date(2026, 1, 1))

    assert head.post(password_of(world, REGISTRAR)).status_code == 403
    assert User.objects.get(pk=user.pk).password == user.password


def test_the_own_password_is_changed_and_not_reset(head, world):
    assert head.post(password_of(world, HEAD)).status_code == 403
