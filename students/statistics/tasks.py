"""Tasks of the statistics."""

from celery import shared_task

from students.statistics.snapshots import snapshots_take


@shared_task
def keep_first_of_september() -> None:
    """Beat, every hour: the snapshot of each province that has none of the last 1 September yet. Idempotent."""
    snapshots_take()
