"""/healthz: the process answers. /readyz: it can reach the database and the broker."""

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse

from xueji.web.access import unscoped


@unscoped
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@unscoped
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all parts answer, 503 naming those that do not."""
    parts = {"database": _database(), "broker": _broker()}
    ready = all(parts.values())
    return JsonResponse({"status": "ok" if ready else "unavailable", **parts}, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return False
    return True


def _broker() -> bool:
    try:
        return bool(redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2).ping())
    except redis.RedisError:
        return False
