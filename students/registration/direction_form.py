"""The form on which a direction is chosen for one student or for many of one category."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from students.matters.forms import MatterForm, date_field
from students.models import Programme, SchoolClass, Student
from students.registration.models import DirectionChoice
from xueji import clock


class DirectionForm(MatterForm):
    """Only what lies inside the category can be chosen."""

    class Meta:
        model = DirectionChoice
        fields = ("to_programme", "to_class", "decided_on")

    layout: ClassVar[Any] = (
        (_("专业方向"), (("to_programme", 3), ("to_class", 3), ("decided_on", 2), ("reason_text", 4))),
    )

    decided_on = date_field(_("确定方向的日期"), initial=clock.today)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        programmes = directions_for(self.student)
        self.fields["to_programme"].queryset = programmes  # type: ignore[attr-defined]
        self.fields["to_programme"].label_from_instance = lambda each: f"{each.major_code} {each.label}"  # type: ignore[attr-defined]
        self.fields["to_class"].queryset = (  # type: ignore[attr-defined]
            SchoolClass.objects.of_school(self.school.pk)
            .open()
            .filter(cohort=self.student.cohort, programme__in=programmes)
        )
        self.fields["to_class"].required = False
        self.fields["to_class"].empty_label = _("暂留原班")  # type: ignore[attr-defined]

    def clean_decided_on(self) -> Any:
        """Nobody decided tomorrow."""
        day = self.cleaned_data["decided_on"]
        if day > clock.today():
            raise forms.ValidationError(_("确定日期不能在今天之后。"))
        return day

    def clean(self) -> dict[str, Any]:
        """The class is one of the direction."""
        found = super().clean() or {}
        school_class, programme = found.get("to_class"), found.get("to_programme")
        if school_class and programme and school_class.programme_id != programme.pk:
            self.add_error("to_class", _("这个班不是所选专业方向的班，请另选或暂留原班。"))
        return found


def directions_for(student: Student) -> Any:
    """The programmes of the school inside the category under which the student registered, offered to the cohort."""
    found = Programme.objects.of_school(student.school_id).offered(student.cohort)
    if not student.programme.is_category:
        return found.none()
    category = student.programme.category_code
    return found.filter(major_code__startswith=category).exclude(major_code=category)
