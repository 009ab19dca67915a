"""Kinds of documents. A kind is a folder: what is printed, how it looks, who may be given one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from students.models import Student
    from xueji.organizations.models import Organization

FOLDERS = ("graduation",)


@dataclass(frozen=True)
class DocumentKind:
    """`gather(student, issued_on, authority)` takes every printed fact but the numbers, as JSON; `printed(fields)` is
    what the template prints; `rows(fields)` what pages list, as (label, value); `refusal(student)` says why this student
    gets none (None: may be issued). `articles` names the article by policy."""

    key: str
    label: str | Promise
    title: str | Promise
    template: str
    style: Path
    gather: Callable[["Student", date, "Organization"], dict[str, Any]]
    printed: Callable[[dict[str, Any]], dict[str, Any]]
    rows: Callable[[dict[str, Any]], list[tuple[Any, Any]]]
    refusal: Callable[["Student"], str | None]
    articles: dict[str, int]


_kinds: dict[str, DocumentKind] = {}


def get(key: str) -> DocumentKind:
    """The kind of that key; KeyError when there is no such folder."""
    if key not in _kinds:
        if key not in FOLDERS:
            raise KeyError(key)
        _kinds[key] = import_module(f"certificates.kinds.{key}").KIND
    return _kinds[key]
