"""Small forms of applications: the guardian's code, the school's answer."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ConsentForm(forms.Form):
    """Filled in by the guardian beside the student."""

    is_guardian = forms.BooleanField(
        label=_("我是该生的监护人，已看过以上内容"), error_messages={"required": _("请由监护人本人勾选确认")}
    )
    agrees = forms.BooleanField(
        label=_("我同意这件申请"), error_messages={"required": _("同意才能确认；不同意请让学生撤回申请")}
    )
    code = forms.RegexField(
        regex=r"^\s*[0-9]{6}\s*$",
        label=_("短信验证码"),
        error_messages={"invalid": _("验证码是 6 位数字"), "required": _("请填短信里的 6 位验证码")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 6}),
    )


class AnswerForm(forms.Form):
    """What the school says to the student."""

    answer = forms.CharField(
        label=_("给学生的答复"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
