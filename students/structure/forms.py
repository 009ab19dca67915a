"""Forms of programmes, classes, moves and promotion."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.matters.forms import date_field
from students.models import IntegratedType, Programme, SchoolClass, Student, StudyForm
from students.structure.programmes import Offer
from xueji import clock
from xueji.codes.majors import groups
from xueji.errors import Invalid

MAJOR, DIRECTION, CATEGORY = "major", "direction", "category"
KINDS = [(MAJOR, _("专业")), (DIRECTION, _("专业方向")), (CATEGORY, _("专业大类（先大类后定方向）"))]
_YEARS = [(Decimal(value), label) for value, label in (("1", "1 年"), ("2", "2 年"), ("2.5", "2.5 年"), ("3", "3 年"))]
_LONGER = [(Decimal(str(value)), f"{value} 年") for value in (4, 5, 6)]


def told(form: forms.Form, error: Invalid) -> None:
    """Put a refusal under its field, or above the form where it names none that the form has."""
    form.add_error(error.field if error.field in form.fields else None, str(error.message))


class ProgrammeForm(forms.Form):
    """What a school says of a programme. `kind` chooses which of code, parent and category are looked at."""

    kind = forms.ChoiceField(label=_("类别"), choices=KINDS, widget=forms.RadioSelect, initial=MAJOR)
    major_code = forms.CharField(label=_("专业代码"), max_length=6, required=False)
    name = forms.CharField(label=_("专业名称"), max_length=50, required=False)
    category_code = forms.ChoiceField(label=_("专业大类"), required=False)
    parent = forms.ModelChoiceField(
        label=_("上级专业或大类"), queryset=Programme.objects.none(), required=False, empty_label="—"
    )
    direction = forms.CharField(label=_("专业方向"), max_length=50, required=False)
    short_name = forms.CharField(label=_("简称"), max_length=50)
    school_code = forms.CharField(label=_("校内代码"), max_length=12, required=False)
    years = forms.TypedChoiceField(label=_("学制"), choices=_YEARS + _LONGER, coerce=Decimal, initial=Decimal(3))
    max_years = forms.DecimalField(
        label=_("最长修业年限（年）"), max_digits=2, decimal_places=1, min_value=1, required=False
    )
    study_form = forms.ChoiceField(
        label=_("学习形式"), choices=StudyForm, widget=forms.RadioSelect, initial="full_time"
    )
    integrated = forms.BooleanField(label=_("中高职一体化（贯通）培养"), required=False)
    integrated_type = forms.ChoiceField(label=_("一体化类型"), choices=IntegratedType, required=False)
    partner_college = forms.CharField(label=_("对口培养高校"), max_length=60, required=False)
    fee_exempt_special = forms.BooleanField(label=_("免学费特殊专业"), required=False)
    is_open = forms.BooleanField(label=_("招生中"), required=False, initial=True)
    offered_from = forms.IntegerField(label=_("自哪一级起"), min_value=1990, max_value=2100, required=False)
    offered_until = forms.IntegerField(label=_("至哪一级止"), min_value=1990, max_value=2100, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        school_id: int,
        programme: Programme | None = None,
        start: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=start or {} if programme is None else _said_of(programme))
        parents = Programme.objects.of_school(school_id).in_use().filter(parent__isnull=True)
        if programme is not None:
            parents = parents.exclude(pk=programme.pk)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        known = [("", "—"), *((code, f"{code} {name}") for code, name in groups().items())]
        self.fields["category_code"].choices = known  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The kind asks for its own field."""
        found = super().clean() or {}
        wanted = {
            MAJOR: ("major_code", _("请填专业代码，或在目录中查找。")),
            DIRECTION: ("parent", _("请选这个方向属于哪个专业或大类。")),
            CATEGORY: ("category_code", _("请选专业大类。")),
        }
        name, sentence = wanted.get(found.get("kind", ""), ("kind", _("请选类别。")))
        if not found.get(name):
            self.add_error(name, sentence)
        if found.get("kind") == DIRECTION and not found.get("direction"):
            self.add_error("direction", _("请写方向的名称。"))
        return found

    def offer(self) -> Offer:
        """What was filled in, without what another kind would use."""
        found = dict(self.cleaned_data)
        kind, parent = found.pop("kind"), found.pop("parent")
        found["parent_id"] = parent.pk if parent is not None and kind == DIRECTION else None
        if kind != CATEGORY:
            found["category_code"] = ""
        if kind != DIRECTION:
            found["direction"] = ""
        return Offer(**found)


def _said_of(programme: Programme) -> dict[str, Any]:
    kind = CATEGORY if programme.is_category else (DIRECTION if programme.parent_id else MAJOR)
    names = [name for name in ProgrammeForm.base_fields if name not in ("kind", "parent")]
    known = {name: getattr(programme, name) for name in names}
    known["years"] = programme.years.normalize() if programme.years % 1 else Decimal(int(programme.years))
    return known | {"kind": kind, "parent": programme.parent_id}


