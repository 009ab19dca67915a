"""Officers are appointed, act for each other, leave; each change is filed above, and permissions follow the dates."""

from datetime import date, timedelta

import pytest
from guardian.shortcuts import get_perms

from tests.cases.conftest import errand  # noqa: F401 (fixture)
from tests.cases.errands import approve, open_case
from tests.notices.conftest import noticed
from tests.support.world import make_office
from xueji import clock
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.offices import actions
from xueji.offices.filing import superior_of
from xueji.offices.models import HandOver, OfficeChange
from xueji.offices.work import open_work
from xueji.organizations.models import Office, User
from xueji.organizations.permissions import permissions_follow_dates
from xueji.organizations.scope import Scope, unfenced

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 8)
DAY = timedelta(days=1)
CHIEF, REVIEWER = "zj_county_1a.chief", "zj_county_1a.reviewer"
HEAD, REGISTRAR = "zj_school_a.school_head", "zj_school_a.registrar"


@pytest.fixture(autouse=True)
def day():
    with clock.at(TODAY):
        yield TODAY


@pytest.fixture
def newcomer(db):
    return User.objects.create_user("newcomer", password="x", name="祁书衡")


def appoint(world, user, *, by=HEAD, at="zj_school_a", role="registrar", starts_on=TODAY, ends_on=None):
    with world.scope(by).enter() as actor:
        return actions.officer_appoint(
            actor=actor, user=user, organization=world[at], role=role, starts_on=starts_on, ends_on=ends_on
        )


def deputize(world, user, *, office=CHIEF, by=CHIEF, starts_on=TODAY, ends_on=TODAY + 5 * DAY):
    with world.scope(by).enter() as actor:
        return actions.deputy_appoint(
            actor=actor, office=world.offices[office], user=user, starts_on=starts_on, ends_on=ends_on
        )


def perms(user, body):
    return set(get_perms(User.objects.get(pk=user.pk), body))


def changes() -> list[OfficeChange]:
    with unfenced(reason="a test looks"):
        return list(OfficeChange.objects.order_by("pk"))


def test_a_change_is_filed_with_the_level_above(world, newcomer):
    appoint(world, newcomer)
    (change,) = changes()
    assert (change.kind, change.superior, change.officer_name) == ("appointed", world["zj_county_1a"], "祁书衡")
    assert [row.event for row in noticed(world.user(CHIEF))] == ["office"]


def test_the_level_above_notes_that_it_has_read_it(world, newcomer, client):
    appoint(world, newcomer)
    client.force_login(world.user(CHIEF))
    assert "祁书衡" in client.get("/offices/changes/").content.decode()
    client.post("/offices/changes/read/", {"change": changes()[0].pk})
    assert changes()[0].read_by == world.user(CHIEF)


def test_what_the_level_above_did_itself_it_has_read(world, newcomer):
    appoint(world, newcomer, by=CHIEF)
    assert changes()[0].read_by == world.user(CHIEF)
    assert noticed(world.user(CHIEF)) == []


@pytest.mark.parametrize(
    ("body", "superior"),
    [
        ("zj_school_a", "zj_county_1a"),
        ("zj_school_city", "zj_city_1"),
        ("zj_county_1a", "zj_city_1"),
        ("zj_city_1", "zj"),
        ("zj", None),
        ("bj_school_a", "bj_district_1"),
        ("bj_school_body", "bj"),  # its superior body is no education department
        ("bj_body", "bj"),
    ],
)
def test_filed_with_the_nearest_education_authority(world, body, superior):
    assert superior_of(world[body]) == (world[superior] if superior else None)


def test_permissions_begin_with_the_first_day(world, newcomer):
    appoint(world, newcomer, starts_on=TODAY + DAY)
    assert perms(newcomer, world["zj_school_a"]) == set()
    with clock.at(TODAY + DAY):
        assert permissions_follow_dates() == (6, 0)
        assert "manage_students" in perms(newcomer, world["zj_school_a"])


def test_permissions_do_not_outlive_an_office_whose_days_run_out(world, newcomer):
    appoint(world, newcomer, ends_on=TODAY)
    body = world["zj_school_a"]
    assert "manage_students" in perms(newcomer, body)
    with clock.at(TODAY + DAY):
        assert not User.objects.get(pk=newcomer.pk).has_perm("organizations.manage_students", body)
        assert permissions_follow_dates() == (0, 6)
        assert perms(newcomer, body) == set()
        assert permissions_follow_dates() == (0, 0)


def test_permissions_of_an_inactive_account_go(world, newcomer):
    appoint(world, newcomer)
    User.objects.filter(pk=newcomer.pk).update(is_active=False)
    permissions_follow_dates()
    with unfenced(reason="a test looks"):
        assert not newcomer.userobjectpermission_set.exists()


def test_what_everybody_else_holds_stays(world):
    assert permissions_follow_dates() == (0, 0)


@pytest.mark.parametrize("who", [HEAD, "zj_school_a.registrar"])
def test_nobody_appoints_himself_or_what_he_may_not(world, who):
    with pytest.raises((Invalid, NotAllowed)):
        appoint(world, world.user(who), by=who, role="class_teacher")


def test_a_student_holds_no_office(world):
    pupil = User.objects.create_user("pupil", password="x", name="陈", person_id=world.student("zj_school_a").person_id)
    with pytest.raises(Invalid):
        appoint(world, pupil)


def test_the_same_office_is_not_given_twice_at_once(world):
    with pytest.raises(Invalid):
        appoint(world, world.user(REGISTRAR), starts_on=TODAY + DAY)


