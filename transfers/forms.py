"""Forms of transfer. What depends on the to-school is offered for the school chosen; anything else is refused."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.models import Programme, SchoolClass
from students.parties import policy_key_of
from students.snapshots import years_text
from transfers.actions import Place
from transfers.terms import term_choices, usual_term
from xueji import clock
from xueji.organizations.models import Organization
from xueji.policies.engine.registry import get as policy
from xueji.policies.readers import reads
from xueji.policies.vocabulary import Initiator, TransferReason
from xueji.web.asked import whole

_ALSO = [TransferReason.COOPERATIVE_PROGRAMME]


class SchoolField(forms.ModelChoiceField):
    """A school with the body above it."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.parent.place or obj.parent.name}）"


class ProgrammeField(forms.ModelChoiceField):
    """A programme as registrars call it."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.major_code} {obj.name}，{years_text(obj.years)} 年制"


@reads("transfer.reasons")
class TransferForm(forms.Form):
    """Where to, why, from when. `opener` is the school that fills it in, `to_schools` what it may choose."""

    to_school = SchoolField(Organization.objects.none(), label=_("转入学校"), empty_label=_("请选择"))
    to_programme = ProgrammeField(Programme.objects.none(), label=_("转入专业"), empty_label=None)
    to_cohort = forms.TypedChoiceField(coerce=int, label=_("转入年级"))
    reason = forms.ChoiceField(widget=forms.RadioSelect, label=_("转学事由"))
    term = forms.ChoiceField(label=_("自哪一学期转入"))
    applied_on = forms.DateField(
        label=_("学生与监护人申请日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    to_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label=_("安排班级"), required=False, empty_label=_("以后再安排")
    )
    reason_text = forms.CharField(
        label=_("情况说明"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    student_consent = forms.BooleanField(label=_("转学申请表上学生已签字"), required=False)
    guardian_consent = forms.BooleanField(label=_("监护人已签字（未满 18 周岁必需）"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        opener: Organization,
        to_schools: Any,
        side: Initiator,
        cohort: int,
        major_code: str = "",
        initial: dict[str, Any] | None = None,
    ) -> None:
        rules = policy(policy_key_of(opener)).parameters(clock.today())
        before_opening = side is Initiator.TO_SCHOOL
        usual = usual_term(opener, before_opening=before_opening)
        start = {
            "applied_on": clock.today(),
            "term": usual.isoformat() if usual else "",
            "student_consent": True,
            "guardian_consent": True,
            "to_cohort": cohort,
            **(initial or {}),
        }
        super().__init__(_with_defaults(data, to_schools, cohort, major_code), initial=start)
        words = [TransferReason(word) for word in rules.words("transfer.reasons")]
        self.fields["reason"].choices = [(word.value, word.label) for word in [*words, *_ALSO]]  # type: ignore[attr-defined]
        self.fields["term"].choices = term_choices(opener)  # type: ignore[attr-defined]
        self.fields["to_school"].queryset = to_schools.select_related("parent").order_by("code")  # type: ignore[attr-defined]
        self._offer(to_schools, side)

    def _offer(self, to_schools: Any, side: Initiator) -> None:
        school = self._value("to_school")
        programmes = _programmes(to_schools, school)
        self.fields["to_programme"].queryset = programmes  # type: ignore[attr-defined]
        chosen = self._value("to_programme")
        classes = SchoolClass.objects.open().filter(programme__in=programmes.filter(pk=whole(chosen)))
        cohorts = sorted(set(classes.values_list("cohort", flat=True)), reverse=True)
        self.fields["to_cohort"].choices = [(cohort, f"{cohort} 级") for cohort in cohorts]  # type: ignore[attr-defined]
        if side is Initiator.FROM_SCHOOL:
            del self.fields["to_class"]
        else:
            self.fields["to_class"].queryset = classes.filter(cohort=whole(self._value("to_cohort"))).order_by("name")  # type: ignore[attr-defined]

    def _value(self, name: str) -> Any:
        value = self.data.get(name) if self.is_bound else self.initial.get(name)
        return getattr(value, "pk", value)

    def place(self) -> Place:
        """What was filled in; only for a valid form."""
        found = self.cleaned_data
        return Place(
            to_school=found["to_school"],
            to_programme=found["to_programme"],
            to_cohort=found["to_cohort"],
            to_class=found.get("to_class"),
            reason=found["reason"],
            reason_text=found["reason_text"],
            applied_on=found["applied_on"],
            effective_on=date.fromisoformat(found["term"]),
            student_consent=found["student_consent"],
            guardian_consent=found["guardian_consent"],
        )


class ClaimForm(forms.Form):
    """What a student who wants to come shows: number and name, both exact."""

    identity_number = forms.CharField(
        label=_("身份证件号"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("姓名"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class ClassForm(forms.Form):
    """The class that the to-school gives."""

    school_class = forms.ModelChoiceField(SchoolClass.objects.none(), label=_("班级"), empty_label=_("请选择班级"))

    def __init__(self, data: Any = None, *, classes: Any) -> None:
        super().__init__(data)
        self.fields["school_class"].queryset = classes  # type: ignore[attr-defined]


def _programmes(to_schools: Any, school: Any) -> Any:
    found = Programme.objects.in_use().filter(school=whole(school), is_open=True).order_by("major_code", "pk")
    return found if to_schools.filter(pk=whole(school)).exists() else found.none()


def _with_defaults(data: Any, to_schools: Any, cohort: int, major_code: str) -> Any:
    """A posted form whose school was changed still names the old school's programme: propose the same major there.

    Not when it is to be saved: what is saved is what was sent, or nothing.
    """
    if data is None or "save" in data or not data.get("to_school"):
        return data
    data = data.copy()
    programmes = list(_programmes(to_schools, data["to_school"]))
    chosen = next((each for each in programmes if str(each.pk) == data.get("to_programme")), None)
    if chosen is None and programmes:
        chosen = next((each for each in programmes if each.major_code == major_code), programmes[0])
        data["to_programme"] = str(chosen.pk)
        data["to_class"] = ""
    cohorts = (
        set(SchoolClass.objects.open().filter(programme=chosen).values_list("cohort", flat=True)) if chosen else set()
    )
    if whole(data.get("to_cohort")) not in cohorts and cohorts:
        data["to_cohort"] = str(cohort if cohort in cohorts else max(cohorts))
        data["to_class"] = ""
    return data
