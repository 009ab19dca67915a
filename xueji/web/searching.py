"""Searching: what was typed is kept out of addresses, and chapters say what they can find.

Names and identity numbers are personal data, and an address ends up in logs, histories and bookmarks. So a search box
posts; the text is kept encrypted in the session under a short key, and the address of the result carries the key alone.

A chapter registers what it finds in its AppConfig.ready():

    searching.register(Searcher("students", _("学生"), find_students, order=10))
"""

import base64
import binascii
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest
from django.utils.functional import Promise

from xueji.database.cipher import decrypt, encrypt
from xueji.organizations.scope import Scope

KEPT = 10
LIMIT = 10
_SESSION = "searches"


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, a line about it, where it is. `is_exact` when a whole number was typed."""

    label: str
    url: str
    detail: str = ""
    icon: str = "file-text"
    is_exact: bool = False


@dataclass(frozen=True)
class Searcher:
    """What a chapter finds: `find(scope, text, limit)` answers the best first, and nothing for text it cannot read."""

    key: str
    label: str | Promise
    find: Callable[[Scope, str, int], Sequence[Hit]]
    order: int = 100


@dataclass(frozen=True)
class Found:
    """The hits of one searcher; `more` when there are others."""

    key: str
    label: str | Promise
    hits: Sequence[Hit]
    more: bool


_searchers: dict[str, Searcher] = {}


def register(searcher: Searcher) -> None:
    """Add or replace (by key) a searcher."""
    _searchers[searcher.key] = searcher


def search(scope: Scope, text: str) -> list[Found]:
    """What every searcher finds for `text`, in their order; those that find nothing are left out."""
    found = []
    for searcher in sorted(_searchers.values(), key=lambda each: (each.order, each.key)):
        hits = list(searcher.find(scope, text, LIMIT + 1))
        if hits:
            found.append(Found(searcher.key, searcher.label, hits[:LIMIT], len(hits) > LIMIT))
    return found


def keep(request: HttpRequest, text: str) -> str:
    """Keep what was typed in the session; the short key under which it lies."""
    kept = dict(request.session.get(_SESSION, {}))
    key = secrets.token_urlsafe(6)
    kept[key] = base64.b64encode(encrypt(text)).decode()
    request.session[_SESSION] = dict(list(kept.items())[-KEPT:])
    return key


def kept(request: HttpRequest, key: str) -> str:
    """What was typed; empty when the session no longer knows the key (or it was never this person's)."""
    data = request.session.get(_SESSION, {}).get(key)
    if not isinstance(data, str):
        return ""
    try:
        return decrypt(base64.b64decode(data))
    except (binascii.Error, InvalidTag):
        return ""
