"""Operator checks of the ways out."""

from typing import Any

from django.conf import settings
from django.core import checks

_FOR_DEVELOPMENT = ("console", "filebased", "dummy", "locmem", "Console", "Memory")


@checks.register(checks.Tags.security, deploy=True)
def check_gateways(**kwargs: Any) -> list[checks.CheckMessage]:
    """notices.W001, W002: a way out that reaches nobody."""
    found: list[checks.CheckMessage] = []
    if any(word in settings.EMAIL_BACKEND for word in _FOR_DEVELOPMENT):
        found.append(
            checks.Warning(
                "Mail reaches nobody: the backend is one for development.",
                hint="Set XUEJI_EMAIL_BACKEND and XUEJI_EMAIL_HOST (docs/operations-notices.md).",
                id="notices.W001",
            )
        )
    if any(word in settings.SMS_GATEWAY for word in _FOR_DEVELOPMENT):
        found.append(
            checks.Warning(
                "SMS reach nobody: the adapter is one for development.",
                hint="Set XUEJI_SMS_GATEWAY to your provider's adapter, or leave it empty.",
                id="notices.W002",
            )
        )
    return found
