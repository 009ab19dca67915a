"""Facts from a scenario: names flattened and known, values of the right type, the rest filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from xueji.policies.matters import Matter

from .coerce import coerced, share, wrong
from .defaults import Known, default_for
from .describe import FactInfo, described, facts_in, type_of
from .errors import ScenarioError, unknown


def stated(matter: Matter, raw: Mapping[str, Any]) -> dict[str, Any]:
    """What a scenario says, by dotted name and of the right type; ScenarioError for names that nobody knows."""
    infos = {info.name: info for info in described(matter)}
    written = dict(_flat(raw, infos, ""))
    for name in written:
        if name not in infos:
            raise unknown("unknown_fact", _("事实"), name, infos)
    whole = _shares(written, infos)
    return {name: coerced(infos[name], value) for name, value in (written | whole).items()}


def built(matter: Matter, known: Known) -> dict[str, Any]:
    """The facts of each part of a kind; what was not stated is taken from `defaults.py`, then from the class."""
    return {part.rules: _made(part.facts, "", known) for part in matter.parts}


def _flat(raw: Mapping[str, Any], infos: Mapping[str, FactInfo], prefix: str) -> Iterator[tuple[str, Any]]:
    """Nested mappings as dotted names, as far as the facts are nested."""
    for key, value in raw.items():
        name = f"{prefix}{key}"
        is_group = name not in infos and any(other.startswith(f"{name}.") for other in infos)
        if isinstance(value, Mapping) and is_group:
            yield from _flat(value, infos, f"{name}.")
        elif is_group:
            raise wrong(name, value, _("一组事实"))
        else:
            yield name, value


def _shares(written: Mapping[str, Any], infos: Mapping[str, FactInfo]) -> dict[str, Any]:
    """``missed_hours: 1/3`` as two whole numbers: a third of the whole that was stated, or 1 of 3."""
    found: dict[str, Any] = {}
    for name, value in written.items():
        part = share(value)
        if part is None or not infos[name].share_of:
            continue
        whole_name = name.rpartition(".")[0] + ("." if "." in name else "") + infos[name].share_of
        whole = written.get(whole_name, part.denominator)
        try:
            amount = part * Fraction(str(whole))
        except ValueError:
            raise wrong(whole_name, whole, _("数")) from None
        if amount.denominator != 1:
            raise wrong(name, value, _("%(whole)s 的整数部分") % {"whole": whole})
        found |= {name: amount.numerator, whole_name: whole}
    return found


def _made(facts: type, prefix: str, known: Known) -> Any:
    defaults = {item.name: item.default for item in fields(facts)}
    values: dict[str, Any] = {}
    for item in fields(facts):
        name, kind = prefix + item.name, type_of(facts, item)
        if kind.name == "group":
            values[item.name] = _group(kind.python, name, defaults[item.name], known)
            continue
        value = known.given.get(name, MISSING)
        if value is MISSING:
            value = default_for(name, known)
        if value is MISSING:
            value = item.default
        if value is MISSING and kind.nullable:
            value = None
        if value is MISSING:
            raise _lacking(facts, name, str(item.metadata.get("meaning", "")))
        values[item.name] = known.made[name] = value
    return facts(**values)


def _group(facts: type, name: str, default: Any, known: Known) -> Any:
    """A student, a school, a programme: what its holder has for it stands behind what was stated of it."""
    if default is not MISSING and default is not None:
        for item in fields(facts):
            inner = f"{name}.{item.name}"
            if inner not in known.given and default_for(inner, known) is MISSING:
                known.given = {**known.given, inner: getattr(default, item.name)}
    return _made(facts, f"{name}.", known)


def _lacking(facts: type, name: str, meaning: str) -> ScenarioError:
    message = _("缺事实 %(name)s（%(meaning)s）") % {"name": name, "meaning": meaning}
    known = [info.name for info in facts_in(facts) if info.required]
    return ScenarioError("missing_fact", message, name=name, known=known)
