"""Tasks of moved schools."""

from celery import shared_task

from students.reorganization.actions import moves_carry_out


@shared_task
def carry_out_moves() -> None:
    """Beat, early every day and every hour after: schools whose day has come. Idempotent."""
    moves_carry_out()
