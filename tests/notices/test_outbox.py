"""What is queued is sent once, whatever happens in between; it goes to nobody without access and names nobody."""

from datetime import date, timedelta

import pytest
from django.core import mail

from students.models import Student
from tests.cases.errands import approve, open_case
from tests.notices.conftest import MORNING, mails, outbox, reach
from xueji import clock
from xueji.cases.deadlines import sweep
from xueji.notices import outbox as sending
from xueji.notices.contacts import contact_remove
from xueji.notices.inbox import notify_person
from xueji.notices.models import Message
from xueji.notices.outbox import deliver
from xueji.notices.spreading import spread
from xueji.organizations.models import Office, User
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db
AT_D = "zj_school_d.registrar"


@pytest.fixture
def queued(world, errand, reachable):  # noqa: F811
    """One mail for the registrar of school D."""
    reachable(AT_D, work="now")
    case = open_case(world)
    spread()
    return case


def test_a_mail_says_what_happened_the_number_the_day_and_where(queued):
    assert deliver() == {"sent": 1}
    (text,) = mails()
    assert f"新到待办 {queued.number}" in text
    assert "南浦区澄怀中等专业学校：有新的办件到了贵单位。" in text
    assert f"转学 {queued.number}，9月21日到期" in text
    assert "/notices/" in text


def test_what_was_sent_is_not_sent_again(queued):
    deliver()
    assert deliver() == {}
    assert len(mail.outbox) == 1


def test_a_broker_that_lost_everything_loses_no_message(queued):
    """Nothing of it was ever in the broker: the next look into the database finds it."""
    with clock.at(MORNING + timedelta(days=3)):
        assert deliver() == {"sent": 1}


@pytest.mark.parametrize("refused", range(len(sending.BACK_OFF)))
def test_a_provider_that_refuses_is_asked_again_later(queued, monkeypatch, refused):
    _refuse(monkeypatch)
    with unfenced(reason="a test"):
        Message.objects.update(attempts=refused)
    assert deliver() == {"queued": 1}
    (message,) = outbox()
    assert (message.attempts, message.due_at) == (refused + 1, MORNING + sending.BACK_OFF[refused])


def test_in_the_end_it_gives_up_and_says_so(queued, monkeypatch):
    _refuse(monkeypatch)
    with unfenced(reason="a test"):
        Message.objects.update(attempts=len(sending.BACK_OFF))
    assert deliver() == {"failed": 1}
    assert outbox()[0].outcome == "ConnectionRefusedError"


def test_the_log_names_no_address(queued, monkeypatch, capsys):
    _refuse(monkeypatch)
    deliver()
    said = capsys.readouterr()
    assert "message_not_sent" in said.out + said.err
    assert "officer@example.com" not in said.out + said.err


@pytest.mark.parametrize("how", ["office ended", "inactive"])
def test_none_after_access_ends(queued, world, how):
    user = world.user(AT_D)
    if how == "inactive":
        User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        Office.objects.filter(user=user).update(ends_on=date(2026, 9, 7))
    assert deliver() == {"dropped": 1}
    assert (mail.outbox, outbox()[0].outcome) == ([], "access_ended")


def test_none_to_an_address_that_was_taken_away(queued, world):
    with world.scope(AT_D).enter() as scope:
        contact_remove(actor=scope, channel="email")
    assert deliver() == {"dropped": 1}


def test_no_more_a_minute_than_the_provider_allows(world, errand, reachable, settings):  # noqa: F811
    settings.NOTICES_A_MINUTE = {"email": 1}
    reachable(AT_D, work="now")
    reachable("zj_school_d.school_head", work="now")
    open_case(world)
    spread()
    assert [deliver(), deliver()] == [{"sent": 1}, {}]
    with clock.at(MORNING + timedelta(seconds=61)):
        assert deliver() == {"sent": 1}


def test_a_digest_groups_by_event_and_leaves_out_what_is_done(world, errand, reachable):  # noqa: F811
    reachable(AT_D, work="daily", outcome="daily")
    first, second = open_case(world), open_case(world, positions=(1,))
    spread()
    approve(world, first, AT_D)
    with clock.at(MORNING + timedelta(days=1)):
        assert deliver() == {"sent": 1}
    (text,) = mails()
    assert second.number in text and first.number not in text
    assert "每日汇总：新到待办 1 条" in text


def test_a_digest_of_work_that_is_all_done_is_not_sent(world, errand, reachable):  # noqa: F811
    reachable(AT_D, work="daily")
    case = open_case(world)
    spread()
    approve(world, case, AT_D)
    with clock.at(MORNING + timedelta(days=1)):
        assert deliver() == {"dropped": 1}


def test_no_name_and_no_number_of_anybody_leaves_the_register(world, errand, sms):  # noqa: F811
    """Every office of the chain, every event at once, by mail, SMS and digest; and the student. The bodies are searched."""
    timings = ["now", "daily"]
    for position, office in enumerate(world.offices):
        chosen = dict.fromkeys(["work", "deadline", "overdue", "returned", "outcome", "other"], timings[position % 2])
        reach(world.user(office), "email", f"{position}@example.com", **chosen)
    head = world.user("zj_school_d.school_head")
    reach(head, "sms", "13800000000", **dict.fromkeys(["work", "outcome", "returned"], "now"))
    pupil = User.objects.create_user(
        "stu", password="x", name="陈语桐", person_id=world.student("zj_school_a").person_id
    )
    reach(pupil, "sms", "13900000000")
    case = open_case(world)
    case = approve(world, case, AT_D, "zj_county_1a.reviewer", "zj_county_2a.reviewer")
    with world.scope("zj_school_a.registrar").enter():
        notify_person(pupil.person_id, "application", "陈语桐的转学申请到了县教育局", case.pk)
    for days in range(12):
        with clock.at(MORNING + timedelta(days=days)):
            sweep()
            spread()
            deliver()
    bodies = mails() + [text for _number, text in sms]
    assert len(mail.outbox) > 5 and len(sms) >= 2
    assert [word for word in _secrets(world) if any(word in body for body in bodies)] == []


def _secrets(world) -> set[str]:
    with unfenced(reason="a test looks"):
        students = list(Student.objects.select_related("person"))
        words = {student.name for student in students}
        words |= {student.number_mask for student in students} | {student.identity_mask for student in students}
        words |= {student.school_number for student in students}
        words |= {student.person.identity_number for student in students}
        words |= {student.person.student_number for student in students}
    return words | {office.user.name for office in world.offices.values()}


def _refuse(monkeypatch) -> None:
    def send(*args):
        raise ConnectionRefusedError("officer@example.com")

    monkeypatch.setattr(sending.gateways, "send", send)
