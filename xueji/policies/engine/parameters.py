"""Dated numbers and interpretations of a regulation, read from YAML, each with its article."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from . import overlays
from .citations import Citation


class ParameterError(ValueError):
    """A parameter file is wrong, or a parameter is asked for that does not exist on that day."""


SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Dated:
    """One value and the first day on which it holds."""

    since: date
    value: Any


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that the text states: label, unit, the place it stands and its values in time.

    With ``set_by`` "school" the text leaves it to the school, whose published rules may set another value within
    the bounds: least and greatest for numbers, the words to choose from for words.
    """

    key: str
    label: str
    citation: Citation
    source: str
    unit: str
    values: tuple[Dated, ...]
    set_by: str = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()

    @property
    def is_set_by_school(self) -> bool:
        """Whether the text leaves the value to the school."""
        return self.set_by == SCHOOL

    def on(self, day: date) -> Any:
        """The value in force on ``day``; ParameterError before the first one."""
        current = [dated.value for dated in self.values if dated.since <= day]
        if not current:
            raise ParameterError(f"{self.key} has no value on {day}")
        return current[-1]


@dataclass(frozen=True, slots=True)
class Interpretation(Parameter):
    """A choice that the text leaves open: its question number, its reason, and who may change it."""

    questions: tuple[int, ...] = ()
    reason: str = ""
    changed_by: str = ""


class Values:
    """The parameters of one day, typed on reading; what is not stated is looked up in the base.

    ``school`` holds what one school's own rules say on that day; it counts only where the text leaves it to them.
    """

    def __init__(self, parameters: "Parameters", day: date, school: Mapping[str, Any] | None = None) -> None:
        self._parameters = parameters
        self._day = day
        self._school = school or {}

    @property
    def day(self) -> date:
        """The day whose values these are."""
        return self._day

    def of(self, key: str) -> Any:
        """The value of a key, of whatever type."""
        parameter = self._parameters.find(key)
        if parameter.is_set_by_school and key in self._school:
            return self._school[key]
        return parameter.on(self._day)

    def integer(self, key: str) -> int:
        """A whole number."""
        return int(self._typed(key, int))

    def decimal(self, key: str) -> Decimal:
        """A number with decimals."""
        return Decimal(str(self._typed(key, int, float, str)))

    def text(self, key: str) -> str:
        """A word, such as who decides."""
        return str(self._typed(key, str))

    def flag(self, key: str) -> bool:
        """Yes or no."""
        return bool(self._typed(key, bool))

    def words(self, key: str) -> tuple[str, ...]:
        """A list of words, such as the reasons that the text names."""
        return tuple(str(word) for word in self._typed(key, list))

    def word_lists(self, key: str) -> dict[str, tuple[str, ...]]:
        """Lists of words by word, such as the papers that each reason needs."""
        return {word: tuple(words) for word, words in self._typed(key, dict).items()}

    def month_days(self, key: str) -> dict[str, tuple[int, int]]:
        """Closing days of the year by season, written ``spring: "03-31"``."""
        pairs = self._typed(key, dict)
        return {season: _month_day(text) for season, text in pairs.items()}

    def _typed(self, key: str, *types: type) -> Any:
        value = self.of(key)
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            raise ParameterError(f"{key} holds {value!r}, expected {types}")
        return value


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


@dataclass(frozen=True)
class Parameters:
    """All parameters of one regulation by key, with those of the regulation it builds on behind them."""

    own: Mapping[str, Parameter]
    base: "Parameters | None" = field(default=None)
    policy: str = ""

    def on(self, day: date, school: Mapping[str, Any] | None = None) -> Values:
        """The typed values of one day, with those that a school has set for itself."""
        return Values(self, day, school)

    def find(self, key: str) -> Parameter:
        """The parameter of that key, from the nearest regulation that states it, with what was changed since."""
        found = self._stated(key)
        changed = overlays.changes(self.policy).get(key, ())
        return _with_changes(found, changed) if changed else found

    def __iter__(self) -> Iterator[Parameter]:
        """Own parameters, then those of the base that are not replaced."""
        yield from (self.find(key) for key in self.own)
        if self.base is not None:
            yield from (self.find(parameter.key) for parameter in self.base if parameter.key not in self.own)

    @property
    def change_days(self) -> tuple[date, ...]:
        """The days on which any own value changed, by file or by decision."""
        days = {dated.since for item in self.own.values() for dated in item.values}
        days |= {since for changed in overlays.changes(self.policy).values() for since, _value in changed}
        return tuple(sorted(days))

    def _stated(self, key: str) -> Parameter:
        if key in self.own:
            return self.own[key]
        if self.base is None:
            raise ParameterError(f"no parameter {key}")
        return self.base.find(key)


def _with_changes(parameter: Parameter, changed: tuple[tuple[date, Any], ...]) -> Parameter:
    """The file's values with the decided ones; of two for one day the decided one holds."""
    decided = [Dated(since, value) for since, value in changed]
    values = sorted((*parameter.values, *decided), key=lambda dated: dated.since)
    return replace(parameter, values=tuple(values))


def load_parameters(folder: Path, policy: str, base: Parameters | None) -> Parameters:
    """Read ``parameters.yaml`` and ``parameters/*.yaml``, one file a matter.

    ParameterError names the entry that lacks article, source or reason, or that two files state.
    """
    own: dict[str, Parameter] = {}
    for path in (folder / "parameters.yaml", *sorted(folder.glob("parameters/*.yaml"))):
        for parameter in _read(path, policy):
            if parameter.key in own:
                raise ParameterError(f"{policy}: {parameter.key} is stated twice, again in {path.name}")
            own[parameter.key] = parameter
    return Parameters(own, base, policy)


def _read(path: Path, policy: str) -> Iterator[Parameter]:
    data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    for key, entry in (data.get("numbers") or {}).items():
        yield Parameter(**_common(policy, key, entry, "source"))
    for key, entry in (data.get("interpretations") or {}).items():
        _require(policy, key, entry, "reason", "questions", "changed_by")
        yield Interpretation(
            **_common(policy, key, entry),
            questions=tuple(entry["questions"]),
            reason=entry["reason"],
            changed_by=entry["changed_by"],
        )


def _common(policy: str, key: str, entry: Mapping[str, Any], *required: str) -> dict[str, Any]:
    _require(policy, key, entry, "label", "article", "values", *required)
    values = tuple(Dated(row["from"], row["value"]) for row in entry["values"])
    if list(values) != sorted(values, key=lambda dated: dated.since):
        raise ParameterError(f"{policy}: {key}: values are not in the order of their dates")
    return {
        "key": key,
        "label": entry["label"],
        "citation": Citation(policy, entry["article"], entry.get("paragraph"), entry.get("item")),
        "source": entry.get("source", ""),
        "unit": entry.get("unit", ""),
        "values": values,
        **_bounds(policy, key, entry),
    }


def _bounds(policy: str, key: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    set_by, bounds = entry.get("set_by", ""), entry.get("bounds") or {}
    if set_by not in ("", SCHOOL):
        raise ParameterError(f"{policy}: {key}: set_by is {set_by!r}, it can only be {SCHOOL!r}")
    return {
        "set_by": set_by,
        "minimum": bounds.get("min"),
        "maximum": bounds.get("max"),
        "choices": tuple(entry.get("choices") or bounds.get("choices") or ()),
    }


def _require(policy: str, key: str, entry: Mapping[str, Any], *names: str) -> None:
    missing = [name for name in names if not entry.get(name)]
    if missing:
        raise ParameterError(f"{policy}: {key} lacks {', '.join(missing)}")
