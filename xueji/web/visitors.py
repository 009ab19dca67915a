"""Where a request comes from, and how often from there: a fixed window in the cache, by a keyed digest of the address."""

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from xueji import clock
from xueji.database.cipher import blind_index

log = structlog.get_logger()

WINDOW = 60  # seconds


def is_too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Count this request; whether the address has asked for `what` more than `most` times in this minute.

    Without the cache everybody is answered: what is counted is guarded otherwise as well (codes that cannot be guessed,
    accounts that lock), and a visitor is not to blame for our failure.
    """
    key = f"{what}:{blind_index(address_of(request)).hex()[:24]}:{int(clock.now().timestamp()) // WINDOW}"
    try:
        cache.add(key, 0, timeout=2 * WINDOW)
        return cache.incr(key) > most
    except (OSError, ValueError) as error:
        return _unknown(what, error)
    except Exception as error:  # the client's own exceptions are no OSErrors
        if not type(error).__module__.startswith("redis"):
            raise
        return _unknown(what, error)


def address_of(request: HttpRequest) -> str:
    """The visitor's address: the last that a proxy of ours wrote down, for others write what they like."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    proxies = settings.TRUSTED_PROXIES
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def _unknown(what: str, error: Exception) -> bool:
    log.warning("throttle_unavailable", what=what, error=type(error).__name__)
    return False
