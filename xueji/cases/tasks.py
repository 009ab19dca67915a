"""Tasks of the case engine."""

from celery import shared_task

from xueji.cases.deadlines import sweep


@shared_task
def sweep_deadlines() -> None:
    """Beat: record what became due. Idempotent, and complete whatever the broker lost."""
    sweep()
