"""Tasks of the statistics."""

from celery import shared_task

from students.statistics.ahead import figures_ask_ahead
from students.statistics.snapshots import snapshots_take


@shared_task
def keep_first_of_september() -> None:
    """Beat, every hour: the snapshot of each province that has none of the last 1 September yet. Idempotent."""
    snapshots_take()


@shared_task
def ask_ahead() -> None:
    """Beat, every hour: the figures that cities and provinces look at first. Idempotent."""
    figures_ask_ahead()
