"""The tests' database: migrated once for each state of the migrations, copied for every run after that.

Migrating an empty database takes most of the time of a run over one file. The copy is migrated too, which finds nothing to
do and puts the fences up as the code has them now.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import setup_databases

ROOT = Path(__file__).resolve().parents[2]
_PREFIX = "made_"
_LOCK = 731_002  # any number that nobody else in the cluster locks


def made_databases() -> list[Any]:
    """Django's setup_databases, as the owner, for the database of `connection`; what it returns is for teardown_databases."""
    made = _PREFIX + _stamp()
    with _alone():
        known = _known()
        if made in known:
            connection.settings_dict["TEST"]["TEMPLATE"] = made
        config = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
        if made not in known:
            copied = connection.settings_dict["NAME"]
            connection.close()
            _administer(*(f'DROP DATABASE "{old}"' for old in known), f'CREATE DATABASE "{made}" TEMPLATE "{copied}"')
    return config


def leave_alone() -> None:
    """End the sessions that threads of a test have left open on the database of `connection`, which would keep it there."""
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pg_has_role(usename, 'MEMBER')",
            [name],
        )


def _stamp() -> str:
    """What a database is made of: our migrations with what lies beside them, and the packages, which bring their own."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for folder in sorted(path for package in ROOT.glob("*/__init__.py") for path in package.parent.rglob("migrations")):
        for file in sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc"):
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _known() -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [_PREFIX.replace("_", r"\_") + "%"])
        return [name for (name,) in cursor.fetchall()]


def _administer(*statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def _alone() -> Iterator[None]:
    """Workers take turns: the first migrates, the others copy."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield
