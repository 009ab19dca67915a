"""From DATABASE_URL to Django's settings, as the application (role xj_app) or as the owner of the tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

APP_ROLE = "xj_app"


def settings_from_url(url: str, *, as_app: bool) -> dict[str, Any]:
    """Django's database settings for a postgresql:// URL.

    With `as_app` every session starts in role xj_app, whoever logs in: one URL is then enough to try the
    register, and RESET ROLE leads back to xj_app. Raises ImproperlyConfigured for another kind of URL.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", None) or unquote(parts.hostname or "")
    port = query.pop("port", None) or parts.port or ""
    options: dict[str, Any] = dict(query)
    if as_app and unquote(parts.username or "") != APP_ROLE:
        options["options"] = f"-c role={APP_ROLE}"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "xueji",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


@contextmanager
def owner_connection(*, as_app: bool = False, database: str = "") -> Iterator[None]:
    """Run a block as the owner of the tables (tests set the database up with it); the connection is closed around.

    With `as_app` in the role of the application, out of which SET ROLE none leads to the owner; with `database` in
    another database of the same server."""
    from django.conf import settings

    owner = settings_from_url(settings.DATABASE_OWNER_URL, as_app=as_app)
    if database:
        owner["NAME"] = database
    # The name stays out of it otherwise: tests give the connection another one inside the block.
    keys = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS", *(["NAME"] if database else []))
    before = {key: connection.settings_dict[key] for key in keys}
    connection.close()
    connection.settings_dict.update({key: owner[key] for key in keys})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