class ExchangeForm(forms.Form):
    """A new code for a programme whose code the catalogue changed."""

    major_code = forms.CharField(label=_("新专业代码"), max_length=6)
    name = forms.CharField(label=_("新专业名称"), max_length=50, required=False, help_text=_("不填取目录中的名称"))
    cohort = forms.IntegerField(label=_("自哪一级起用新代码"), min_value=2000, max_value=2100)


class RetireForm(forms.Form):
    """From when on it is not offered."""

    on = date_field(_("停用日期"))


class CatalogueForm(forms.Form):
    """A search in the catalogue of majors: part of a name or a code, a category."""

    q = forms.CharField(label=_("代码或名称"), max_length=30, required=False)
    group = forms.ChoiceField(label=_("专业大类"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["group"].choices = [("", _("全部大类")), *groups().items()]  # type: ignore[attr-defined]


class ClassForm(forms.Form):
    """A class: programme and cohort only when it is opened."""

    programme = forms.ModelChoiceField(label=_("专业"), queryset=Programme.objects.none())
    cohort = forms.IntegerField(label=_("年级（入学年份）"), min_value=2000, max_value=2100)
    name = forms.CharField(label=_("班级名称"), max_length=40)
    capacity = forms.IntegerField(label=_("限额"), min_value=1, max_value=200, initial=45)
    teacher_name = forms.CharField(label=_("班主任"), max_length=50, required=False)
    campus = forms.CharField(label=_("校区或教学点"), max_length=50, required=False)

    def __init__(self, data: Any = None, *, school_id: int, school_class: SchoolClass | None = None) -> None:
        start: dict[str, Any] = {"cohort": clock.today().year}
        if school_class is not None:
            start = {name: getattr(school_class, name) for name in ("name", "capacity", "teacher_name", "campus")}
        super().__init__(data, initial=start)
        if school_class is not None:
            del self.fields["programme"], self.fields["cohort"]
        else:
            offered = Programme.objects.of_school(school_id).offered()
            self.fields["programme"].queryset = offered  # type: ignore[attr-defined]
            self.fields["programme"].label_from_instance = _programme_label  # type: ignore[attr-defined]


def _programme_label(programme: Programme) -> str:
    return f"{programme.major_code} {programme.label}（{programme.years.normalize():f} 年）"


class DayForm(forms.Form):
    """As on which day the list of a class is looked at."""

    day = date_field(_("截至日期"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["day"].widget.attrs |= {"aria-label": _("截至日期"), "class": "form-control xj-w-auto"}


class PickedForm(forms.Form):
    """The students that were picked, by id."""

    student = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: Any, *, students: Iterable[int]) -> None:
        super().__init__(data)
        self.fields["student"].choices = [(pk, pk) for pk in students]  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Into which class, since when."""

    to_class = forms.ModelChoiceField(label=_("调入班级"), queryset=SchoolClass.objects.none(), empty_label=None)
    effective_on = date_field(_("生效日期"))
    reason = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, classes: Any) -> None:
        super().__init__(data, initial={"effective_on": clock.today()})
        self.fields["to_class"].queryset = classes  # type: ignore[attr-defined]
        self.fields["to_class"].label_from_instance = _class_label  # type: ignore[attr-defined]


def _class_label(group: SchoolClass) -> str:
    return f"{group.cohort} 级 {group.name}　{group.programme.label}"


class SplitForm(forms.Form):
    """The class that is opened beside another."""

    name = forms.CharField(label=_("新班名称"), max_length=40)
    teacher_name = forms.CharField(label=_("班主任"), max_length=50, required=False)
    campus = forms.CharField(label=_("校区或教学点"), max_length=50, required=False)
    effective_on = date_field(_("生效日期"))


class MergeForm(forms.Form):
    """Into which class all go."""

    target = forms.ModelChoiceField(label=_("并入班级"), queryset=SchoolClass.objects.none(), empty_label=None)
    effective_on = date_field(_("生效日期"))

    def __init__(self, data: Any = None, *, source: SchoolClass) -> None:
        super().__init__(data, initial={"effective_on": clock.today()})
        same = (
            SchoolClass.objects.of_school(source.school_id)
            .open()
            .filter(programme=source.programme_id, cohort=source.cohort)
        )
        self.fields["target"].queryset = same.exclude(pk=source.pk).select_related("programme")  # type: ignore[attr-defined]
        self.fields["target"].label_from_instance = _class_label  # type: ignore[attr-defined]


class ChoicesForm(forms.Form):
    """What a person decided of each of whom something is asked."""

    CHOICES = [("", _("未定")), ("promote", _("升级")), ("wait", _("先不升"))]

    def __init__(self, data: Any = None, *, students: Sequence[Student], chosen: dict[str, str]) -> None:
        super().__init__(data)
        for student in students:
            self.fields[f"choice-{student.pk}"] = forms.ChoiceField(
                choices=self.CHOICES, required=False, label=student.name, initial=chosen.get(str(student.pk), "")
            )

    def choices(self) -> dict[int, str]:
        """By student id."""
        return {int(name.partition("-")[2]): value for name, value in self.cleaned_data.items()}
