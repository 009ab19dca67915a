"""Forms of the three ways out, of a statement and of a former number."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.identity.actions import Corrected
from students.identity.models import DuplicateFinding
from students.identity.pages import claim_choices
from students.information.reading import read_identity, read_name
from students.statuses import Sex
from xueji.codes import codesets
from xueji.codes.identity import mask
from xueji.codes.problems import has_errors
from xueji.database import cipher
from xueji.errors import Invalid


def _reason(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, widget=forms.Textarea(attrs={"rows": 3}), **options)


class WayForm(forms.Form):
    """A reason; each way adds what it asks for."""

    reason = _reason(gettext_lazy("情况说明"))

    def __init__(self, data: Any = None, *, finding: DuplicateFinding) -> None:
        super().__init__(data)
        self.finding = finding

    def options(self) -> dict[str, Any]:
        """What goes to the action besides the reason."""
        return {}


class ProofForm(WayForm):
    """What is to be proved."""

    claim = forms.ChoiceField(label=gettext_lazy("要证明"), widget=forms.RadioSelect)
    field_order = ("claim", "reason")

    def __init__(self, data: Any = None, *, finding: DuplicateFinding) -> None:
        super().__init__(data, finding=finding)
        self.fields["claim"].choices = claim_choices(finding.kind)  # type: ignore[attr-defined]
        self.initial["claim"] = claim_choices(finding.kind)[0][0]

    def options(self) -> dict[str, Any]:
        return {"claim": self.cleaned_data["claim"]}


class DeletionForm(WayForm):
    """Why the record should not be."""


class CorrectionForm(WayForm):
    """What the record should say. What is left empty stays."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=50, required=False)
    sex = forms.ChoiceField(
        label=gettext_lazy("性别"), choices=[("", gettext_lazy("不改")), *Sex.choices], required=False
    )
    birth_date = forms.DateField(
        label=gettext_lazy("出生日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    identity_type = forms.ChoiceField(label=gettext_lazy("证件类型"), required=False)
    identity_number = forms.CharField(
        label=gettext_lazy("正确的证件号"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("name", "sex", "birth_date", "identity_type", "identity_number", "reason")

    def __init__(self, data: Any = None, *, finding: DuplicateFinding) -> None:
        super().__init__(data, finding=finding)
        types = codesets.codeset("jyt1001_sfzjlx_id_type")
        self.fields["identity_type"].choices = types.choices()  # type: ignore[attr-defined]
        for name in ("name", "sex", "birth_date", "identity_type"):
            self.initial[name] = getattr(finding, name)
        self.fields["identity_number"].help_text = _("现为 %(mask)s；不改的留空") % {"mask": finding.identity_mask}

    def clean_name(self) -> str:
        raw = self.cleaned_data["name"]
        try:
            return str(read_name(raw)) if raw else ""
        except Invalid as error:
            raise forms.ValidationError(str(error.message)) from error

    def clean(self) -> dict[str, Any]:
        """Something has to change; a number has to be one, and agree with birth and sex."""
        found = super().clean() or {}
        own = self.finding
        self.corrected = {
            name: found[name]
            for name in ("name", "sex", "birth_date")
            if found.get(name) and found[name] != getattr(own, name)
        }
        if found.get("identity_number"):
            self._clean_number(found)
        if not self.errors and not self.corrected:
            raise forms.ValidationError(_("没有改动。请把录错的项目改成正确的内容。"))
        return found

    def options(self) -> dict[str, Any]:
        return {"corrected": Corrected(**self.corrected)}

    def _clean_number(self, found: dict[str, Any]) -> None:
        kind = found.get("identity_type") or self.finding.identity_type
        read = read_identity(found.pop("identity_number"), kind)
        if not read.number or has_errors(read.problems):
            self.add_error("identity_number", next(iter(read.problems)).message)
            return
        if cipher.blind_index(read.number) == bytes(self.finding.identity_index):
            self.add_error("identity_number", _("与现在登记的号码相同。"))
            return
        if read.birth_date and found.get("birth_date") and read.birth_date != found["birth_date"]:
            self.add_error("birth_date", _("与证件号中的出生日期不一致，请一并更正。"))
        if read.sex and found.get("sex") and read.sex != found["sex"]:
            self.add_error("sex", _("与证件号表示的性别不一致，请一并更正。"))
        self.corrected |= {
            "identity_type": kind,
            "identity_cipher": cipher.encrypt(read.number),
            "identity_mask": mask(read.number),
        }


class StatementForm(forms.Form):
    """What the school says that is heard."""

    statement = _reason(
        gettext_lazy("本校陈述"), help_text=gettext_lazy("写明该生是否在本校就读、证件号以何为准；请勿写其他学生的信息")
    )


class FormerNumberForm(forms.Form):
    """A number that the student had before."""

    number = forms.CharField(label=gettext_lazy("历史学籍号"), max_length=100)
    source = forms.CharField(label=gettext_lazy("出处"), max_length=60, required=False)


WAYS: dict[str, type[WayForm]] = {"proof": ProofForm, "correction": CorrectionForm, "deletion": DeletionForm}
