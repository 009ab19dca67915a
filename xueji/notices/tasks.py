"""Tasks of the notices: they carry no ids and no addresses, only wake up what looks into the database."""

from celery import shared_task

from xueji.notices.outbox import deliver
from xueji.notices.spreading import spread


@shared_task
def spread_notices() -> None:
    """Beat: new lines reach the persons of their organization. Safe to run twice: a line is taken by one worker, once."""
    spread()


@shared_task
def deliver_messages() -> None:
    """Beat, and at once for a code: send what is due. Safe to run twice: a message is locked while it is handed over."""
    deliver()
