"""Scenario files: a YAML list, or a mapping with ``defaults`` for all and ``scenarios``."""

from collections.abc import Collection, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

import yaml
from django.utils.translation import gettext as _

from .coerce import day
from .errors import ScenarioError, unknown
from .judge import Scenario

_KEYS = (
    "id",
    "title",
    "regulation",
    "kind",
    "as_of",
    "facts",
    "parties",
    "route",
    "exceptions",
    "school_rules",
    "expect",
    "note",
)
_EXPECTED = ("outcome", "rules", "parties", "due")
# A table may hold columns of its own (article, source); what is nearly one of ours is a slip of the pen.
_A_SLIP = 0.85
_NO_SLIPS = ("facts", "parties", "route", "exceptions", "school_rules", *_EXPECTED)
_REQUIRED = ("regulation", "kind", "as_of")


def read_file(text: str) -> list[Mapping[str, Any]]:
    """The scenarios of a file as mappings, with the file's defaults merged in; ScenarioError when it is no YAML."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ScenarioError("not_yaml", _("文件不是有效的 YAML：%s") % error) from None
    defaults: Mapping[str, Any] = {}
    if isinstance(data, Mapping) and "scenarios" in data:
        defaults, data = data.get("defaults") or {}, data["scenarios"]
    if isinstance(data, Mapping):
        data = [data]
    if not isinstance(data, list) or not all(isinstance(row, Mapping) for row in data):
        raise ScenarioError("not_scenarios", _("文件应为场景列表，或含 scenarios 的一组"))
    return [_merged(defaults, row) for row in data]


def read(row: Mapping[str, Any], position: int) -> Scenario:
    """One scenario; ScenarioError for what is missing and for a key that looks like a slip; other keys are the writer's."""
    ignored = _others(row, _KEYS, _("栏目"))
    lacking = [key for key in _REQUIRED if not row.get(key)]
    if lacking:
        message = _("缺 %s") % "、".join(lacking)
        raise ScenarioError("missing_key", message, name=lacking[0], known=_KEYS)
    for key in ("facts", "parties", "school_rules"):
        if not isinstance(row.get(key) or {}, Mapping):
            raise ScenarioError("wrong_type", _("%s 应为一组名称和值") % key, name=key)
    exceptions = row.get("exceptions") or ()
    return Scenario(
        id=name_of(row, position),
        title=str(row.get("title", "")),
        regulation=str(row["regulation"]),
        kind=str(row["kind"]),
        as_of=_day(row["as_of"]),
        facts=row.get("facts") or {},
        parties=row.get("parties") or {},
        route=str(row.get("route") or ""),
        exceptions=(exceptions,) if isinstance(exceptions, str) else tuple(str(name) for name in exceptions),
        school_rules=row.get("school_rules") or {},
        expect=_expected(row.get("expect")),
        ignored=tuple(ignored),
    )


def name_of(row: Mapping[str, Any], position: int) -> str:
    """How a scenario is called: its own id, else its number in the file."""
    return str(row.get("id") or position)


def _expected(raw: Any) -> Mapping[str, Any]:
    """``expect: forbidden``, or ``{outcome: …, rules: {concern: outcome}, parties: […], due: […]}``."""
    expected: Mapping[str, Any] = {"outcome": raw} if isinstance(raw, str) else raw or {}
    others = _others(expected, _EXPECTED, _("预期"))
    return {key: value for key, value in expected.items() if key not in others}


def _others(row: Mapping[str, Any], known: Collection[str], what: str) -> list[str]:
    """The keys that mean nothing here; ScenarioError for one that is nearly a known one."""
    others = [str(key) for key in row if key not in known]
    for key in others:
        if get_close_matches(key.lower(), [word for word in _NO_SLIPS if word in known], n=1, cutoff=_A_SLIP):
            raise unknown("unknown_key", what, key, known)
    return others


def _day(raw: Any) -> date:
    return day("as_of", raw)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        known = merged.get(key)
        is_pair = isinstance(known, Mapping) and isinstance(value, Mapping)
        merged[key] = _merged(known, value) if is_pair else value  # type: ignore[arg-type]
    return merged
