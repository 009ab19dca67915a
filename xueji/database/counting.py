"""Several counts in one statement."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def count_together(asked: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each question finds, by its name: one statement for all of them, each counted by itself."""
    counts = dict.fromkeys(asked, 0)
    names: list[str] = []
    parts: list[str] = []
    values: list[Any] = []
    for name, rows in asked.items():
        try:
            sql, given = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        names.append(name)
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")
        values.extend(given)
    if not parts:
        return counts
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return counts | dict(zip(names, cursor.fetchone(), strict=True))
