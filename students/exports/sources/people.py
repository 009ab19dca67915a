"""Lists of students for a period: who gained the status, who left as a graduate. For re-entry in the national system."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from students.exports.sources import lines, periods
from students.exports.sources.base import Asked, Column, Pairs, Source
from students.exports.texts import Row
from students.models import Student
from students.statuses import Status
from xueji.organizations.scope import Scope

Facts = Callable[[Sequence[int]], dict[int, str]]
_facts: dict[str, tuple[Column, Facts]] = {}

_COMMON = (
    "number", "identity_type", "identity", "name", "sex", "birth_date", "ethnic", "school_code", "school", "school_number",
    "cohort", "group", "programme", "major", "direction", "years", "entered_on", "registered_on",
)  # fmt: skip


def register_fact(column: Column, facts: Facts) -> None:
    """Let a chapter above say something of graduates (the number of a certificate): by student id, for many at once."""
    _facts[column.key] = (column, facts)


class _OfPeriod(Source):
    """Records with one of their days in a period."""

    unit = _("人")
    form_class = periods.PeriodForm
    back = "exports:list"
    names: tuple[str, ...] = _COMMON

    def columns(self, scope: Scope) -> Sequence[Column]:
        found = lines.offered(scope.level, *self.names)
        return [Column(each.key, each.label, each.width, each.secret) for each in found]

    def described(self, asked: Asked) -> Pairs:
        return periods.described(asked)

    @abstractmethod
    def narrowed(self, asked: Asked) -> Any:
        """The records of the period, as a QuerySet."""

    def keys(self, asked: Asked) -> Sequence[int]:
        ordered = self.narrowed(asked).order_by("school__code", "school_number", "pk")
        return list(ordered.values_list("pk", flat=True))

    def rows(self, asked: Asked, keys: Sequence[int]) -> Iterable[Row]:
        own = {key: facts(keys) for key, (_column, facts) in _facts.items() if key in asked.columns}
        for line in lines.in_order(keys, whole=asked.whole):
            yield [
                own[key].get(line.pk, "") if key in own else lines.ALL_COLUMNS[key][1](line) for key in asked.columns
            ]


class RegisteredForm(periods.PeriodForm):
    """From when to when, or what is still to be entered in the national system."""

    enters = "registered"


class Registered(_OfPeriod):
    """新生注册名册: who gained the status in a period (Beijing 10, Zhejiang 9)."""

    key = "registered"
    label = _("新生注册名册")
    form_class = RegisteredForm

    def narrowed(self, asked: Asked) -> Any:
        if (changes := periods.recorded_again(asked, "registered")) is not None:
            return Student.objects.filter(pk__in=changes.values("student"))
        first, last = periods.span_of(asked)
        return Student.objects.filter(registered_on__range=(first, last))


class Graduates(_OfPeriod):
    """毕业、结业名册: who left so in a period."""

    key = "graduates"
    label = _("毕业、结业生名册")
    names = (*_COMMON, "left_on", "status")

    def columns(self, scope: Scope) -> Sequence[Column]:
        own = [column for column, _facts_of in _facts.values()]
        return [*super().columns(scope), *own]

    def narrowed(self, asked: Asked) -> Any:
        first, last = periods.span_of(asked)
        return Student.objects.filter(
            left_on__range=(first, last), status__in=[Status.GRADUATED.value, Status.COMPLETED.value]
        )
