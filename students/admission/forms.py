"""What comes in through the pages of admission."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.admission.actions.entering import Entered
from students.admission.lists.actions import Terms
from students.admission.models import Admission, AdmissionPaper, HealthExamination
from students.models import Programme, SchoolClass
from xueji import clock
from xueji.codes import divisions
from xueji.codes.codesets import template_set
from xueji.policies.vocabulary import AdmissionSource, HospitalGrade, InlandClass, Origin, Schooling, Season

_SPRING_UNTIL = 7
_OPTIONAL = {"schooling", "origin", "inland", "home_code"}


def day_input() -> forms.DateInput:
    """A control for a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def current_season() -> str:
    """The season that a school is taking people in for: February to July is spring."""
    return (Season.SPRING if 2 <= clock.today().month < _SPRING_UNTIL else Season.AUTUMN).value


def home_choices() -> list[tuple[str, Any]]:
    """Provinces, and not said."""
    return [("", _("未登记")), *((one.code, one.name) for one in divisions.provinces())]


def usual_check_in(today: date) -> date | None:
    """The usual day of check-in of the autumn while it is still to come: who is listed later is expected on a day that the
    school names, and is not late the moment he is listed."""
    usual = date(today.year, 9, 1)
    return usual if current_season() == Season.AUTUMN and usual >= today else None


class DeskForm(forms.Form):
    """The one field of the desk."""

    q = forms.CharField(max_length=60, required=False, strip=True)


