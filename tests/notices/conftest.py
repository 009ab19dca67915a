"""Officers with verified addresses, a case that makes lines, and what was sent."""

from datetime import datetime

import pytest
from django.core import mail
from django.utils.timezone import get_default_timezone

from tests.cases.conftest import errand  # noqa: F401 (fixture)
from xueji import clock
from xueji.database import cipher
from xueji.notices.gateways import MemorySmsGateway
from xueji.notices.models import Contact, Message, PersonNotice, Settings
from xueji.organizations.scope import unfenced

ZONE = get_default_timezone()
MORNING = datetime(2026, 9, 8, 9, 0, tzinfo=ZONE)  # a Tuesday


@pytest.fixture(autouse=True)
def day():
    with clock.at(MORNING):
        yield


@pytest.fixture(autouse=True)
def sms(settings):
    settings.SMS_GATEWAY = "xueji.notices.gateways.MemorySmsGateway"
    MemorySmsGateway.sent.clear()
    yield MemorySmsGateway.sent
    MemorySmsGateway.sent.clear()


@pytest.fixture
def reachable(world):
    """reachable("zj_school_d.registrar", email="a@b.c", work="now"): a verified address, and what is mailed when."""

    def make(office: str, channel: str = "email", address: str = "officer@example.com", **timings: str):
        return reach(world.user(office), channel, address, **timings)

    return make


def reach(user, channel="email", address="officer@example.com", **timings):
    with unfenced(reason="a test gives an address"):
        Contact.objects.create(
            user=user,
            channel=channel,
            address_cipher=cipher.encrypt(address),
            mask="o***",
            verified_at=clock.now(),
        )
        if timings:
            chosen = {event: {channel: timing} for event, timing in timings.items()}
            Settings.objects.update_or_create(user=user, defaults={"choices": chosen})
    return user


def noticed(user) -> list[PersonNotice]:
    with unfenced(reason="a test looks"):
        return list(PersonNotice.objects.filter(user=user).order_by("pk"))


def outbox(**filters) -> list[Message]:
    with unfenced(reason="a test looks"):
        return list(Message.objects.filter(**filters).order_by("pk"))


def mails() -> list[str]:
    """Subject and body of each mail."""
    return [f"{each.subject}\n{each.body}" for each in mail.outbox]
