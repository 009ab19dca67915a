"""The form of a merge: the other number in full, which document stands, why."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.identity.models import PersonMerge
from students.models import Student


class MergeForm(forms.Form):
    """The number is looked up by the action; it is never shown again."""

    number = forms.CharField(
        label=gettext_lazy("另一个证件号或学籍号"),
        max_length=30,
        help_text=gettext_lazy("照材料完整填写；只核对有没有登记，不显示登记在哪里，每次核对都有记录"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    document_from = forms.ChoiceField(label=gettext_lazy("今后使用的证件"), widget=forms.RadioSelect)
    reason = forms.CharField(label=gettext_lazy("情况说明"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, student: Student) -> None:
        super().__init__(data)
        self.fields["document_from"].choices = [  # type: ignore[attr-defined]
            (PersonMerge.From.OTHER.value, _("另一个号码所属的证件（例如后来取得的居民身份证）")),
            (PersonMerge.From.OWN.value, _("本校登记的证件 %(mask)s") % {"mask": student.identity_mask}),
        ]
