"""Lines for organizations reach the persons who hold an office there, once, as they chose."""

from datetime import date, datetime, timedelta

import pytest

from tests.cases.errands import open_case
from tests.notices.conftest import MORNING, ZONE, noticed, outbox
from tests.support.world import make_office
from xueji import clock
from xueji.calendars.loader import get_calendar
from xueji.notices.choices import Choices, choices_of, digest_moment, sending_moment
from xueji.notices.events import EVENTS, STUDENT, event_of
from xueji.notices.inbox import notify_holders, notify_person, notify_users
from xueji.notices.models import PersonNotice, Settings, Waiting
from xueji.notices.spreading import spread
from xueji.organizations.models import Office, User
from xueji.organizations.roles import ROLES
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db
AT_D = "zj_school_d.registrar"


def test_a_line_reaches_everybody_in_office_there_and_nobody_else(world, errand):  # noqa: F811
    open_case(world)
    spread()
    assert [row.kind for row in noticed(world.user(AT_D))] == ["arrived"]
    assert [row.kind for row in noticed(world.user("zj_school_d.school_head"))] == ["arrived"]
    assert noticed(world.user("zj_school_b.registrar")) == []


def test_spreading_again_changes_nothing(world, errand):  # noqa: F811
    open_case(world)
    assert spread() >= 1
    assert spread() == 0
    assert len(noticed(world.user(AT_D))) == 1


def test_a_line_that_waits_twice_reaches_once(world, errand):  # noqa: F811
    open_case(world)
    spread()
    source = noticed(world.user(AT_D))[0].source_id
    with unfenced(reason="a test"):
        Waiting.objects.create(notice_id=source)
    spread()
    assert len(noticed(world.user(AT_D))) == 1


@pytest.mark.parametrize("gone", ["ended", "not_yet", "inactive"])
def test_who_holds_no_office_today_is_not_told(world, errand, gone):  # noqa: F811
    user = world.user(AT_D)
    changes = {"ended": {"ends_on": date(2026, 9, 7)}, "not_yet": {"starts_on": date(2026, 9, 9)}}
    Office.objects.filter(user=user).update(**changes.get(gone, {}))
    User.objects.filter(pk=user.pk).update(is_active=gone != "inactive")
    open_case(world)
    spread()
    assert noticed(user) == []


def test_who_wants_nothing_of_an_event_gets_nothing(world, errand):  # noqa: F811
    user = world.user(AT_D)
    with unfenced(reason="a test"):
        Settings.objects.create(user=user, choices={"work": {"screen": "off", "email": "off", "sms": "off"}})
    open_case(world)
    spread()
    assert noticed(user) == []


def test_at_once_and_daily_go_to_the_outbox(world, errand, reachable):  # noqa: F811
    user = reachable(AT_D, work="now")
    reachable("zj_school_d.school_head", work="daily")
    open_case(world)
    spread()
    assert [(row.user_id == user.pk, row.purpose, row.due_at) for row in outbox()] == [
        (True, "notice", MORNING),
        (False, "digest", datetime(2026, 9, 9, 8, 30, tzinfo=ZONE)),
    ]


def test_a_day_makes_one_digest(world, errand, reachable):  # noqa: F811
    reachable(AT_D, work="daily")
    for position in range(2):
        open_case(world, positions=(position,))
        spread()
    (digest,) = outbox(purpose="digest")
    assert len(digest.notices) == 2


def test_an_address_that_is_not_verified_gets_nothing(world, errand, reachable):  # noqa: F811
    from xueji.notices.models import Contact

    reachable(AT_D, work="now")
    with unfenced(reason="a test"):
        Contact.objects.update(verified_at=None)
    open_case(world)
    spread()
    assert outbox() == []


def test_a_student_is_told_through_the_account(world):
    person = world.student("zj_school_a").person_id
    user = User.objects.create_user("stu", password="x", name="陈", person_id=person)
    with world.scope("zj_school_a.registrar").enter():
        assert notify_person(person, "application", "您的转学申请已提交", None) == 1
    assert [(row.event, row.organization_id) for row in noticed(user)] == [("application", None)]


def test_a_student_without_an_account_is_nobody_to_tell(world):
    with world.scope("zj_school_a.registrar").enter():
        assert notify_person(world.student("zj_school_a").person_id, "application", "已提交") == 0


def test_only_those_in_office_are_told_of_an_office(world):
    body = world["zj_county_1a"].pk
    everybody = [world.user("zj_county_1a.chief").pk, world.user("zj_county_1b.chief").pk]
    assert notify_users(everybody, body, "office", "x") == 1
    assert notify_holders(body, "manage_offices", "office", "x") == 1  # the chief, not the reviewer


def test_a_person_sees_the_notices_of_the_present_office_only(world, errand):  # noqa: F811
    elsewhere = make_office(world["zj_school_c"], "registrar", username="two")
    Office.objects.filter(pk=elsewhere.pk).update(user=world.user(AT_D))
    open_case(world)
    spread()
    with world.scope(AT_D).enter():
        assert PersonNotice.objects.count() == 1
    elsewhere.refresh_from_db()
    from xueji.organizations.scope import Scope

    with Scope.of_office(elsewhere).enter():
        assert PersonNotice.objects.count() == 0


@pytest.mark.parametrize("role", [*(role.key for role in ROLES), STUDENT])
def test_every_role_has_a_default_for_every_event(role):
    choices = choices_of(None, [role])
    assert all(set(choices.table[event.key]) == {"screen", "email", "sms"} for event in EVENTS)


def test_of_two_roles_the_more_eager_default_holds():
    assert choices_of(None, ["chief", "reviewer"]).timing("overdue", "email") == "now"


def test_an_unknown_kind_is_not_lost():
    assert event_of("something new").key == "other"


@pytest.mark.parametrize(
    ("after", "working_days_only", "expected"),
    [
        (datetime(2026, 9, 8, 8, 0), True, datetime(2026, 9, 8, 8, 30)),
        (datetime(2026, 9, 8, 8, 30), True, datetime(2026, 9, 9, 8, 30)),
        (datetime(2026, 9, 11, 9, 0), True, datetime(2026, 9, 14, 8, 30)),  # over a weekend
        (datetime(2026, 9, 11, 9, 0), False, datetime(2026, 9, 12, 8, 30)),
        (datetime(2026, 9, 19, 9, 0), True, datetime(2026, 9, 20, 8, 30)),  # a Sunday that is worked (调休)
        (datetime(2026, 9, 30, 9, 0), True, datetime(2026, 10, 8, 8, 30)),  # National Day
    ],
)
def test_the_next_digest(after, working_days_only, expected, db):
    choices = Choices({}, working_days_only=working_days_only)
    found = digest_moment(choices, after.replace(tzinfo=ZONE), get_calendar())
    assert found == expected.replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("hour", "channel", "expected"),
    [
        (7, "sms", MORNING.replace(hour=8)),
        (8, "sms", MORNING.replace(hour=8)),
        (20, "sms", MORNING.replace(hour=20)),
        (21, "sms", MORNING.replace(hour=8) + timedelta(days=1)),
        (3, "email", MORNING.replace(hour=3)),
    ],
)
def test_no_telephone_rings_at_night(hour, channel, expected):
    assert sending_moment(channel, MORNING.replace(hour=hour)) == expected


def test_the_clock_is_the_domains(world, errand):  # noqa: F811
    open_case(world)
    spread()
    assert noticed(world.user(AT_D))[0].at == clock.now()
