"""Tasks of the case engine."""

import structlog
from celery import shared_task
from kombu.exceptions import OperationalError

from xueji.cases.deadlines import sweep
from xueji.cases.recounting import steps_recount

log = structlog.get_logger()


@shared_task
def sweep_deadlines() -> None:
    """Beat: record what became due. Idempotent, and complete whatever the broker lost."""
    sweep()


@shared_task
def recount_steps() -> None:
    """Count clocks again, because the calendar changed. Twice is harmless: the second finds the calendar counted by."""
    steps_recount()


def calendar_changed() -> None:
    """Wake a worker. Without a broker the next sweep does it."""
    try:
        recount_steps.delay()
    except OperationalError:
        log.warning("recount_not_sent")
