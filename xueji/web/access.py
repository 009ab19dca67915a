"""Who may come to a view: marks and doors."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from xueji.errors import NotAllowed
from xueji.organizations.scope import Scope

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def unscoped(view: V) -> V:
    """Mark a view that runs without an office's scope: sign-in, health, public pages."""
    view.unscoped = True  # type: ignore[attr-defined]
    return view


def officers_only(view: V) -> V:
    """404 for students: the page belongs to the offices."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if scope_of(request).office_id is None:
            raise Http404
        return view(request, *args, **kwargs)

    return inner  # type: ignore[return-value]


def permission_required(permission: str) -> Callable[[V], V]:
    """NotAllowed (403) when the current office does not hold `permission`, e.g. "decide_cases"."""

    def decorate(view: V) -> V:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            scope = scope_of(request)
            if scope.office_id is None:
                raise Http404
            if not scope.allows(permission):
                raise NotAllowed
            return view(request, *args, **kwargs)

        return inner  # type: ignore[return-value]

    return decorate


def scope_of(request: HttpRequest) -> Scope:
    """The scope that the middleware set; 404 where there is none."""
    scope = getattr(request, "scope", None)
    if scope is None:
        raise Http404
    return scope
