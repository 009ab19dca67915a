"""The form of a retention: for one student fields, for a list a grid that may be typed or pasted."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.matters.forms import Layout, MatterForm
from students.models import SchoolClass, Student
from transfers.studies.models import Retention
from transfers.studies.places import following_classes, usual_following
from transfers.studies.retention.candidates import candidates
from transfers.studies.retention.pasting import pasted_results
from xueji import clock

# What differs from student to student.
EACH = ("failed_courses", "year_courses", "exempted_courses", "conduct_failed", "to_class", "agrees_to_major")
_YEARS = 3
_SUMMER = 5


class FollowingClass(forms.ModelChoiceField):
    """A class of the year behind, with its programme and how many it has."""

    def label_from_instance(self, school_class: SchoolClass) -> str:
        """``26计算机1班（计算机应用，38 人）``."""
        return _("%(name)s（%(programme)s，%(present)d 人）") % {
            "name": school_class.name,
            "programme": school_class.programme.name,
            "present": school_class.present,  # type: ignore[attr-defined]
        }


class ResultsForm(forms.ModelForm):
    """One student's line of the grid."""

    to_class = forms.TypedChoiceField(label=gettext_lazy("随读班级"), required=False, empty_value=None, coerce=int)

    class Meta:
        model = Retention
        fields = ("failed_courses", "year_courses", "exempted_courses", "conduct_failed", "agrees_to_major")

    def __init__(self, *args: Any, places: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to_class"].choices = places  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.required = False
            css = {"to_class": "form-select", "conduct_failed": "", "agrees_to_major": ""}.get(name, "form-control")
            field.widget.attrs.update({"class": css, "aria-label": str(field.label)})

    def clean(self) -> dict[str, Any]:
        """Parts are no more than the whole."""
        found = super().clean() or {}
        for name in ("failed_courses", "year_courses", "exempted_courses"):
            if name not in self.errors:
                found[name] = found.get(name) or 0
        total = found.get("year_courses") or 0
        for name in ("failed_courses", "exempted_courses"):
            if (found.get(name) or 0) > total:
                self.add_error(name, _("不能多于课程总门数。"))
        return found


@dataclass(frozen=True)
class GridRow:
    """A student with the line's form."""

    student: Student
    form: ResultsForm


class RetentionForm(MatterForm):
    """The year and what holds for all; the results of each."""

    layout: ClassVar[Layout] = (
        (
            gettext_lazy("哪一学年的成绩"),
            (("school_year", 3), ("makeup_done", 3), ("credit_system", 3), ("pasted", 6)),
        ),
    )
    extra_template: ClassVar[str] = "studies/_retention_grid.html"

    school_year = forms.TypedChoiceField(label=gettext_lazy("成绩所属学年"), coerce=int)
    pasted = forms.CharField(
        label=gettext_lazy("从表格粘贴：每行 学号、不及格门数、总门数（操行不合格的末尾加“操行”）"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Retention
        fields = ("school_year", "makeup_done", "credit_system")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        this_year = judged_year()
        self.fields["school_year"].choices = [  # type: ignore[attr-defined]
            (year, f"{year}—{year + 1}") for year in range(this_year + 1, this_year - _YEARS, -1)
        ]
        self.initial.setdefault("school_year", this_year)
        self.paste_errors: list[str] = []
        if self.is_bound and (text := self.data.get("pasted", "").strip()):
            self.data, self.paste_errors = pasted_results(self.data, text, self.students)
        if len(self.students) == 1:
            del self.fields["pasted"]
        self.grid = self._grid()

    def is_valid(self) -> bool:
        """The whole and each line."""
        lines = [row.form.is_valid() for row in self.grid] if self.is_bound else []
        return super().is_valid() and all(lines)

    def clean(self) -> dict[str, Any]:
        """What could not be pasted is said, and wrong lines are counted."""
        found = super().clean() or {}
        for message in self.paste_errors:
            self.add_error("pasted", message)
        wrong = [row.student.name for row in self.grid if not row.form.is_valid()]
        if wrong:
            raise forms.ValidationError(_("成绩有误：%(names)s。") % {"names": "、".join(wrong[:10])})
        return found

    def matters(self) -> list[Any]:
        """A row for each student with the line's results."""
        found = super().matters()
        lines = {row.student.pk: row.form.cleaned_data for row in self.grid}
        classes = {each.pk: each for each in self.classes}
        for matter in found:
            line = lines[matter.student_id]
            for name in EACH:
                setattr(matter, name, classes.get(line[name]) if name == "to_class" else line[name])
        return found

    def _grid(self) -> list[GridRow]:
        self.classes = following_classes(self.school, {student.cohort for student in self.students})
        known = self._known()
        return [
            GridRow(
                student,
                ResultsForm(
                    self.data if self.is_bound else None,
                    prefix=f"s{student.pk}",
                    initial=known.get(student.pk) or self._usual(student),
                    places=self._places(student),
                ),
            )
            for student in self.students
        ]

    def _known(self) -> dict[int, dict[str, Any]]:
        """What the draft holds, or what the results say."""
        if self.instance.pk:
            rows = Retention.objects.filter(case=self.instance.case_id)
            return {row.student_id: {name: _plain(row, name) for name in EACH} for row in rows}
        computed = candidates(self.school, int(self.initial["school_year"]))
        return {
            student.pk: self._usual(student)
            | {
                "failed_courses": found.failed_courses,
                "year_courses": found.year_courses,
                "exempted_courses": found.exempted_courses,
                "conduct_failed": found.conduct_failed,
            }
            for student in self.students
            if (found := computed.get(student.pk))
        }

    def _usual(self, student: Student) -> dict[str, Any]:
        place = usual_following(student, self.classes)
        return {"to_class": place.pk if place else ""}

    def _places(self, student: Student) -> list[tuple[str, str]]:
        label = FollowingClass(queryset=SchoolClass.objects.none()).label_from_instance
        behind = [each for each in self.classes if each.cohort == student.cohort + 1]
        return [("", _("待安排")), *((str(each.pk), label(each)) for each in behind)]


def judged_year() -> int:
    """The school year whose results are usually judged now: from May the one that ends, before that the last one."""
    today = clock.today()
    return today.year - (1 if today.month >= _SUMMER else 2)


def _plain(row: Retention, name: str) -> Any:
    return (row.to_class_id or "") if name == "to_class" else getattr(row, name)
