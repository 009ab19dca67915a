"""From what YAML holds to what a fact is: dates, numbers, words or their Chinese, sets, lists of terms."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.db.models.enums import Choices
from django.utils.translation import gettext as _

from .describe import FactInfo, Type, type_of
from .errors import ScenarioError, unknown

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_FLAGS = {"true": True, "yes": True, "是": True, "有": True, "false": False, "no": False, "否": False, "无": False}
_SHARE = re.compile(r"(\d+)\s*/\s*(\d+)|(\d+(?:\.\d+)?)\s*%")
ALL = ("all", "全部", "齐全")


def coerced(info: FactInfo, raw: Any) -> Any:
    """The value of a fact; ScenarioError when it is of the wrong type or no known word."""
    return _coerced(info.name, info.type, raw)


def share(raw: Any) -> Fraction | None:
    """``1/3``, ``33%`` or ``0.33`` as an exact fraction; None when it is none of them."""
    if isinstance(raw, float) and 0 < raw < 1:
        return Fraction(str(raw))
    found = _SHARE.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if found is None or found[2] == "0":
        return None
    return Fraction(int(found[1]), int(found[2])) if found[1] else Fraction(found[3]) / 100


def day(name: str, raw: Any) -> date:
    """A date, as YAML reads it or as an official writes it (2026年9月1日)."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, str) and (found := _DAY.fullmatch(raw.strip())):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError as error:  # 2026-02-30
            raise wrong(name, raw, _("日期（如 2026-09-01）")) from error
    raise wrong(name, raw, _("日期（如 2026-09-01）"))


def word(name: str, words: type[Choices], raw: Any) -> Any:
    """A word of a vocabulary, by its value or its Chinese."""
    by_text = {str(choice.value): choice for choice in words} | {str(choice.label): choice for choice in words}
    if str(raw) in by_text:
        return by_text[str(raw)]
    labels = {str(choice.label): str(choice.value) for choice in words}
    within = next((value for label, value in labels.items() if str(raw) and str(raw) in label), "")
    problem = unknown("unknown_word", _("词语"), str(raw), list(labels.values()), labels=labels, meant=within)
    problem.args = (f"{name}：{problem}",)
    raise problem


def wrong(name: str, raw: Any, wanted: str) -> ScenarioError:
    """The error for a value of the wrong type."""
    known = {"name": name, "raw": raw, "wanted": wanted}
    return ScenarioError("wrong_type", _("%(name)s 应为%(wanted)s，不能是 %(raw)r") % known, name=name)


def _coerced(name: str, kind: Type, raw: Any) -> Any:
    if raw is None:
        if kind.nullable:
            return None
        raise wrong(name, raw, _("不为空的值"))
    if kind.python in (tuple, frozenset):
        return _many(name, kind, raw)
    if kind.words is not None and kind.python is not str:
        return word(name, kind.words, raw)
    if kind.words is not None:
        return word(name, kind.words, raw).value
    return _plain(name, kind.python, raw)


def _plain(name: str, python: type, raw: Any) -> Any:
    if python is date:
        return day(name, raw)
    if python is bool:
        return _flag(name, raw)
    if python is int:
        return _integer(name, raw)
    if python is Decimal:
        return _decimal(name, raw)
    return str(raw)


def _flag(name: str, raw: Any) -> bool:
    known = raw if isinstance(raw, bool) else _FLAGS.get(str(raw).strip().lower())
    if known is None:
        raise wrong(name, raw, _("是或否（true、false）"))
    return known


def _integer(name: str, raw: Any) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"-?\d+", raw.strip()):
        return int(raw)
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    # A school year is also written 2026-2027.
    if name.endswith("school_year") and isinstance(raw, str) and (found := re.fullmatch(r"(\d{4})-\d{4}", raw)):
        return int(found[1])
    raise wrong(name, raw, _("整数"))


def _decimal(name: str, raw: Any) -> Decimal:
    if isinstance(raw, bool):
        raise wrong(name, raw, _("数"))
    if (part := share(raw)) is not None:
        return Decimal(part.numerator) / Decimal(part.denominator)
    try:
        return Decimal(str(raw).strip())
    except InvalidOperation:
        raise wrong(name, raw, _("数")) from None


def _many(name: str, kind: Type, raw: Any) -> Any:
    if kind.words is not None and raw in ALL:
        return kind.python(str(choice.value) for choice in kind.words)
    items = re.split(r"\s*[,，、]\s*", raw.strip()) if isinstance(raw, str) else raw
    if isinstance(items, date | Mapping):
        items = [items]
    if not isinstance(items, Iterable):
        raise wrong(name, raw, _("列表"))
    return kind.python(_item(name, kind, item) for item in items if item != "")


def _item(name: str, kind: Type, raw: Any) -> Any:
    if is_dataclass(kind.item):
        return _record(name, kind.item, raw)
    if kind.words is not None:
        found = word(name, kind.words, raw)
        return found.value if kind.item is str else found
    return _plain(name, kind.item, raw)


def _record(name: str, record: Any, raw: Any) -> Any:
    if not isinstance(raw, Mapping):
        raise wrong(name, raw, _("一组事实"))
    known = {item.name: item for item in fields(record)}
    for key in raw:
        if str(key) not in known:
            raise unknown("unknown_fact", _("事实"), f"{name}.{key}", [f"{name}.{item}" for item in known])
    lacking = [item.name for item in known.values() if item.default is MISSING and item.name not in raw]
    if lacking:
        raise ScenarioError(
            "missing_fact", _("%(name)s 缺 %(lacking)s") % {"name": name, "lacking": "、".join(lacking)}
        )
    return record(**{key: _coerced(f"{name}.{key}", type_of(record, known[key]), value) for key, value in raw.items()})
