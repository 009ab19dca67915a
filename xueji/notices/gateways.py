"""The ways out: Django's mail, and SMS through an adapter that an installation brings along."""

import sys
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from xueji.notices.models import Channel


class SmsGateway(Protocol):
    """An SMS provider. `send` raises when the provider refuses or does not answer: the outbox tries again later."""

    def send(self, number: str, text: str) -> None: ...


class ConsoleSmsGateway:
    """For development: writes the text to the terminal and of the number only its end."""

    def send(self, number: str, text: str) -> None:
        sys.stdout.write(f"[sms] ******{number[-4:]}: {text}\n")
        sys.stdout.flush()


class MemorySmsGateway:
    """For tests: keeps what was sent."""

    sent: list[tuple[str, str]] = []

    def send(self, number: str, text: str) -> None:
        self.sent.append((number, text))


def channels() -> list[Channel]:
    """The channels that this installation has: mail always, SMS where an adapter is set."""
    return [Channel.EMAIL, Channel.SMS] if settings.SMS_GATEWAY else [Channel.EMAIL]


def send(channel: str, address: str, subject: str, text: str) -> None:
    """Hand one message over; whatever the provider raises goes through."""
    if channel == Channel.SMS:
        gateway: SmsGateway = import_string(settings.SMS_GATEWAY)()
        gateway.send(address, text)
        return
    EmailMessage(subject, text, to=[address]).send()
