"""The register as it runs in a journey: PostgreSQL, Valkey, web server and worker, all real."""

import importlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from celery.contrib.testing.worker import start_worker
from django.apps import apps
from django.db import connection

from xueji.calendars.models import CalendarDay
from xueji.celery import app
from xueji.database.connect import owner_connection
from xueji.organizations.scope import unfenced

_SEED = "xueji.calendars.migrations.0002_seed"


@contextmanager
def worker() -> Iterator[None]:
    """A Celery worker in a thread of this process, on a queue of its own: another process of the suite has another one."""
    before = app.conf.task_default_queue
    app.conf.task_default_queue = f"journeys-{os.getpid()}"
    app.__dict__.pop("amqp", None)
    try:
        with start_worker(app, pool="solo", perform_ping_check=False, loglevel="error", shutdown_timeout=30):
            yield
    finally:
        app.conf.task_default_queue = before
        app.__dict__.pop("amqp", None)


def calendar_is_there() -> None:
    """Tests that flush the database take away what migrations laid down; lay it down again."""
    if CalendarDay.objects.exists():
        return
    seed = importlib.import_module(_SEED)
    with owner_connection():
        seed.seed_days(apps, None)
        seed.seed_terms(apps, None)


def empty_tables() -> list[str]:
    """Tables without a row, which a test that commits has to empty again."""
    with unfenced(reason="a test looks"), connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        empty = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
            if table == "audit_event" or not cursor.fetchone()[0]:
                empty.append(table)
    return empty


def emptied(tables: list[str]) -> None:
    """Take away what a journey left, once nobody holds the tables any more."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '20s'")
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    connection.close()


def eventually(condition: Callable[[], bool], patience: float = 30.0) -> None:
    """Wait until something that happens in the background has happened."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("it did not come to that")
        time.sleep(0.1)
