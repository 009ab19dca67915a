"""How long a sign-in lasts: it ends after hours without a request, and after half a day in any case.

By the machine's clock, not the domain's, whose day may be moved.
"""

from collections.abc import Callable
from time import time
from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

_BEGAN, _SEEN = "signed_in_at", "seen_at"
_STEP = 300  # seconds; so seldom a session is written only to say that it lives


def begin(sender: Any, request: HttpRequest, **more: Any) -> None:
    """A person signed in (Django's signal)."""
    request.session[_BEGAN] = request.session[_SEEN] = int(time())


class SessionLimits:
    """Signs out who was away too long, or signed in too long ago."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session, now = request.session, int(time())
        if auth.SESSION_KEY in session:
            began, seen = session.get(_BEGAN, 0), session.get(_SEEN, 0)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_LONGEST_SECONDS:
                auth.logout(request)
                messages.info(request, _("登录已过期，请重新登录。"))
            elif now - seen > _STEP:
                session[_SEEN] = now
        return self.get_response(request)
