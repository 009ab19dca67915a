"""Handing drafts to workers, once the transaction that made them stands."""

from django.db import transaction

CHUNK = 20  # so many certificates a task: the work spreads over workers, and a dead one leaves little behind


def render_when_committed(certificate_ids: list[int], school_id: int) -> None:
    """Ask workers to render these drafts of a school. What the broker loses, the sweep of drafts finds again."""
    from certificates.tasks import render_certificates

    for at in range(0, len(certificate_ids), CHUNK):
        chunk = certificate_ids[at : at + CHUNK]
        transaction.on_commit(lambda ids=chunk: render_certificates.delay(ids, school_id), robust=True)  # type: ignore[misc]
