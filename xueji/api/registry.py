"""Routers of the API: chapters bring their view sets, the root lists them.

A chapter registers in its AppConfig.ready():

    api.registry.register("students", StudentViewSet, basename="student")
"""

from typing import Any

from rest_framework.routers import DefaultRouter

_routes: dict[str, tuple[type[Any], str]] = {}


def register(prefix: str, viewset: type[Any], *, basename: str) -> None:
    """Add or replace (by prefix) a view set, which should inherit xueji.api.views.Scoped."""
    _routes[prefix] = (viewset, basename)


def router() -> DefaultRouter:
    """A router with everything that was registered, in alphabetical order."""
    from xueji.api.views import Root

    made = DefaultRouter()
    made.APIRootView = Root
    made.include_format_suffixes = False
    for prefix, (viewset, basename) in sorted(_routes.items()):
        made.register(prefix, viewset, basename=basename)
    return made
