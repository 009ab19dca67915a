"""One-time codes: six digits to a telephone or a mailbox, for one purpose and one subject, once, within ten minutes.

    answer = code_send(purpose="guardian_consent", subject="case:12:person:7", channel="sms", address="13800000000")
    if answer is Sent.TOO_OFTEN: …
    if code_check(purpose="guardian_consent", subject="case:12:person:7", address="13800000000", code="123456") is Checked.RIGHT: …

A code is kept as a keyed hash bound to purpose, subject and address: one asked for elsewhere opens nothing here. Neither
function raises for what people do wrong: a view answers with a page, because an error would undo the counting of tries.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xueji import clock
from xueji.database import cipher
from xueji.notices import wording
from xueji.notices.models import Code, Message
from xueji.organizations.scope import unfenced

LIVES = timedelta(minutes=10)
TRIES = 5
AGAIN_AFTER = timedelta(seconds=60)
# (window, most): by address, so that nobody's telephone is made to ring; by subject, so that nobody tries many telephones.
BY_ADDRESS = ((timedelta(hours=1), 5), (timedelta(days=1), 10))
BY_SUBJECT = ((timedelta(hours=1), 10),)

# What a code is for; the words stand in the message. Chapters add theirs in their AppConfig.ready().
PURPOSES: dict[str, str | Promise] = {
    "contact": _("验证联系方式"),
    "guardian_consent": _("监护人确认同意"),
}


class Sent(StrEnum):
    """What came of asking for a code."""

    QUEUED = "queued"
    TOO_OFTEN = "too_often"


class Checked(StrEnum):
    """What came of entering one."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"  # too old, used, or never asked for
    TOO_MANY = "too_many"  # five wrong tries: ask for a new one


def code_send(*, purpose: str, subject: str, channel: str, address: str) -> Sent:
    """Queue a fresh code to an address; an earlier one for the same becomes void. KeyError for an unknown purpose."""
    words = str(PURPOSES[purpose])
    index, moment = _index(channel, address), clock.now()
    with unfenced(reason="a one-time code"):
        _one_at_a_time(index)
        if _too_often(purpose, subject, index):
            return Sent.TOO_OFTEN
        Code.objects.filter(purpose=purpose, subject=subject, used_at=None, expires_at__gt=moment).update(
            expires_at=moment
        )
        digits = f"{secrets.randbelow(10**6):06d}"
        code = Code.objects.create(
            purpose=purpose,
            subject=subject,
            address_index=index,
            digest=_digest(purpose, subject, index, digits),
            sent_at=moment,
            expires_at=moment + LIVES,
        )
        title, text = wording.code(digits, words, int(LIVES.total_seconds() // 60))
        Message.objects.create(
            key=f"code:{code.pk}",
            channel=channel,
            purpose=Message.Purpose.CODE,
            address_cipher=cipher.encrypt(normal(channel, address)),
            text_cipher=cipher.encrypt(f"{title}\n{text}"),
            due_at=moment,
            queued_at=moment,
        )
    transaction.on_commit(_wake, robust=True)
    return Sent.QUEUED


def code_check(*, purpose: str, subject: str, channel: str, address: str, code: str) -> Checked:
    """Try a code. Right once only; every try counts, and the fifth wrong one ends the code."""
    index, moment = _index(channel, address), clock.now()
    with unfenced(reason="a one-time code is tried"):
        rows = Code.objects.select_for_update().filter(purpose=purpose, subject=subject, address_index=index)
        found = rows.order_by("-sent_at", "-pk").first()
        if found is None or found.used_at or found.expires_at <= moment:
            return Checked.EXPIRED
        if found.tries >= TRIES:
            return Checked.TOO_MANY
        right = hmac.compare_digest(bytes(found.digest), _digest(purpose, subject, index, code.strip()))
        Code.objects.filter(pk=found.pk).update(tries=F("tries") + 1, used_at=moment if right else None)
        return Checked.RIGHT if right else Checked.WRONG


def normal(channel: str, address: str) -> str:
    """An address as it is kept: no spaces, mail in lower case, a mobile number without +86."""
    bare = "".join(address.split())
    return bare.lower() if channel == "email" else bare.replace("-", "").removeprefix("+86")


def mask(channel: str, address: str) -> str:
    """An address as it may be shown: 138****1234, z***@example.com."""
    bare = normal(channel, address)
    if channel == "email":
        name, _at, host = bare.partition("@")
        return f"{name[:1]}***@{host}"
    return f"{bare[:3]}****{bare[-4:]}"


def _index(channel: str, address: str) -> bytes:
    return cipher.blind_index(f"{channel}:{normal(channel, address)}")


def _digest(purpose: str, subject: str, index: bytes, code: str) -> bytes:
    said = b"\0".join([purpose.encode(), subject.encode(), index, code.encode()])
    return hmac.new(settings.FIELD_KEY.encode(), b"xueji code\0" + said, hashlib.sha256).digest()


def _one_at_a_time(index: bytes) -> None:
    """Two requests at once for the same address are counted one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(encode(%s, 'hex'), 7))", [index])


def _too_often(purpose: str, subject: str, index: bytes) -> bool:
    moment = clock.now()
    to_address = Code.objects.filter(address_index=index)
    about = Code.objects.filter(purpose=purpose, subject=subject)
    if to_address.filter(sent_at__gt=moment - AGAIN_AFTER).exists():
        return True
    asked = [(to_address, *limit) for limit in BY_ADDRESS] + [(about, *limit) for limit in BY_SUBJECT]
    return any(rows.filter(sent_at__gt=moment - window).count() >= most for rows, window, most in asked)


def _wake() -> None:
    from xueji.notices.tasks import deliver_messages

    deliver_messages.delay()
