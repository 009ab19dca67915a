"""Who registered for a term, and how (Beijing 14)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.exports.sources import lines
from students.exports.sources.base import Asked, AskForm, Column, Pairs, Source
from students.exports.texts import Row
from students.term_registration.models import TermRegistration
from xueji.organizations.scope import Scope

_OFFERED = 8
_OF_STUDENT = ("school", "school_number", "name", "sex", "number", "cohort", "programme", "group")
_OWN = (
    Column("term", gettext_lazy("学期"), 22),
    Column("state", gettext_lazy("注册情况"), 12),
    Column("registered_on", gettext_lazy("注册日期"), 12),
    Column("leave_until", gettext_lazy("准假至"), 12),
    Column("leave_reason", gettext_lazy("请假事由"), 24),
    Column("reason", gettext_lazy("未注册原因"), 24),
    Column("recorded_at", gettext_lazy("登记时间"), 18),
)


class TermForm(AskForm):
    """Which term."""

    term = forms.ChoiceField(label=gettext_lazy("学期"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = TermRegistration.objects.order_by("-school_year", "-number").distinct("school_year", "number")
        term: Any = self.fields["term"]
        term.choices = [(f"{row.school_year}/{row.number}", row.term_label) for row in rows[:_OFFERED]]

    def said(self) -> dict[str, Any]:
        term: Any = self.fields["term"]
        year, _slash, number = self.cleaned_data["term"].partition("/")
        return {
            "school_year": year,
            "number": int(number),
            "label": str(dict(term.choices)[self.cleaned_data["term"]]),
        }


class TermRegistrations(Source):
    """学期注册名册."""

    key = "terms"
    label = gettext_lazy("学期注册名册")
    unit = gettext_lazy("人")
    form_class = TermForm
    back = "exports:list"

    def columns(self, scope: Scope) -> Sequence[Column]:
        return [*lines.offered(scope.level, *_OF_STUDENT), *_OWN]

    def described(self, asked: Asked) -> Pairs:
        return [(_("学期"), str(asked.said["label"]))]

    def keys(self, asked: Asked) -> Sequence[int]:
        rows = TermRegistration.objects.filter(school_year=asked.said["school_year"], number=asked.said["number"])
        ordered = rows.order_by("school", "student__school_class", "student__school_number", "pk")
        return list(ordered.values_list("pk", flat=True))

    def students(self, keys: Sequence[int]) -> Iterable[int]:
        return TermRegistration.objects.filter(pk__in=list(keys)).values_list("student_id", flat=True)

    def rows(self, asked: Asked, keys: Sequence[int]) -> Iterable[Row]:
        found = TermRegistration.objects.in_bulk(list(keys))
        students = lines.lines_of([row.student_id for row in found.values()], whole=asked.whole)
        for key in keys:
            row = found.get(key)
            line = students.get(row.student_id) if row else None
            if row is not None and line is not None:
                own = _texts(row)
                yield [own[each] if each in own else lines.ALL_COLUMNS[each][1](line) for each in asked.columns]


def _texts(row: TermRegistration) -> dict[str, str]:
    return {
        "term": row.term_label,
        "state": str(row.get_state_display()),
        "registered_on": lines.day(row.registered_on),
        "leave_until": lines.day(row.leave_until),
        "leave_reason": row.leave_reason,
        "reason": row.reason,
        "recorded_at": lines.moment(row.recorded_at),
    }