def test_nobody_ends_the_own_office(world):
    with pytest.raises(NotAllowed), world.scope(HEAD).enter() as actor:
        actions.officer_end(actor=actor, office=world.offices[HEAD], last_day=TODAY)


def test_who_leaves_is_filed_and_loses_the_permissions_the_day_after(world):
    with world.scope(HEAD).enter() as actor:
        actions.officer_end(actor=actor, office=world.offices[REGISTRAR], last_day=TODAY)
    assert [change.kind for change in changes()] == ["ended"]
    assert "open_cases" in perms(world.user(REGISTRAR), world["zj_school_a"])
    with clock.at(TODAY + DAY):
        permissions_follow_dates()
        assert perms(world.user(REGISTRAR), world["zj_school_a"]) == set()


def test_a_deputy_acts_while_the_dates_run(world, newcomer, client):
    deputize(world, newcomer)
    client.force_login(newcomer)
    assert client.get("/cases/").status_code == 200
    with clock.at(TODAY + 6 * DAY):
        assert client.get("/cases/").status_code == 302


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2020, 8, 31), TODAY), (TODAY, TODAY - DAY)],
)
def test_a_deputys_days_lie_within_the_office(world, newcomer, starts_on, ends_on):
    with pytest.raises(Invalid):
        deputize(world, newcomer, starts_on=starts_on, ends_on=ends_on)


def test_a_deputy_has_no_deputy(world, newcomer):
    acting = deputize(world, newcomer)
    other = User.objects.create_user("other", password="x", name="另")
    with pytest.raises(Invalid), world.scope(CHIEF).enter() as actor:
        actions.deputy_appoint(actor=actor, office=acting, user=other, starts_on=TODAY, ends_on=TODAY)


def test_deputies_end_with_the_office(world, newcomer):
    acting = deputize(world, newcomer, office=REVIEWER)
    with world.scope(CHIEF).enter() as actor:
        actions.officer_end(actor=actor, office=world.offices[REVIEWER], last_day=TODAY)
    acting.refresh_from_db()
    assert acting.ends_on == TODAY


def test_who_opened_a_case_does_not_decide_on_it_as_a_deputy(world, errand):  # noqa: F811
    case = open_case(world, submit=False)
    deputize(world, world.user(REGISTRAR), office=HEAD, by=CHIEF)
    acting = Office.objects.get(deputy_of=world.offices[HEAD])
    with world.scope(REGISTRAR).enter() as actor:
        from xueji.cases.actions import case_submit

        case = case_submit(actor=actor, case=case)
    with unfenced(reason="a test"):
        case.steps.filter(state="open").update(organization=world["zj_school_a"])
    with pytest.raises(NotAllowed), Scope.of_office(acting).enter() as actor:
        from xueji.cases.actions import step_approve

        step_approve(actor=actor, case=case, revision=case.revision)


def hand_over(world, *, by=REGISTRAR, office=REGISTRAR, to=HEAD):
    with world.scope(by).enter() as actor:
        return actions.work_hand_over(
            actor=actor, office=world.offices[office], successor=world.offices[to], on=TODAY, note="印章在柜中。"
        )


def test_the_list_of_work_holds_drafts_and_what_runs(world, errand):  # noqa: F811
    open_case(world, submit=False)
    open_case(world, positions=(1,))
    with world.scope(REGISTRAR).enter():
        assert [item.why for item in open_work(world.offices[REGISTRAR])] == ["draft", "running"]
    with world.scope("zj_school_d.school_head").enter():
        assert [item.why for item in open_work(world.offices["zj_school_d.school_head"])] == ["step"]


def test_work_is_handed_over_recorded_and_told(world, errand):  # noqa: F811
    case = open_case(world)
    handed = hand_over(world)
    with world.scope(REGISTRAR).enter():
        assert [item.number for item in handed.items.all()] == [case.number]
    assert [row.event for row in noticed(world.user(HEAD))] == ["office"]


def test_a_hand_over_changes_no_opener(world, errand):  # noqa: F811
    case = open_case(world)
    hand_over(world)
    with unfenced(reason="a test looks"):
        case.refresh_from_db()
    assert case.opened_by == world.user(REGISTRAR)


def test_only_the_successor_confirms_and_once(world):
    handed = hand_over(world)
    with pytest.raises(NotAllowed), world.scope(REGISTRAR).enter() as actor:
        actions.hand_over_confirm(actor=actor, hand_over=handed)
    with world.scope(HEAD).enter() as actor:
        assert actions.hand_over_confirm(actor=actor, hand_over=handed).confirmed_at
    with pytest.raises(Conflict), world.scope(HEAD).enter() as actor:
        actions.hand_over_confirm(actor=actor, hand_over=HandOver.objects.get(pk=handed.pk))


def test_work_goes_to_nobody_elsewhere(world):
    with pytest.raises(Invalid):
        hand_over(world, to="zj_school_b.registrar")


def test_a_colleague_without_the_right_hands_nothing_over(world):
    other = make_office(world["zj_school_a"], "class_teacher", username="teacher")
    with pytest.raises(NotAllowed), Scope.of_office(other).enter() as actor:
        actions.work_hand_over(actor=actor, office=world.offices[REGISTRAR], successor=world.offices[HEAD], on=TODAY)


def test_approving_after_a_hand_over_goes_on(world, errand):  # noqa: F811
    case = open_case(world)
    hand_over(world)
    assert approve(world, case, "zj_school_d.registrar").state == "running"
