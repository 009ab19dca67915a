"""Forms of the levels above: an extension, a suspension, a qualification; and of the school: a copy, a place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.matters.forms import date_field
from students.parties import policy_key_of
from students.registration.models import StandingKind
from students.registration.seasons import current_seasons
from xueji import clock
from xueji.organizations.models import Organization
from xueji.policies.vocabulary import Season
from xueji.web.asked import whole


class ExtensionForm(forms.Form):
    """For whom, which season, until when, on what grounds, by which writing."""

    target = forms.ModelChoiceField(label=_("延期范围"), queryset=Organization.objects.none(), empty_label=None)
    window = forms.ChoiceField(label=_("注册季"))
    until = date_field(_("延期至（含当日）"))
    decided_on = date_field(_("批准日期"))
    document_number = forms.CharField(label=_("批准文号"), max_length=60)
    grounds = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, body: Organization, target: str = "") -> None:
        super().__init__(data)
        bodies = Organization.objects.within(body).filter(is_active=True).order_by("code")
        self.fields["target"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["target"].label_from_instance = _scope_label  # type: ignore[attr-defined]
        seasons = current_seasons(policy_key_of(body), clock.today())
        self.fields["window"].choices = [  # type: ignore[attr-defined]
            (f"{year}-{season.value}", _("%(year)d年%(season)s") % {"year": year, "season": season.label})
            for (season, year), _closes in seasons
        ]
        start: dict[str, Any] = {
            "target": whole(target) or body.pk,
            "decided_on": clock.today(),
            "window": f"{seasons[0][0][1]}-{seasons[0][0][0].value}" if seasons else "",
        }
        self.initial.update(start)

    @property
    def decision(self) -> dict[str, Any]:
        """The keywords of the action, of a valid form."""
        year, season = self.cleaned_data["window"].split("-")
        names = ("target", "until", "decided_on", "document_number", "grounds")
        return {name: self.cleaned_data[name] for name in names} | {"season": Season(season), "year": int(year)}


class StandingForm(forms.Form):
    """To suspend (qualify) a school, or to end that; the kind comes in the prefix."""

    since = date_field(_("自何日起"))
    until = date_field(_("至何日止"), required=False, help_text=_("不填即到另行决定为止"))
    document_number = forms.CharField(label=_("文号"), max_length=60, required=False)
    grounds = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, kind: StandingKind, holds: bool) -> None:
        super().__init__(data, prefix=kind.value, initial={"since": clock.today()})
        self.kind, self.ends = kind, holds
        if holds:
            del self.fields["until"]


class CopyForm(forms.Form):
    """The roster went to a college."""

    college = forms.CharField(label=_("对口培养高校"), max_length=60)
    sent_on = date_field(_("报送日期"))
    way = forms.CharField(label=_("报送方式（邮寄、专人、公函等）"), max_length=60)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class PlaceForm(forms.Form):
    """Where a student who was recruited by co-operation really attends."""

    here = forms.ChoiceField(
        label=_("实际就读地"), choices=[("yes", _("在本校就读")), ("no", _("在其他学校就读"))], widget=forms.RadioSelect
    )
    elsewhere = forms.CharField(label=_("实际就读学校"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        """Elsewhere is somewhere."""
        found = super().clean() or {}
        if found.get("here") == "no" and not found.get("elsewhere", "").strip():
            self.add_error("elsewhere", _("请填实际就读的学校。"))
        return found


def _scope_label(body: Organization) -> str:
    if body.kind == Organization.Kind.SCHOOL:
        return body.name
    return str(_("%(name)s所辖全部学校") % {"name": body.name})
