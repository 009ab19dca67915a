"""Set-up that every test shares: a database built by its owner and used by the application's role."""

import os
import shutil
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import teardown_databases
from hypothesis import settings

from tests.support.database import leave_alone, made_databases
from tests.support.world import World, build_world
from xueji.database.apply import BASE_ROLE
from xueji.database.connect import owner_connection
from xueji.policies import readings

# Long random walks: ./run test --hypothesis-profile=nightly tests/cases/test_random_walk.py
settings.register_profile("nightly", deadline=None)

# Playwright's synchronous driver runs an event loop in the thread that also asks the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """Create and migrate as the owner; the tests themselves connect as xj_app and own nothing."""
    suffix = getattr(request.config, "workerinput", {}).get("workerid", "")
    settings = connection.settings_dict
    settings["TEST"]["NAME"] = f"test_xueji_{suffix}" if suffix else "test_xueji"
    with django_db_blocker.unblock():
        with owner_connection():
            config = made_databases()
            with connection.cursor() as cursor:
                # Tests that commit are cleaned up by TRUNCATE; outside the tests nobody has that right.
                cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {BASE_ROLE}")
                filled_by_tests = _empty_tables(cursor)
        with patch.object(TransactionTestCase, "_fixture_teardown", lambda test: _empty(filled_by_tests)):
            yield
        with owner_connection():
            leave_alone()
            teardown_databases(config, verbosity=0)


def _empty_tables(cursor) -> list[str]:
    """The tables that migrations leave empty. The others (calendar, terms, permissions) are there for every test: Django's
    own flush after a committing test would take them away from the tests behind it."""
    cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    empty = []
    for (table,) in cursor.fetchall():
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
        if not cursor.fetchone()[0]:
            empty.append(table)
    return empty


def _empty(tables: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False
    settings.NAVIGATION_REMEMBERS = False


@pytest.fixture(autouse=True)
def _readings_as_filed():
    """No reading was changed, and nobody asks the database whether one was: tests count their queries."""
    readings.suppose()


@pytest.fixture
def world(db) -> World:
    """Two provinces in small, with officers and students (see tests/support/world.py)."""
    return build_world()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium: no browser is downloaded, and no browser test is left out in silence where there is none."""
    chromium = os.environ.get("XUEJI_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        pytest.fail("no chromium here: apt-get install chromium, or leave these tests out with -m 'not browser'")
    quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", *quiet]
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}
