"""Every address of the register, collected from the resolver."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Address:
    """One address: its full name ("cases:case"), its route as it is written, the names of its arguments."""

    name: str
    route: str
    arguments: tuple[str, ...]
    view: Callable[..., Any]

    def url(self, **kwargs: Any) -> str:
        """The path with these arguments."""
        return reverse(self.name, kwargs=kwargs)


def addresses() -> list[Address]:
    """All of them, in the order in which they are resolved."""
    return list(_walk(get_resolver().url_patterns, "", "", ()))


def with_arguments() -> list[Address]:
    """Those that name an object."""
    return [address for address in addresses() if address.arguments]


def without_arguments() -> list[Address]:
    """Those that stand alone."""
    return [address for address in addresses() if not address.arguments]


def _walk(
    patterns: list[URLPattern | URLResolver], route: str, space: str, names: tuple[str, ...]
) -> Iterator[Address]:
    for pattern in patterns:
        here = route + _readable(str(pattern.pattern))
        found = (*names, *_arguments(pattern))
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, here, inner, found)
        else:
            yield Address(f"{space}{pattern.name or here}", here, found, pattern.callback)


def _readable(pattern: str) -> str:
    """A regular expression as a route: ^cases/(?P<pk>[^/.]+)/$ becomes cases/<pk>/."""
    bare = pattern.removeprefix("^").removesuffix(r"\Z").removesuffix("$")
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", bare)


def _arguments(pattern: URLPattern | URLResolver) -> tuple[str, ...]:
    return (*pattern.pattern.converters, *(set(pattern.pattern.regex.groupindex) - set(pattern.pattern.converters)))
