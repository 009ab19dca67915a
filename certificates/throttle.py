"""How often one address may ask the public page: a fixed window in the cache, by a keyed digest of the address."""

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from xueji import clock
from xueji.database.cipher import blind_index

log = structlog.get_logger()

WINDOW = 60  # seconds
MOST = 30  # questions in a window


def is_too_often(request: HttpRequest) -> bool:
    """Count this request; whether the address has asked more than MOST times in this minute.

    Without the cache everybody is answered: the codes cannot be guessed, and a visitor is not to blame for our failure.
    """
    key = f"verify:{blind_index(address_of(request)).hex()[:24]}:{int(clock.now().timestamp()) // WINDOW}"
    try:
        cache.add(key, 0, timeout=2 * WINDOW)
        return cache.incr(key) > MOST
    except (OSError, ValueError) as error:
        return _unknown(error)
    except Exception as error:  # the client's own exceptions are no OSErrors
        if not type(error).__module__.startswith("redis"):
            raise
        return _unknown(error)


def address_of(request: HttpRequest) -> str:
    """The visitor's address: the last that a proxy of ours wrote down, for others write what they like."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    proxies = settings.TRUSTED_PROXIES
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def _unknown(error: Exception) -> bool:
    log.warning("verify_throttle_unavailable", error=type(error).__name__)
    return False
