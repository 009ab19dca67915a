"""Tasks of data quality."""

from celery import shared_task

from students.quality.checking import nightly_check


@shared_task
def check_records() -> None:
    """Beat, at night: what was changed since yesterday, everywhere. Idempotent."""
    nightly_check()
