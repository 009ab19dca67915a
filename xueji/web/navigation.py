"""The registry of the left navigation: chapters add their items, the shell shows those that exist and may
be used.

A chapter registers in its AppConfig.ready():

    navigation.register(Item("students", _("学生"), "students:list", "users", section="students", order=20))
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SECTIONS: dict[str, str | Promise] = {
    "today": "",
    "entering": _("招生与注册"),
    "students": _("学生"),
    "training": _("培养"),
    "leaving": _("离校"),
    "figures": _("数据"),
    "management": _("管理"),
}


@dataclass(frozen=True)
class Item:
    """One line of the navigation.

    `section` is a key of SECTIONS or its Chinese title; `permission` a callable that is given the scope and
    answers whether it is
    shown (None: always); `count` a callable that is given the scope and answers the number beside it (None:
    no number). A number with `patience` may be so many seconds old: it is counted over many rows, and nobody acts on it
    from the navigation. `within` names the page below whose address the item's other pages lie, where that is not its own.
    """

    key: str
    label: str | Promise
    url_name: str
    icon: str
    section: str = "today"
    order: int = 100
    permission: Callable[[Any], bool] | None = None
    count: Callable[[Any], int | None] | None = None
    patience: int = 0
    within: str = ""


@dataclass(frozen=True)
class Link:
    """An item as the template draws it."""

    key: str
    label: str | Promise
    url: str
    icon: str
    count: int | None
    is_current: bool


@dataclass(frozen=True)
class Section:
    """A heading (empty for the first section) and its links."""

    key: str
    title: str | Promise
    links: list[Link]


_items: dict[str, Item] = {}
# (item, office) → (until when, number). Offices of a process are few; where they are not, counting again is cheap.
_remembered: dict[tuple[str, int | None], tuple[float, int | None]] = {}
_MOST = 10_000


def register(item: Item) -> None:
    """Add or replace (by key) an item; ValueError when its section does not exist."""
    section_key(item.section)
    _items[item.key] = item


def section_key(section: str) -> str:
    """The key of a section given by key or by its title (今天 is the first section)."""
    if section in SECTIONS:
        return section
    if section == "今天":
        return "today"
    for key, title in SECTIONS.items():
        if title and str(title) == section:
            return key
    raise ValueError(f"no navigation section {section!r}; there are {', '.join(SECTIONS)}")


def registered() -> list[Item]:
    """All items in the order in which they are shown."""
    order = list(SECTIONS)
    return sorted(_items.values(), key=lambda item: (order.index(section_key(item.section)), item.order, item.key))


def build(scope: Any, path: str, counts: bool = True) -> list[Section]:
    """The navigation for `scope` (None: nobody is signed in) on the page `path`; evaluates each count
    once.
    """
    if scope is None:
        return []
    usable = [(item, url) for item in registered() if (url := _url_of(item.url_name)) and _is_shown(item, scope)]
    current = _current_key(usable, path)
    sections = {key: Section(key, title, []) for key, title in SECTIONS.items()}
    for item, url in usable:
        count = _counted(item, scope) if counts and item.count else None
        link = Link(item.key, item.label, url, item.icon, count or None, item.key == current)
        sections[section_key(item.section)].links.append(link)
    return [section for section in sections.values() if section.links]


def _counted(item: Item, scope: Any) -> int | None:
    """The number beside an item, from this process's memory where it may be a little old."""
    assert item.count is not None
    if not item.patience or not settings.NAVIGATION_REMEMBERS:
        return item.count(scope)
    key, now = (item.key, scope.office_id), monotonic()
    held = _remembered.get(key)
    if held is None or held[0] < now:
        if len(_remembered) > _MOST:
            _remembered.clear()
        held = _remembered[key] = (now + item.patience, item.count(scope))
    return held[1]


def _url_of(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _is_shown(item: Item, scope: Any) -> bool:
    return item.permission is None or bool(item.permission(scope))


def _current_key(usable: Iterable[tuple[Item, str]], path: str) -> str | None:
    """The item whose address is the longest beginning of the path; an item at the root only matches
    itself.
    """
    best, length = None, 0
    for item, own in usable:
        url = (_url_of(item.within) if item.within and path != own else None) or own
        matches = path == url or (url.rstrip("/") and path.startswith(url if url.endswith("/") else url + "/"))
        if matches and len(url) > length:
            best, length = item.key, len(url)
    return best
