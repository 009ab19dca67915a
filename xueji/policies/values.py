"""Values that people set: what a parameter may be set to, and whether a value is of that kind."""

from datetime import date
from typing import Any

from django.db.models.enums import Choices
from django.utils.translation import gettext as _

from xueji.errors import Invalid
from xueji.policies.engine.chains import StepKind
from xueji.policies.engine.parameters import Parameter
from xueji.policies.engine.rules import Severity
from xueji.policies.engine.verdicts import Level
from xueji.policies.vocabulary import (
    ArchiveReceiver,
    Evidence,
    HospitalGrade,
    LeaveGround,
    MaterialKind,
    TransferReason,
)
from xueji.policies.wording import value_text

# A word can be exchanged for another of its kind. Papers cannot be asked for by severity alone.
_KINDS_OF_WORDS: tuple[tuple[str, ...], ...] = (
    (Level.COUNTY.value, Level.CITY.value, Level.PROVINCE.value),
    (Severity.FORBIDS.value, Severity.EXCEPTION.value, Severity.WARNS.value),
    ("submission", "decision", "effect"),
    ("window", "latest"),
    (StepKind.APPROVAL.value, StepKind.FILING.value),
)
_VOCABULARIES: tuple[type[Choices], ...] = (
    Evidence,
    TransferReason,
    LeaveGround,
    HospitalGrade,
    MaterialKind,
    ArchiveReceiver,
)


def words_for(parameter: Parameter) -> tuple[str, ...]:
    """The words that a parameter may be set to: those that its file names, or those of the kind it has now."""
    if parameter.choices:
        return parameter.choices
    value = sample(parameter)
    words = {word for word in _flat(value) if isinstance(word, str)}
    for kind in _KINDS_OF_WORDS:
        if words and words <= set(kind):
            return kind
    for vocabulary in _VOCABULARIES:
        if words and words <= set(vocabulary.values):
            return tuple(str(word) for word in vocabulary.values)
    return ()


def sample(parameter: Parameter) -> Any:
    """The latest value that is stated: it shows the type."""
    return next((dated.value for dated in reversed(parameter.values) if dated.value is not None), None)


def is_settable(parameter: Parameter) -> bool:
    """Whether a form can set it: flags, whole numbers, words and lists of words of a known kind."""
    value = sample(parameter)
    if isinstance(value, bool | int):
        return True
    if value is None:
        return parameter.minimum is not None or bool(parameter.choices)
    return isinstance(value, str | list) and bool(words_for(parameter)) or _is_by_word(value, parameter)


def checked(parameter: Parameter, value: Any) -> Any:
    """The value, if the parameter may have it; Invalid otherwise."""
    known = sample(parameter)
    if isinstance(known, bool):
        return _expect(parameter, value, isinstance(value, bool))
    if isinstance(known, int) or (known is None and not parameter.choices):
        return _whole(parameter, value)
    if isinstance(known, date):
        return _expect(parameter, value, isinstance(value, date))
    words = set(words_for(parameter))
    return _expect(parameter, value, bool(words) and same_shape(known, value) and set(_flat(value)) <= words)


def same_shape(known: Any, value: Any) -> bool:
    """A word for a word, a list for a list, lists for the same keys."""
    if isinstance(known, dict):
        return (
            isinstance(value, dict)
            and value.keys() == known.keys()
            and all(isinstance(v, list) for v in value.values())
        )
    return isinstance(value, type(known)) if known is not None else isinstance(value, str)


def _whole(parameter: Parameter, value: Any) -> int:
    _expect(parameter, value, isinstance(value, int) and not isinstance(value, bool))
    low = 0 if parameter.minimum is None else parameter.minimum
    if value < low or (parameter.maximum is not None and value > parameter.maximum):
        raise Invalid(
            _("“%(label)s”%(bounds)s。") % {"label": parameter.label, "bounds": bounds_text(parameter)}, field="value"
        )
    return int(value)


def bounds_text(parameter: Parameter) -> str:
    """Within what a value may be set, as a person reads it; empty without bounds."""
    low, high, unit = parameter.minimum, parameter.maximum, parameter.unit
    if low is not None and high is not None:
        return _("应在 %(low)d 至 %(high)d %(unit)s之间") % {"low": low, "high": high, "unit": unit}
    if low is not None:
        return _("不得少于 %(low)d %(unit)s") % {"low": low, "unit": unit}
    if high is not None:
        return _("不得超过 %(high)d %(unit)s") % {"high": high, "unit": unit}
    words = "、".join(value_text(word) for word in parameter.choices)
    return _("可选：%s") % words if words else ""


def _expect(parameter: Parameter, value: Any, is_right: bool) -> Any:
    if not is_right:
        raise Invalid(_("“%(label)s”不能是这个值。") % {"label": parameter.label}, field="value")
    return value


def _is_by_word(value: Any, parameter: Parameter) -> bool:
    return isinstance(value, dict) and all(isinstance(v, list) for v in value.values()) and bool(words_for(parameter))


def _flat(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [word for words in value.values() for word in _flat(words)]
    return list(value) if isinstance(value, list) else [value]
