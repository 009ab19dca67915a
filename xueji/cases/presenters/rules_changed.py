"""A change of rules while a case was under way: it keeps the rules of its day, and the page says what is different now."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from xueji import clock
from xueji.cases import checks, registry
from xueji.cases.models import Case
from xueji.cases.states import CaseState
from xueji.policies.engine.parameters import Parameter, ParameterError
from xueji.policies.engine.policy import Policy
from xueji.policies.engine.registry import get as policy

_UNDECIDED = frozenset({CaseState.RUNNING, CaseState.RETURNED})


def rules_changed(case: Case) -> SimpleNamespace | None:
    """What changed between the day whose rules bind the case and today; None when nothing did, or it is decided."""
    if case.state not in _UNDECIDED:
        return None
    book, then, now = policy(case.policy_key), checks.filed_on(case), clock.today()
    version = book.version(now)
    if version == case.policy_version:
        return None
    lines = differences(book, registry.get(case.kind).chain_kind(case), then, now)
    head = _("本件按提交之日的口径 %(then)s 办理；规定其后有变化，现行口径 %(now)s") % {
        "then": case.policy_version,
        "now": version,
    }
    return SimpleNamespace(head=head, lines=lines or [_("变化的内容不涉及本类办件")])


def differences(book: Policy, kind: str, then: date, now: date) -> list[str]:
    """Sentences: rules that came, went or weigh otherwise, and numbers that they read, between two days."""
    before = {rule.concern: rule for rule in book.rules_for(kind, then)}
    after = {rule.concern: rule for rule in book.rules_for(kind, now)}
    lines = [
        _("新增：%(sentence)s（%(place)s）") % {"sentence": rule.sentence, "place": rule.citation.label}
        for concern, rule in after.items()
        if concern not in before
    ]
    lines += [
        _("不再适用：%(sentence)s（%(place)s）") % {"sentence": rule.sentence, "place": rule.citation.label}
        for concern, rule in before.items()
        if concern not in after
    ]
    for concern, rule in after.items():
        old = before.get(concern)
        if old is not None and (str(old.sentence), old.weight) != (str(rule.sentence), rule.weight):
            words = {"old": old.sentence, "new": rule.sentence, "weight": rule.weight.label}
            lines.append(_("改为：%(new)s（%(weight)s）；原为：%(old)s") % words)
    used = {key for rule in (*before.values(), *after.values()) for key in rule.uses}
    numbers = [parameter for parameter in book.parameters_by_key if parameter.key in used]
    return lines + [line for parameter in numbers if (line := _number(parameter, then, now))]


def _number(parameter: Parameter, then: date, now: date) -> str:
    old, new = _value(parameter, then), _value(parameter, now)
    if old == new:
        return ""
    words = {"label": parameter.label, "old": old, "new": new, "unit": parameter.unit}
    return _("%(label)s：原 %(old)s%(unit)s，现 %(new)s%(unit)s") % words


def _value(parameter: Parameter, on: date) -> Any:
    try:
        return parameter.on(on)
    except ParameterError:
        return _("未定")
