"""Every fact of a kind with its type, unit, meaning, default and words: what somebody needs who writes scenarios."""

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.db.models.enums import Choices
from django.utils.translation import gettext_lazy as _

from xueji.policies.matters import Matter
from xueji.policies.vocabulary import Evidence

from .papers import papers_of
from .shortcuts import DERIVED, Shortcut, derived_for, shortcuts_of

_PLAIN: dict[type, str] = {bool: "boolean", date: "date", Decimal: "decimal", int: "integer", str: "text"}


@dataclass(frozen=True)
class Type:
    """The type of a fact: ``name`` as shown, ``python`` the class to make, and whether it may be empty."""

    name: str
    python: Any
    item: Any = None
    nullable: bool = False
    words: type[Choices] | None = None


@dataclass(frozen=True)
class FactInfo:
    """One fact of a kind; ``name`` is dotted where it belongs to a student, a school or a programme."""

    name: str
    type: Type
    meaning: str
    unit: str
    required: bool
    default: Any
    derived: str
    share_of: str = ""
    within: tuple["FactInfo", ...] = ()
    offered: tuple[Choices, ...] = ()

    @property
    def words(self) -> tuple[Choices, ...]:
        """The words that make sense here: for papers those that the kind asks for."""
        return self.offered or tuple(self.type.words or ())

    def to_dict(self) -> dict[str, Any]:
        """The fact as ``manage.py facts --json`` prints it."""
        row: dict[str, Any] = {
            "name": self.name,
            "type": self.type.name,
            "unit": self.unit,
            "meaning": self.meaning,
            "required": self.required,
            "nullable": self.type.nullable,
            "default": self.default,
        }
        if self.derived:
            row["default_meaning"] = self.derived
        if self.share_of:
            row["share_of"] = self.share_of
        if self.words:
            row["words"] = [{"value": word.value, "label": str(word.label)} for word in self.words]
        if self.within:
            row["fields"] = [info.to_dict() for info in self.within]
        return row


def described(matter: Matter) -> tuple[FactInfo, ...]:
    """All facts of a kind that a scenario may state, with the short ways to state them."""
    infos = {info.name: _for_kind(matter, info) for part in matter.parts for info in facts_in(part.facts)}
    short = [_short(shortcut) for shortcut in shortcuts_of(matter, frozenset(infos))]
    return (*infos.values(), *short)


def _for_kind(matter: Matter, info: FactInfo) -> FactInfo:
    derived = derived_for(matter.key, info.name)
    if info.name == "evidence":
        info = replace(info, offered=papers_of(matter.key))
    return replace(info, derived=derived, default=None, required=False) if derived else info


@cache
def facts_in(facts: type, prefix: str = "") -> tuple[FactInfo, ...]:
    """The facts of one class, those of the classes inside it dotted."""
    return tuple(_infos(facts, prefix))


def type_of(facts: type, item: Field[Any]) -> Type:
    """How a field of a facts class is to be read."""
    hint = get_type_hints(facts)[item.name]
    nullable = get_origin(hint) in (Union, UnionType) and type(None) in get_args(hint)
    if nullable:
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    return _typed(hint, nullable, _words(item))


def _typed(hint: Any, nullable: bool, words: type[Choices] | None) -> Type:
    origin, args = get_origin(hint), get_args(hint)
    if origin is tuple or origin is frozenset:
        inner = args[0]
        if inner is str:
            return Type("set of words" if words else "set of texts", origin, str, nullable, words)
        if isinstance(inner, type) and issubclass(inner, Choices):
            return Type("set of words", origin, inner, nullable, inner)
        return Type(f"list of {_PLAIN.get(inner, inner.__name__.lower())}", origin, inner, nullable)
    if isinstance(hint, type) and issubclass(hint, Choices):
        return Type("word", hint, None, nullable, hint)
    if is_dataclass(hint):
        return Type("group", hint, None, nullable)
    return Type(_PLAIN[hint], hint, None, nullable, words if hint is str else None)


def _words(item: Field[Any]) -> type[Choices] | None:
    stated: type[Choices] | None = item.metadata.get("words")
    return stated or (Evidence if item.name == "evidence" else None)


def _infos(facts: type, prefix: str) -> Iterator[FactInfo]:
    for item in fields(facts):
        kind = type_of(facts, item)
        if kind.name == "group":
            yield from facts_in(kind.python, f"{prefix}{item.name}.")
            continue
        derived = _derived(facts, item)
        inner: Any = kind.item
        within = facts_in(inner) if isinstance(inner, type) and is_dataclass(inner) else ()
        yield FactInfo(
            name=prefix + item.name,
            type=kind,
            meaning=str(item.metadata.get("meaning", "")),
            unit=str(item.metadata.get("unit", "")),
            required=item.default is MISSING and not derived and not kind.nullable,
            default=None if derived else plain(item.default),
            derived=derived,
            share_of=item.metadata.get("share_of", ""),
            within=within,
        )


def _derived(facts: type, item: Field[Any]) -> str:
    """What stands in for a fact that is not given, where a scenario does not take the class's own default."""
    return str(item.metadata.get("derived", "") or DERIVED.get(item.name, ""))


def _short(shortcut: Shortcut) -> FactInfo:
    kind = (
        Type("word", shortcut.words, None, True, shortcut.words) if shortcut.words else Type("integer", int, None, True)
    )
    return FactInfo(
        name=shortcut.name,
        type=kind,
        meaning=str(shortcut.meaning),
        unit=str(shortcut.unit),
        required=False,
        default=None,
        derived=str(_("可省略；代替 %s") % "、".join(shortcut.sets)),
    )


def plain(value: Any) -> Any:
    """A value as JSON shows it."""
    if value is MISSING:
        return None
    if isinstance(value, Choices):
        return value.value
    if isinstance(value, date | Decimal):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(plain(item) for item in value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    return value
