"""The one verb of the audit: write down what happened."""

from typing import Any

from django.db import connection

from xueji.audit.models import Event


def event_record(
    *,
    kind: str,
    actor_id: int | None,
    organization_id: int | None,
    subject: str = "",
    subject_id: int | None = None,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    """Add one event in the caller's transaction. `data` holds ids and codes, never names or numbers of persons.

    Plain INSERT without RETURNING: the writer may add an event that it may not read.
    """
    event = Event(
        kind=kind,
        actor_id=actor_id,
        organization_id=organization_id,
        subject=subject,
        subject_id=subject_id,
        reason=reason,
        data=data or {},
    )
    fields = [field for field in Event._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(field.pre_save(event, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {Event._meta.db_table} ({columns}) VALUES ({marks})", values)
