"""Sending what is queued. A message is claimed by a row lock that other workers skip, and stays locked while it is handed
over: two workers never send the same one, and one that dies leaves it queued. Nothing here depends on the broker.

A message is worded in the scope of the person it goes to, so that it cannot say what that person may not see; who has no
access any more gets none.
"""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection

from xueji import clock
from xueji.database import cipher
from xueji.notices import gateways, wording
from xueji.notices.models import Contact, Message, PersonNotice
from xueji.organizations.models import Office, User
from xueji.organizations.scope import Scope, unfenced

log = structlog.get_logger()

BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
CODE_LIVES = timedelta(minutes=10)
State = Message.State


class _NotWanted(Exception):
    """There is no reason to send it any more; the argument says why, in a word."""


def deliver() -> dict[str, int]:
    """Send what is due, as many a minute as each channel may; returns how many came to which state."""
    counts: dict[str, int] = {}
    for channel, rate in settings.NOTICES_A_MINUTE.items():
        for message_id, user_id, organization_id in _due(channel, clock.now(), rate):
            state = _deliver_one(message_id, user_id, organization_id)
            counts[state] = counts.get(state, 0) + 1
    return counts


def _due(channel: str, moment: datetime, rate: int) -> list[tuple[int, int | None, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM xj_outbox_due(%s, %s, %s)", [channel, moment, rate])
        return cursor.fetchall()


def _deliver_one(message_id: int, user_id: int | None, organization_id: int | None) -> str:
    scope = _scope_of(user_id, organization_id)
    with scope.enter() if scope else unfenced(reason="the outbox: a code, or access has ended"):
        queued = Message.objects.select_for_update(skip_locked=True, of=("self",))
        message = queued.filter(pk=message_id, state=State.QUEUED, due_at__lte=clock.now()).first()
        if message is None:
            return "elsewhere"
        try:
            _send(message, scope)
        except _NotWanted as reason:
            return _done(message, State.DROPPED, str(reason))
        except Exception as error:
            return _failed(message, error)
        return _done(message, State.SENT)


def _scope_of(user_id: int | None, organization_id: int | None) -> Scope | None:
    """As whom the message is worded: the person in the office it came through; None where there is no access any more."""
    user = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    if user is None:
        return None
    if organization_id is None:
        return Scope.of_student(user_id=user.pk, person_id=user.person_id or 0)
    offices = Office.objects.of(user).held_on(clock.today()).filter(organization_id=organization_id)
    office = offices.first()
    return Scope.of_office(office) if office else None


def _send(message: Message, scope: Scope | None) -> None:
    if message.purpose == Message.Purpose.CODE:
        _send_code(message)
        return
    if scope is None:
        raise _NotWanted("access_ended")
    contact = Contact.objects.filter(
        user_id=message.user_id or 0, channel=message.channel, verified_at__isnull=False
    ).first()
    if contact is None:
        raise _NotWanted("no_address")
    worded = _worded(message)
    if worded is None:
        raise _NotWanted("done_meanwhile")
    gateways.send(message.channel, contact.address, *worded)


def _worded(message: Message) -> tuple[str, str] | None:
    rows = PersonNotice.objects.filter(pk__in=message.notices).order_by("pk")
    lines = wording.lines_of(rows, message.organization_id)
    offices = Office.objects.filter(organization_id=message.organization_id or 0, user_id=message.user_id or 0)
    office = offices.select_related("organization").first() if message.organization_id else None
    organization = office.organization if office else None
    if message.purpose == Message.Purpose.DIGEST:
        return wording.digest(lines, organization, message.channel)
    return wording.notice(lines[0], organization, message.channel) if lines else None


def _send_code(message: Message) -> None:
    """A code that nobody can use any more is not sent; the sealed text is destroyed either way."""
    sealed, address = message.text_cipher, message.address_cipher
    if sealed is None or address is None or message.queued_at < clock.now() - CODE_LIVES:
        raise _NotWanted("expired")
    subject, text = cipher.decrypt(sealed).split("\n", 1)
    gateways.send(message.channel, cipher.decrypt(address), subject, text)


def _done(message: Message, state: Message.State, outcome: str = "") -> str:
    Message.objects.filter(pk=message.pk).update(
        state=state,
        outcome=outcome,
        done_at=clock.now(),
        attempts=message.attempts + (state == State.SENT),
        text_cipher=None,
        address_cipher=None,
    )
    return str(state)


def _failed(message: Message, error: Exception) -> str:
    """Try again later, in growing intervals, and give up in the end. The log names neither address nor text."""
    name = type(error).__name__[:40]
    log.warning("message_not_sent", message_id=message.pk, channel=message.channel, error=name)
    if message.attempts >= len(BACK_OFF):
        return _done(message, State.FAILED, name)
    Message.objects.filter(pk=message.pk).update(
        attempts=message.attempts + 1, due_at=clock.now() + BACK_OFF[message.attempts], outcome=name
    )
    return str(State.QUEUED)