class TermsForm(forms.Form):
    """What holds for everybody of a list: year, season, way in, day of check-in."""

    year = forms.IntegerField(label=_("招生年份"), min_value=2000, max_value=2100)
    season = forms.ChoiceField(label=_("招生季"), choices=Season.choices, widget=forms.RadioSelect)
    source = forms.ChoiceField(label=_("招生来源"), choices=AdmissionSource.choices)
    channel = forms.CharField(
        label=_("招生渠道"),
        max_length=60,
        required=False,
        help_text=_("表中没有“批次”“招生渠道”一列的，用这里填的；材料按它退回"),
    )
    check_in_due_on = forms.DateField(label=_("规定报到日期"), widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        for name, value in (
            ("year", today.year),
            ("season", current_season()),
            ("source", AdmissionSource.EXAMINATION.value),
            ("check_in_due_on", usual_check_in(today)),
        ):
            self.initial.setdefault(name, value)

    def terms(self) -> Terms:
        """The values, for the action."""
        return Terms(**{name: self.cleaned_data[name] for name in Terms.__dataclass_fields__})


class ListForm(TermsForm):
    """A list with what holds for everybody on it."""

    file = forms.FileField(
        label=_("录取名册文件"),
        help_text=_("招生考试部门下发的 Excel、WPS 表格或 CSV；列的次序不限，按列名认，认不出的由您指明一次。"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.et,.ods,.csv,.txt"}),
    )


class EntryForm(TermsForm):
    """One person typed in."""

    name = forms.CharField(label=_("姓名"), max_length=50)
    identity_type = forms.ChoiceField(label=_("证件类型"))
    identity_number = forms.CharField(
        label=_("证件号"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sex = forms.ChoiceField(
        label=_("性别"), choices=[("", _("照证件号")), ("1", _("男")), ("2", _("女"))], required=False
    )
    birth_date = forms.DateField(
        label=_("出生日期"), required=False, widget=day_input(), help_text=_("居民身份证可不填")
    )
    score = forms.DecimalField(label=_("考试总分"), required=False, max_digits=6, decimal_places=2, min_value=0)
    candidate_number = forms.CharField(label=_("考生号"), max_length=30, required=False)
    ticket_number = forms.CharField(label=_("准考证号"), max_length=30, required=False)
    notice_number = forms.CharField(label=_("录取通知书号"), max_length=30, required=False)
    came_from = forms.CharField(label=_("毕业学校"), max_length=80, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=30, required=False)
    schooling = forms.ChoiceField(label=_("入学前学历"), choices=Schooling.choices, required=False)
    origin = forms.ChoiceField(label=_("学生来源类别"), choices=Origin.choices, required=False)
    inland = forms.ChoiceField(
        label=_("内地新疆、西藏班"), choices=[("", _("不是")), *InlandClass.choices], required=False
    )
    home_code = forms.ChoiceField(label=_("生源地（省）"), choices=home_choices, required=False)
    programme = forms.ModelChoiceField(label=_("专业"), queryset=Programme.objects.none(), required=False)

    def __init__(self, *args: Any, school_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = template_set("身份证件类型")
        choices = [(code, label) for label, code in types.codes.items()] if types else []
        self.fields["identity_type"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("identity_type", "1")
        self.initial.setdefault("schooling", Schooling.JUNIOR.value)
        self.initial.setdefault("origin", Origin.MAINLAND.value)
        self.fields["programme"].queryset = programmes_of(school_id)  # type: ignore[attr-defined]

    def entered(self) -> Entered:
        """The values, for the action."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in _OPTIONAL or value}
        programme = values["programme"]
        return Entered(**values, programme_text=programme.name if programme else "")


def programmes_of(school_id: int) -> Any:
    """The programmes that a school takes people in for."""
    return Programme.objects.filter(school=school_id, is_open=True, retired_on=None).order_by(
        "major_code", "short_name"
    )


class AmendForm(forms.ModelForm):
    """What of an admission may be put right."""

    home_code = forms.ChoiceField(label=_("生源地（省）"), choices=home_choices, required=False)

    class Meta:
        model = Admission
        fields = (
            "name", "phone", "programme", "score", "candidate_number", "ticket_number", "notice_number", "came_from",
            "channel", "source", "schooling", "origin", "home_code", "inland", "integrated",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes_of(self.instance.school_id)  # type: ignore[attr-defined]


class DeferralForm(forms.Form):
    """An application for a later day."""

    applied_on = forms.DateField(label=_("申请日期"), widget=day_input())
    until = forms.DateField(label=_("申请延期至"), widget=day_input())
    reason = forms.CharField(label=_("不能如期报到的原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    student_signed = forms.BooleanField(label=_("书面申请已由学生本人签字"), required=False)
    guardian_signed = forms.BooleanField(label=_("书面申请已由家长（监护人）签字"), required=False)
    application = forms.FileField(label=_("书面申请（照片或 PDF）"), required=False)
    proof = forms.FileField(label=_("有关证明（照片或 PDF）"), required=False)

    PAPERS = (("application", AdmissionPaper.Kind.DEFERRAL), ("proof", AdmissionPaper.Kind.PROOF))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("applied_on", clock.today())


class DecisionForm(forms.Form):
    """What the school decides on an application for a later day."""

    granted_until = forms.DateField(
        label=_("准予延期至"), required=False, widget=day_input(), help_text=_("空着即照申请的日期")
    )
    decision_note = forms.CharField(
        label=_("审批意见"), max_length=200, required=False, help_text=_("不准的必须写明理由")
    )


class ExaminationForm(forms.Form):
    """A result of one person's examination or re-check."""

    examined_on = forms.DateField(label=_("日期"), widget=day_input())
    result = forms.ChoiceField(label=_("结果"), choices=HealthExamination.Result.choices, widget=forms.RadioSelect)
    hospital_name = forms.CharField(label=_("医疗单位"), max_length=60, required=False)
    hospital_grade = forms.ChoiceField(label=_("医疗单位等级"), choices=HospitalGrade.choices, required=False)
    hospital_local = forms.BooleanField(label=_("是本市（省）医疗单位"), required=False, initial=True)
    note = forms.CharField(label=_("备注"), max_length=200, required=False)
    file = forms.FileField(label=_("体检表或证明（照片或 PDF）"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("examined_on", clock.today())
        self.initial.setdefault("hospital_grade", HospitalGrade.UNKNOWN.value)
        self.fields["result"].is_needed = True  # type: ignore[attr-defined]


class GridForm(forms.Form):
    """What holds for a whole grid of results."""

    examined_on = forms.DateField(label=_("体检日期"), widget=day_input())
    hospital_name = forms.CharField(label=_("医疗单位"), max_length=60, required=False)
    hospital_grade = forms.ChoiceField(label=_("医疗单位等级"), choices=HospitalGrade.choices, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("examined_on", clock.today())
        self.initial.setdefault("hospital_grade", HospitalGrade.UNKNOWN.value)


class PaperForm(forms.Form):
    """A paper for the file."""

    kind = forms.ChoiceField(label=_("材料类别"), choices=AdmissionPaper.Kind.choices)
    file = forms.FileField(label=_("文件（照片或 PDF）"))
    document_number = forms.CharField(
        label=_("文号"), max_length=60, required=False, help_text=_("主管部门的核准须填，其他材料可空")
    )


class NoteForm(forms.Form):
    """A reason."""

    note = forms.CharField(label=_("理由"), max_length=200)


class KeepForm(forms.Form):
    """The day on which the school decides to keep a place."""

    decided_on = forms.DateField(label=_("决定日期"), widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("decided_on", clock.today())


class SchoolingForm(forms.Form):
    """That compulsory schooling was finished at the school, and on what that stands."""

    finished_on = forms.DateField(label=_("完成日期"), widget=day_input())
    note = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("如义务教育结业考核记录、证书编号；材料可在下面存入")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("finished_on", clock.today())


class DayForm(forms.Form):
    """A day: of check-in for many, or another one to come on."""

    day = forms.DateField(label=_("日期"), widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("day", clock.today())


class InlandForm(forms.Form):
    """The inland class to which people belong."""

    inland = forms.ChoiceField(
        label=_("内地新疆、西藏班"), choices=[*InlandClass.choices, ("none", _("不是"))], widget=forms.RadioSelect
    )

    def clean_inland(self) -> str:
        """None is the empty code."""
        return "" if self.cleaned_data["inland"] == "none" else self.cleaned_data["inland"]


class ClassForm(forms.Form):
    """The class into which people are put."""

    school_class = forms.ModelChoiceField(label=_("编入班级"), queryset=SchoolClass.objects.none())
    programme_confirmed = forms.BooleanField(
        label=_("已对照录取通知书，录取专业就是所选班级的专业"),
        required=False,
        help_text=_("不勾选的，录取专业不明的人不编班；也可先到该生页面“更正录取信息”里选定专业"),
    )

    def __init__(self, *args: Any, school_id: int, unknown: int = 0, **kwargs: Any) -> None:
        """`unknown` of those picked have no programme of the school: only then it is asked."""
        super().__init__(*args, **kwargs)
        if not unknown:
            del self.fields["programme_confirmed"]
        year = clock.today().year
        open_classes = SchoolClass.objects.filter(school=school_id, cohort__gte=year - 1, closed_on=None)
        self.fields["school_class"].queryset = open_classes.select_related("programme").order_by("-cohort", "name")  # type: ignore[attr-defined]
        self.fields["school_class"].label_from_instance = _class_label  # type: ignore[attr-defined]


def _class_label(row: SchoolClass) -> str:
    return f"{row.name}（{row.cohort} 级，{row.programme.short_name}）"


class ReturnForm(forms.Form):
    """That the papers went back."""

    returned_on = forms.DateField(label=_("退回日期"), widget=day_input())
    returned_to = forms.CharField(label=_("接收单位"), max_length=60)
    receipt_note = forms.CharField(label=_("交接说明"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("returned_on", clock.today())
