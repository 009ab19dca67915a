"""Addresses of persons: given, verified by a one-time code, taken away."""

from xueji import clock
from xueji.database import cipher
from xueji.notices import codes
from xueji.notices.models import Contact
from xueji.organizations.scope import Scope


def contact_set(*, actor: Scope, channel: str, address: str) -> codes.Sent:
    """Keep an address of the actor and send a code to it; it is used for nothing until the code came back.

    An address that was verified before stays so when the same is given again.
    """
    sent = codes.code_send(purpose="contact", subject=_subject(actor), channel=channel, address=address)
    if sent is codes.Sent.QUEUED:
        Contact.objects.update_or_create(
            user_id=actor.user_id or 0,
            channel=channel,
            defaults={
                "address_cipher": cipher.encrypt(codes.normal(channel, address)),
                "mask": codes.mask(channel, address),
                "verified_at": None,
            },
        )
    return sent


def contact_verify(*, actor: Scope, channel: str, code: str) -> codes.Checked:
    """Try the code for the actor's address of that channel."""
    contact = Contact.objects.filter(user_id=actor.user_id or 0, channel=channel).first()
    if contact is None:
        return codes.Checked.EXPIRED
    checked = codes.code_check(
        purpose="contact", subject=_subject(actor), channel=channel, address=contact.address, code=code
    )
    if checked is codes.Checked.RIGHT:
        Contact.objects.filter(pk=contact.pk).update(verified_at=clock.now())
    return checked


def contact_remove(*, actor: Scope, channel: str) -> int:
    """Forget an address of the actor; what is queued to it is dropped when its turn comes."""
    return Contact.objects.filter(user_id=actor.user_id or 0, channel=channel).delete()[0]


def _subject(actor: Scope) -> str:
    return f"user:{actor.user_id}"
