"""Tasks of exports."""

from celery import shared_task

from students.exports.actions import exports_expire


@shared_task
def expire_exports() -> None:
    """Beat, at night: files whose days are over. Idempotent."""
    exports_expire()
