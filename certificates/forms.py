"""Forms of documents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST = 200


class ReasonForm(forms.Form):
    """Why a certificate ceases to be one."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": "2"}),
        error_messages={"required": _("请写明原因，它会和证书一起长期保存。")},
    )


class IssueForm(forms.Form):
    """Which graduates are given a certificate, and of which day."""

    issued_on = forms.DateField(
        label=_("发证日期"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("印在证书上，一般为毕业日期；编号取这一天的年份。"),
        error_messages={"required": _("请填发证日期。"), "invalid": _("日期无法识别，请从日历中选。")},
    )
    student = forms.TypedMultipleChoiceField(
        label=_("毕业生"),
        coerce=int,
        error_messages={
            "required": _("请先选学生。"),
            "invalid_choice": _("选中的学生有的已有证书或不在名单里，请刷新本页再选。"),
        },
    )

    def __init__(self, *args: Any, students: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["student"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(str(pk), str(pk)) for pk in students]
