"""The audit form: the same findings for the students ticked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from graduation.actions import Findings

_ANSWERS = [("", _("未录入")), ("yes", _("合格")), ("no", _("不合格"))]


def _answer(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=_ANSWERS,
        label=label,
        required=False,
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        initial="",
    )


class AuditForm(forms.Form):
    """Conduct, courses, internship (Beijing 38, Zhejiang 42) and the day of leaving."""

    conduct_passed = _answer(_("思想品德评价"))
    courses_passed = _answer(_("全部课程成绩"))
    internship_passed = _answer(_("实习鉴定"))
    leaving_on = forms.DateField(
        label=_("离校日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    enlisted = forms.BooleanField(label=_("应征入伍，提前毕业"), required=False)

    def findings(self) -> Findings:
        """What was entered; only for a valid form."""
        return Findings(**self.cleaned_data)
