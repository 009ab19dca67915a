"""Scenario files: a YAML list, or a mapping with ``defaults`` for all and ``scenarios``."""

from collections.abc import Mapping
from datetime import date
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
    """One scenario; ScenarioError for keys that nobody knows and for what is missing."""
    for key in row:
        if key not in _KEYS:
            raise unknown("unknown_key", _("栏目"), str(key), _KEYS)
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
    )


def name_of(row: Mapping[str, Any], position: int) -> str:
    """How a scenario is called: its own id, else its number in the file."""
    return str(row.get("id") or position)


def _expected(raw: Any) -> Mapping[str, Any]:
    """``expect: forbidden``, or ``{outcome: …, rules: {concern: outcome}, parties: […], due: […]}``."""
    expected: Mapping[str, Any] = {"outcome": raw} if isinstance(raw, str) else raw or {}
    for key in expected:
        if key not in _EXPECTED:
            raise unknown("unknown_key", _("预期"), str(key), _EXPECTED)
    return expected


def _day(raw: Any) -> date:
    return day("as_of", raw)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        known = merged.get(key)
        is_pair = isinstance(known, Mapping) and isinstance(value, Mapping)
        merged[key] = _merged(known, value) if is_pair else value  # type: ignore[arg-type]
    return merged
