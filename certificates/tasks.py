"""Tasks of documents: they take ids, open the school's scope, call the step."""

from celery import shared_task

from certificates.rendering import drafts_finish, render_many


@shared_task
def render_certificates(certificate_ids: list[int], school_id: int) -> None:
    """Render drafts of a school. Twice is harmless: the second finds no draft."""
    render_many(certificate_ids, school_id)


@shared_task
def finish_drafts() -> None:
    """Beat: take up drafts that were left behind. Idempotent."""
    drafts_finish()
