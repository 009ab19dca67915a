"""Tests here commit: two connections only see each other's work when it is in the database."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.support.world import World, build_world
from xueji.organizations.scope import unfenced


@pytest.fixture
def world(request, django_db_setup, django_db_blocker) -> Iterator[World]:
    """The small world, committed. Afterwards every table that was empty before is emptied again; what migrations laid
    down (calendar, permissions) stays, which a flush would take away from the tests behind."""
    with django_db_blocker.unblock():
        emptied = _empty_tables()
        try:
            yield build_world()
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"TRUNCATE {', '.join(emptied)} CASCADE")
            connection.close()


def _empty_tables() -> list[str]:
    with unfenced(reason="a test looks"), connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        empty = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
            if table == "audit_event" or not cursor.fetchone()[0]:
                empty.append(table)
    return empty


@pytest.fixture
def eager_tasks() -> Iterator[None]:
    """Tasks run where they are sent, once the sender has committed."""
    from xueji.celery import app

    app.conf.task_always_eager = True
    try:
        yield
    finally:
        app.conf.task_always_eager = False
