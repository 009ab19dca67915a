"""Forms of offices: who, where, as what, from when to when."""

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from xueji import clock
from xueji.organizations.models import Office, Organization
from xueji.organizations.roles import ROLES

_SCHOOL = frozenset({"school"})


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class PersonForm(forms.Form):
    """Whom: an account that exists, named exactly, or a new one."""

    account = forms.ChoiceField(
        label=_("账号"),
        choices=[("existing", _("已有账号")), ("new", _("新建账号"))],
        initial="existing",
        widget=forms.RadioSelect,
    )
    username = forms.CharField(
        label=_("账号名"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("姓名"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    @property
    def person(self) -> dict[str, Any]:
        """What `account_for` asks for."""
        data = self.cleaned_data
        return {"username": data["username"], "name": data["name"], "is_new": data["account"] == "new"}


class AppointForm(PersonForm):
    """A person into an office of the organization or of one below."""

    organization = forms.ModelChoiceField(label=_("单位"), queryset=Organization.objects.none(), empty_label=None)
    role = forms.ChoiceField(label=_("职务"))
    starts_on = _day(_("起"))
    ends_on = _day(_("止"), required=False)
    field_order = ("organization", "role", "account", "username", "name", "starts_on", "ends_on")

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]
        kinds = set(organizations.values_list("kind", flat=True).distinct())
        grouped = [
            (_("学校"), [(role.key, role.label) for role in ROLES if role.kinds & kinds & _SCHOOL]),
            (_("教育行政部门、主管单位"), [(role.key, role.label) for role in ROLES if role.kinds & kinds - _SCHOOL]),
        ]
        self.fields["role"].choices = [group for group in grouped if group[1]]  # type: ignore[attr-defined]
        chosen = organizations.filter(pk=self.initial.get("organization") or 0).values_list("kind", flat=True).first()
        self.initial.setdefault("role", next((role.key for role in ROLES if chosen in role.kinds), None))
        self.fields["starts_on"].initial = clock.today


class DeputyForm(PersonForm):
    """Who acts for an officer, between two days."""

    starts_on = _day(_("代理起"))
    ends_on = _day(_("代理止"))
    field_order = ("account", "username", "name", "starts_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = clock.today


class EndForm(forms.Form):
    """The last day of an office."""

    ends_on = _day(_("最后一天"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = clock.today


class SuccessorField(forms.ModelChoiceField):
    """Colleagues by name and role."""

    def label_from_instance(self, obj: Office) -> str:
        return f"{obj.user.name}（{obj.get_role_display()}）"


class HandOverForm(forms.Form):
    """To whom, when, and what the successor has to know."""

    successor = SuccessorField(label=_("接收人"), queryset=Office.objects.none(), empty_label=_("请选择"))
    on = _day(_("移交日期"))
    note = forms.CharField(
        label=_("移交说明"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Office.objects.held_on(clock.today()).filter(organization=office.organization_id)
        colleagues = here.exclude(user=office.user_id).select_related("user").order_by("pk")
        self.fields["successor"].queryset = colleagues  # type: ignore[attr-defined]
        self.fields["on"].initial = clock.today
