"""What a source of rows is, and the sources that there are."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from students.exports.texts import Row
from xueji.organizations.scope import Scope

Pairs = list[tuple[str | Promise, str]]


@dataclass(frozen=True)
class Column:
    """One column of an export. `secret` holds a number that is masked unless whole ones were asked for, `personal` what
    is taken out for a purpose only (ways to reach a person, the family); `usual` columns are chosen unless others are."""

    key: str
    label: str | Promise
    width: int = 14
    secret: bool = False
    personal: bool = False
    usual: bool = True


@dataclass(frozen=True)
class Asked:
    """What an export is to hold: the source's own question, the rows picked (None: all that the question means), the
    columns in their order, whether numbers are whole."""

    scope: Scope
    said: Mapping[str, Any]
    columns: tuple[str, ...] = ()
    layout: str = ""
    whole: bool = False
    picked: Sequence[int] | None = None

    @property
    def query(self) -> QueryDict:
        """The filters of a page, as its address had them."""
        return QueryDict(str(self.said.get("query", "")))


class AskForm(forms.Form):
    """What a source wants to know besides columns and format; `said()` as it is kept (JSON)."""

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.scope = scope

    def said(self) -> dict[str, Any]:
        return {}


class Source(ABC):
    """One thing that can be exported. Keys are the ids of its rows, in the order in which they are written."""

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    unit: ClassVar[str | Promise] = _("行")
    permission: ClassVar[str] = "view_students"
    form_class: ClassVar[type[AskForm]] = AskForm
    layouts: ClassVar[tuple[tuple[str, str | Promise], ...]] = ()
    """Other shapes than a list with chosen columns: key and label."""
    back: ClassVar[str] = ""
    """The page that an export is asked from."""

    def may(self, scope: Scope) -> bool:
        """Whether this office may export this at all."""
        return scope.office_id is not None and scope.allows(self.permission)

    def back_for(self, scope: Scope) -> str:
        """That page, where this office has it."""
        return self.back

    @abstractmethod
    def columns(self, scope: Scope) -> Sequence[Column]:
        """The columns to choose from, in their order."""

    def said(self, query: QueryDict) -> dict[str, Any]:
        """What a page's address asks for, as it is kept."""
        return {}

    def described(self, asked: Asked) -> Pairs:
        """The question in words, for the cover."""
        return []

    def title(self, asked: Asked) -> str:
        """What the file is called, without the day."""
        return str(self.label)

    @abstractmethod
    def keys(self, asked: Asked) -> Sequence[int]:
        """The ids of the rows, in their order."""

    @abstractmethod
    def rows(self, asked: Asked, keys: Sequence[int]) -> Iterable[Row]:
        """The rows of some keys, in their order; keys that are gone are left out. A handful of queries."""

    def students(self, keys: Sequence[int]) -> Iterable[int]:
        """The students whose numbers stand in the rows of these keys."""
        return keys

    def extra_sheets(self, asked: Asked) -> Iterator[tuple[str, Sequence[str], list[Row]]]:
        """Small tables on sheets of their own behind the data: name, headings, rows."""
        yield from ()

    def is_personal(self, asked: Asked) -> bool:
        """Whether it holds what is taken out for a purpose only."""
        chosen = set(asked.columns)
        return any(column.personal for column in self.columns(asked.scope) if column.key in chosen)

    def has_numbers(self, scope: Scope) -> bool:
        """Whether there are numbers that could be whole."""
        return any(column.secret for column in self.columns(scope))


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add or replace (by key) a source; chapters above may bring their own from their AppConfig.ready()."""
    _sources[source.key] = source


def get(key: str) -> Source | None:
    """The source of that key."""
    return _sources.get(key)


def all_sources() -> list[Source]:
    """In the order in which they were registered."""
    return list(_sources.values())


def chosen(source: Source, scope: Scope, wanted: Sequence[str] | None) -> tuple[str, ...]:
    """The columns that were wanted, in the source's order; the usual ones where none of them is known."""
    known = source.columns(scope)
    keys = tuple(column.key for column in known if wanted and column.key in wanted)
    return keys or tuple(column.key for column in known if column.usual)
