"""One-time codes: right once, for one purpose, one subject, one address, within ten minutes and five tries."""

import re
from datetime import timedelta

import pytest

from tests.notices.conftest import MORNING, outbox
from xueji import clock
from xueji.notices.codes import BY_ADDRESS, TRIES, Checked, Sent, code_check, code_send, mask, normal
from xueji.notices.models import Code, Message
from xueji.notices.outbox import deliver
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db
NUMBER = "13800001234"
GUARDIAN = {"purpose": "guardian_consent", "subject": "case:1:person:2", "channel": "sms", "address": NUMBER}


def ask(**other) -> Sent:
    return code_send(**(GUARDIAN | other))


def check(code, **other) -> Checked:
    return code_check(**(GUARDIAN | other), code=code)


@pytest.fixture
def code(sms):
    """The digits as they came to the telephone."""
    ask()
    deliver()
    return re.search(r"\d{6}", sms[-1][1])[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_right_code_is_right_once(code):
    assert [check(code), check(code)] == [Checked.RIGHT, Checked.EXPIRED]


def test_spaces_and_country_code_do_not_matter(code):
    assert check(f" {code} ", address="+86 138 0000 1234") is Checked.RIGHT


@pytest.mark.parametrize(
    "other",
    [{"purpose": "contact"}, {"subject": "case:1:person:3"}, {"address": "13800001235"}, {"channel": "email"}],
)
def test_a_code_is_bound_to_its_purpose_subject_and_address(code, other):
    assert check(code, **other) is Checked.EXPIRED


@pytest.mark.parametrize(("minutes", "expected"), [(9, Checked.RIGHT), (10, Checked.EXPIRED)])
def test_a_code_lives_ten_minutes(code, minutes, expected):
    with clock.at(MORNING + timedelta(minutes=minutes)):
        assert check(code) is expected


def test_five_wrong_tries_end_it(code):
    assert {check(wrong(code)) for _try in range(TRIES)} == {Checked.WRONG}
    assert check(code) is Checked.TOO_MANY


def test_the_fifth_try_may_still_be_right(code):
    assert {check(wrong(code)) for _try in range(TRIES - 1)} == {Checked.WRONG}
    assert check(code) is Checked.RIGHT


def test_a_fresh_code_ends_the_earlier(code, sms):
    with clock.at(MORNING + timedelta(minutes=2)):
        ask()
        deliver()
        assert check(code) in {Checked.WRONG}
        assert check(re.search(r"\d{6}", sms[-1][1])[0]) is Checked.RIGHT


def test_no_second_code_within_a_minute(code):
    assert ask() is Sent.TOO_OFTEN
    with clock.at(MORNING + timedelta(seconds=61)):
        assert ask() is Sent.QUEUED


def test_an_address_gets_five_an_hour_whatever_they_are_for(db):
    sent = []
    for minute in range(BY_ADDRESS[0][1] + 1):
        with clock.at(MORNING + timedelta(minutes=2 * minute)):
            sent.append(ask(subject=f"case:{minute}:person:2"))
    assert sent == [Sent.QUEUED] * 5 + [Sent.TOO_OFTEN]


def test_a_subject_gets_ten_an_hour_whatever_address_is_tried(db):
    sent = []
    for minute in range(11):
        with clock.at(MORNING + timedelta(minutes=2 * minute)):
            sent.append(ask(address=f"138000020{minute:02d}"))
    assert sent[-2:] == [Sent.QUEUED, Sent.TOO_OFTEN]


def test_neither_code_nor_number_stands_in_the_database(code):
    with unfenced(reason="a test looks"):
        kept = repr(list(Code.objects.values())) + repr(list(Message.objects.values()))
    assert code not in kept and NUMBER not in kept
    (message,) = outbox()
    assert (message.state, message.text_cipher, message.address_cipher) == ("sent", None, None)


def test_the_sealed_text_of_a_queued_code_is_not_readable(db):
    ask()
    (message,) = outbox()
    assert NUMBER.encode() not in bytes(message.address_cipher)
    assert "验证码".encode() not in bytes(message.text_cipher)


def test_a_code_that_was_stuck_is_not_sent_late(sms):
    ask()
    with clock.at(MORNING + timedelta(minutes=11)):
        assert deliver() == {"dropped": 1}
    assert sms == []


def test_the_message_says_what_it_is_for(code, sms):
    assert "监护人确认同意" in sms[-1][1] and sms[-1][0] == NUMBER


@pytest.mark.parametrize(
    ("channel", "address", "bare", "shown"),
    [
        ("sms", "+86 138-0000-1234", "13800001234", "138****1234"),
        ("email", " Zhou@Example.COM ", "zhou@example.com", "z***@example.com"),
    ],
)
def test_addresses_are_kept_bare_and_shown_masked(channel, address, bare, shown):
    assert (normal(channel, address), mask(channel, address)) == (bare, shown)
