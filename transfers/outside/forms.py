"""The forms of transfers with a school outside the register: the school is typed in, from its papers."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.models import SchoolClass
from students.newcomers import Newcomer
from students.parties import policy_key_of
from transfers.actions import takes_arrivals
from transfers.outside.actions import OutsidePlace
from transfers.terms import term_choices, usual_term
from xueji import clock
from xueji.codes import divisions
from xueji.organizations.models import Organization
from xueji.policies.engine.registry import get as policy
from xueji.policies.readers import reads
from xueji.policies.vocabulary import SchoolKind, TransferReason

_KINDS = [kind for kind in SchoolKind if kind is not SchoolKind.SPECIAL]
_ALSO = [TransferReason.COOPERATIVE_PROGRAMME]
_SCHOOL = (
    ("name", 4), ("kind", 2), ("province_code", 2), ("address", 4), ("authority", 3), ("authority_name", 3),
    ("local_authority_name", 3), ("city_name", 3), ("province_authority_name", 3),
)  # fmt: skip
_MATTER = (("reason", 6), ("applied_on", 2), ("reason_text", 4), ("student_consent", 3), ("guardian_consent", 3))
_PERSON = (
    ("identity_number", 3), ("student_name", 3), ("student_number", 3), ("entered_on", 3), ("guardian_name", 2),
    ("guardian_phone", 2), ("home_address", 2),
)  # fmt: skip


_SENDS_AGAIN = {
    "hx-post": "",
    "hx-trigger": "change",
    "hx-include": "closest form",
    "hx-target": "#transfer-sheet",
    "hx-swap": "innerHTML",
}


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class BureauField(forms.ModelChoiceField):
    """A bureau of the register."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


