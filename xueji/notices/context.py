"""What the top bar needs for its bell."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from xueji.notices.models import PersonNotice

MOST = 99  # nobody counts further


def bell(request: HttpRequest) -> dict[str, Any]:
    """`unread_notices`: how many notices the person has not read, counted when a template asks."""
    scope = getattr(request, "scope", None)
    return {"unread_notices": SimpleLazyObject(lambda: _unread(scope)) if scope else 0}


def _unread(scope: Any) -> int:
    return PersonNotice.objects.of(scope.user_id).unread()[: MOST + 1].count()
