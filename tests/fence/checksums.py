"""What the database holds, as one number a table: equal numbers mean that nothing changed."""

from django.db import connection

from xueji.database.apply import fenced_models
from xueji.organizations.scope import unfenced

# These may grow while somebody looks around: the audit says that they did.
_GROWING = {"audit_event"}


def checksums(school_id: int | None = None) -> dict[str, tuple[int, str]]:
    """By table: how many rows there are and a hash of them all; only those of one school, where rows have one."""
    found = {}
    with unfenced(reason="a test looks"), connection.cursor() as cursor:
        for model, fence in fenced_models():
            table = model._meta.db_table
            if table in _GROWING or (school_id is not None and not fence.tenant):
                continue
            where = "" if school_id is None else f" WHERE school_id = {int(school_id)}"
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t{where}")
            found[table] = cursor.fetchone()
    return found