@reads("transfer.reasons")
class OutsideForm(forms.Form):
    """A student of the own school (`school`) leaves for a school outside the register."""

    name = forms.CharField(label=_("学校名称（与公章一致）"), max_length=100)
    kind = forms.ChoiceField(
        label=_("学校类型"), choices=[("", _("请选择")), *((kind.value, kind.label) for kind in _KINDS)]
    )
    province_code = forms.ChoiceField(label=_("所在省份"))
    address = forms.CharField(label=_("学校地址"), max_length=200, required=False)
    authority = BureauField(
        Organization.objects.none(),
        label=_("主管部门（本省的从系统中选）"),
        required=False,
        empty_label=_("不在系统中"),
    )
    authority_name = forms.CharField(label=_("主管部门名称（照公章填写）"), max_length=100, required=False)
    local_authority_name = forms.CharField(
        label=_("所在地教育部门（企业等办学的才填）"), max_length=100, required=False
    )
    city_name = forms.CharField(label=_("设区市教育行政部门"), max_length=100, required=False)
    province_authority_name = forms.CharField(label=_("省级教育行政部门"), max_length=100, required=False)
    programme = forms.CharField(label=_("专业名称（普通高中不填）"), max_length=80, required=False)
    cohort = forms.IntegerField(label=_("年级（入学年份）"), min_value=2000, max_value=2100)
    years = forms.DecimalField(label=_("学制（年）"), min_value=1, max_value=6, max_digits=3, decimal_places=1)
    reason = forms.ChoiceField(widget=forms.RadioSelect, label=_("转学事由"))
    term = forms.ChoiceField(label=_("自哪一学期转学"))
    applied_on = _day(_("学生与监护人申请日期"))
    reason_text = forms.CharField(
        label=_("情况说明"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    student_consent = forms.BooleanField(label=_("转学申请表上学生已签字"), required=False)
    guardian_consent = forms.BooleanField(label=_("监护人已签字（未满 18 周岁必需）"), required=False)

    def __init__(self, data: Any = None, *, school: Organization, initial: dict[str, Any] | None = None) -> None:
        today = clock.today()
        rules = policy(policy_key_of(school))
        usual = usual_term(school, before_opening=takes_arrivals(school))
        start = {
            "applied_on": today,
            "term": usual.isoformat() if usual else "",
            "years": 3,
            "student_consent": True,
            "guardian_consent": True,
        }
        super().__init__(data, initial={**start, **(initial or {})})
        self.school = school
        words = [TransferReason(word) for word in rules.parameters(today).words("transfer.reasons")]
        self.fields["reason"].choices = [(word.value, word.label) for word in [*words, *_ALSO]]  # type: ignore[attr-defined]
        self.fields["term"].choices = term_choices(school)  # type: ignore[attr-defined]
        found = [(each.code, each.name) for each in divisions.provinces()]
        self.fields["province_code"].choices = [("", _("请选择")), *found]  # type: ignore[attr-defined]
        self._offer_bureaus()
        self._ask_again_on_choice()

    def forget_empty(self) -> None:
        """While the form is being filled in, what is still empty is no mistake."""
        for name in list(self.errors):
            if not self.data.get(name):
                del self.errors[name]

    def sections(self) -> list[tuple[Any, list[tuple[Any, int]]]]:
        """Titles and bound fields with their width of six columns."""
        return [
            (_("转往的学校（系统外）"), self._bound(_SCHOOL)),
            (_("拟就读"), self._bound((("programme", 2), ("cohort", 1), ("years", 1), ("term", 2)))),
            (_("事由与申请"), self._bound(_MATTER)),
        ]

    def place(self) -> OutsidePlace:
        """What was filled in; only for a valid form."""
        found = self.cleaned_data
        names = [name for name in OutsidePlace.__dataclass_fields__ if name in found]
        return OutsidePlace(**{name: found[name] for name in names}, effective_on=date.fromisoformat(found["term"]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("authority") and not cleaned.get("authority_name", "").strip():
            self.add_error("authority_name", _("请选或填写学校的主管部门。"))
        return cleaned

    def _offer_bureaus(self) -> None:
        """Bodies of the register count in the own province only; elsewhere everything is typed in."""
        value = self.data.get("province_code") if self.is_bound else self.initial.get("province_code")
        province = self.school.province
        if province is not None and value and str(value)[:2] == province.code[:2]:
            bureaus = Organization.objects.filter(
                province=province.pk, kind__in=[Organization.Kind.COUNTY, Organization.Kind.CITY], is_active=True
            )
            self.fields["authority"].queryset = bureaus.order_by("code")  # type: ignore[attr-defined]
            self.fields["province_authority_name"].widget = forms.HiddenInput()
        else:
            del self.fields["authority"]

    def _ask_again_on_choice(self) -> None:
        """The page sends the form again when something is chosen, not while something is being written."""
        for field in self.fields.values():
            if isinstance(field.widget, forms.Select | forms.RadioSelect):
                field.widget.attrs |= _SENDS_AGAIN

    def _bound(self, layout: Any) -> list[tuple[Any, int]]:
        names = [(name, width) for name, width in layout if name in self.fields]
        return [(self[name], width) for name, width in names if not self[name].is_hidden]


class ArrivalForm(OutsideForm):
    """A student comes from a school outside the register: who it is, from where, into which class."""

    identity_number = forms.CharField(
        label=_("居民身份证号"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    student_name = forms.CharField(
        label=_("姓名"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    student_number = forms.CharField(
        label=_("原学籍号（G 或 J 开头；普通高中学生不填）"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    entered_on = _day(_("原学校入学日期"))
    guardian_name = forms.CharField(label=_("监护人姓名"), max_length=50, required=False)
    guardian_phone = forms.CharField(label=_("监护人电话"), max_length=20, required=False)
    home_address = forms.CharField(label=_("家庭住址（或暂住地）"), max_length=180, required=False)
    to_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label=_("转入班级（专业、年级随班级）"), empty_label=_("请选择班级")
    )

    def __init__(
        self, data: Any = None, *, school: Organization, initial: dict[str, Any] | None = None, person: bool = True
    ) -> None:
        super().__init__(data, school=school, initial=initial)
        found = SchoolClass.objects.open().filter(
            programme__school=school.pk, programme__is_open=True, programme__retired_on=None
        )
        self.fields["to_class"].queryset = found.select_related("programme").order_by("-cohort", "name")  # type: ignore[attr-defined]
        if not person:
            for name, _width in _PERSON:
                if name != "entered_on":
                    del self.fields[name]

    def sections(self) -> list[tuple[Any, list[tuple[Any, int]]]]:
        """The person first, who is in no register; then where from, where to, why."""
        return [
            (_("学生（照证件填写）"), self._bound(_PERSON)),
            (_("原就读学校（系统外）"), self._bound((*_SCHOOL, ("programme", 2), ("cohort", 2), ("years", 2)))),
            (_("转入本校"), self._bound((("to_class", 4), ("term", 2)))),
            (_("事由与申请"), self._bound(_MATTER)),
        ]

    def newcomer(self) -> Newcomer:
        """Who comes; only for a valid form."""
        found = self.cleaned_data
        kept = ("guardian_name", "guardian_phone", "home_address")
        return Newcomer(
            identity_number=found["identity_number"],
            name=found["student_name"],
            entered_on=found["entered_on"],
            student_number=found["student_number"],
            profile={name: found[name] for name in kept if found[name]},
        )
