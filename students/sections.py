"""What chapters add to the pages of students: parts of the record, events of its timeline, verbs for many at once.

A chapter registers in its AppConfig.ready(); the pages of students know no chapter.

    sections.register(Section("certificates", _("证书"), "certificates/_of_student.html", certificates_of, order=40))
    sections.register_events(certificate_events)
    sections.register_bulk(BulkVerb("graduate", _("办理毕业"), "graduation:open", "school", statuses={"studying"}))
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from xueji.organizations.scope import Scope

if TYPE_CHECKING:
    from students.models import Student


# The groups by which the timeline is filtered, in their order.
GROUPS: dict[str, str | Promise] = {
    "entry": _("入学"),
    "changes": _("异动"),
    "terms": _("学期注册"),
    "archive": _("档案"),
    "other": _("其他"),
}


@dataclass(frozen=True)
class Paper:
    """A link under an event."""

    label: str | Promise
    url: str


@dataclass(frozen=True)
class Event:
    """Something that happened to a student, as the timeline shows it; `group` is a key of GROUPS."""

    at: date | datetime
    title: str | Promise
    text: str | Promise = ""
    icon: str = "circle-dot"
    tone: str = ""
    note: str | Promise = ""
    group: str = "other"
    papers: tuple[Paper, ...] = ()
    citation: Any = None
    clock: Any = None
    year_label: str = ""


@dataclass(frozen=True)
class Past:
    """How a tab is told of a day of the past: what its template needs, as on that day."""

    template: str
    context: Callable[["Student", Scope, date], dict[str, Any]]


@dataclass(frozen=True)
class Section:
    """A tab of the record. `context(student, scope)` gives its template what it needs; `count` the number on the tab.

    `is_shown` hides the tab where there is nothing of its kind; a section without a template is not offered. `pick` adds
    what the address asks for (a paper of a list) to the context. A tab that can be told of a day of the past has a `past`.
    """

    key: str
    label: str | Promise
    template: str
    context: Callable[["Student", Scope], dict[str, Any]]
    count: Callable[["Student", Scope], int | None] | None = None
    is_shown: Callable[["Student", Scope], bool] | None = None
    order: int = 100
    pick: Callable[[dict[str, Any], Mapping[str, Any]], dict[str, Any]] | None = None
    past: Past | None = None


@dataclass(frozen=True)
class BulkVerb:
    """A verb for the rows picked in the list: their ids are posted as `student` to `url_name`.

    It is offered to offices of a school that hold `permission`, and only while one of `statuses` is being looked at
    (empty: always).
    """

    key: str
    label: str | Promise
    url_name: str
    icon: str
    permission: str = "open_cases"
    statuses: frozenset[str] = field(default_factory=frozenset)
    url_args: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where it leads; empty when no such page exists."""
        try:
            return reverse(self.url_name, args=self.url_args)
        except NoReverseMatch:
            return ""


@dataclass(frozen=True)
class Flag:
    """A word beside the name on the record: what everybody who opens it has to know."""

    label: str | Promise
    tone: str = "info"
    icon: str = ""


Source = Callable[["Student", Scope], Iterable[Event]]
Flags = Callable[["Student", Scope], Iterable[Flag]]

Window = Callable[["Student", Scope], dict[str, Any] | None]

_sections: dict[str, Section] = {}
_asides: list[tuple[str, Window]] = []
_sources: list[Source] = []
_own: list[Source] = []
_flags: list[Flags] = []
_bulk: dict[str, BulkVerb] = {}
_bulk_sources: list[Callable[[], Iterable[BulkVerb]]] = []


def register(section: Section) -> None:
    """Add or replace (by key) a tab of the record."""
    _sections[section.key] = section


def register_aside(template: str, build: Window) -> None:
    """Add a window beside the overview; `build` answers None where there is nothing to show."""
    if (template, build) not in _asides:
        _asides.append((template, build))


def asides_of(student: "Student", scope: Scope) -> list[tuple[str, dict[str, Any]]]:
    """The windows beside the overview: template and context."""
    return [(template, found) for template, build in _asides if (found := build(student, scope)) is not None]


def register_events(source: Source, *, is_own: bool = False) -> None:
    """Add a source of events; it is called with the student and the reader's scope. `is_own` marks the register's, which
    is asked in another way for a day of the past."""
    if source not in _sources:
        _sources.append(source)
    if is_own and source not in _own:
        _own.append(source)


def register_flags(source: Flags) -> None:
    """Add a source of words beside the name; it is called with the student and the reader's scope."""
    if source not in _flags:
        _flags.append(source)


def flags_of(student: "Student", scope: Scope) -> list[Flag]:
    """The words beside the name, in the order of the sources."""
    return [flag for source in _flags for flag in source(student, scope)]


Readings = Callable[["Student", Scope], list[dict[str, Any]]]

_readings: list[Readings] = []


def register_readings(source: Readings) -> None:
    """Add a source of who saw a student's numbers elsewhere than on the record: dictionaries with actor_id, kind, reason,
    last (the moment), times and perhaps what it was (`what`)."""
    if source not in _readings:
        _readings.append(source)


def readings_of(student: "Student", scope: Scope) -> list[dict[str, Any]]:
    """What these sources know."""
    return [reading for source in _readings for reading in source(student, scope)]


def register_bulk(verb: BulkVerb) -> None:
    """Add or replace (by key) a verb for many students."""
    _bulk[verb.key] = verb


def register_bulk_source(source: Callable[[], Iterable[BulkVerb]]) -> None:
    """Add verbs that are only known when everything is ready (one for each kind of a registry)."""
    if source not in _bulk_sources:
        _bulk_sources.append(source)


def shown(student: "Student", scope: Scope) -> list[Section]:
    """The tabs of this student's record for this reader, in order."""
    found = [each for each in _sections.values() if each.is_shown is None or each.is_shown(student, scope)]
    return sorted(found, key=lambda each: (each.order, each.key))


def events_of(student: "Student", scope: Scope) -> list[Event]:
    """Everything that happened, newest first."""
    return in_order(event for source in _sources for event in source(student, scope))


def events_of_chapters(student: "Student", scope: Scope) -> list[Event]:
    """The same without what the register itself tells (entry, changes, cases)."""
    return [event for source in _sources if source not in _own for event in source(student, scope)]


def once(student: "Student", key: str, ask: Callable[[], Any]) -> Any:
    """What several parts of a record's page ask for: asked once, and kept with the record that the page shows."""
    kept = student.__dict__.setdefault("_of_page", {})
    if key not in kept:
        kept[key] = ask()
    return kept[key]


def in_order(events: Iterable[Event]) -> list[Event]:
    """The newest first."""
    return sorted(events, key=lambda event: _moment(event.at), reverse=True)


def bulk_verbs(scope: Scope, status: str) -> list[BulkVerb]:
    """The verbs that this office may use on the rows of a list of that status."""
    if scope.level != "school":
        return []
    return [
        verb
        for verb in (*_bulk.values(), *(verb for source in _bulk_sources for verb in source()))
        if scope.allows(verb.permission) and (not verb.statuses or status in verb.statuses) and verb.url
    ]


def _moment(at: date | datetime) -> tuple[date, str]:
    """Sorts days and moments together: a moment comes after the day it lies in."""
    if isinstance(at, datetime):
        at = localtime(at)
        return at.date(), at.isoformat()
    return at, ""
