"""The form of a move."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.matters.forms import date_field
from xueji import clock
from xueji.organizations.models import Organization


class MoveForm(forms.Form):
    """Which school comes below whom, from when, by which decision."""

    school = forms.ModelChoiceField(label=_("学校"), queryset=Organization.objects.none())
    to_body = forms.ModelChoiceField(label=_("划归"), queryset=Organization.objects.none())
    since = date_field(_("自何日起"))
    document_number = forms.CharField(label=_("批准文号"), max_length=60)
    grounds = forms.CharField(label=_("事由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, body: Organization) -> None:
        super().__init__(data, initial={"since": clock.today()})
        below = Organization.objects.within(body).filter(is_active=True).select_related("parent").order_by("code")
        self.fields["school"].queryset = below.filter(kind="school")  # type: ignore[attr-defined]
        self.fields["school"].label_from_instance = _school_label  # type: ignore[attr-defined]
        self.fields["to_body"].queryset = below.exclude(kind="school")  # type: ignore[attr-defined]


def _school_label(school: Organization) -> str:
    return f"{school.name}（{school.parent.name}）" if school.parent else school.name
