"""Forms of the way into a special school and back."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from students.matters.forms import MatterForm, date_field
from students.models import SchoolClass
from transfers.special_school.models import SpecialPlacement, SpecialReturn
from xueji import clock


class SpecialPlacementForm(MatterForm):
    """送专门学校."""

    class Meta:
        model = SpecialPlacement
        fields = (
            "serious_misconduct",
            "unlawful_act",
            "unsuited",
            "decided_by",
            "decided_on",
            "special_school",
            "starts_on",
        )

    layout: ClassVar[Any] = (
        (_("情形"), (("serious_misconduct", 2), ("unlawful_act", 2), ("unsuited", 2))),
        (_("决定与去向"), (("decided_by", 3), ("decided_on", 3), ("special_school", 3), ("starts_on", 3))),
    )

    decided_on = date_field(_("决定日期"))
    starts_on = date_field(_("入专门学校日期"))

    def clean(self) -> dict[str, Any]:
        """Decided by now, and before the student goes."""
        found = super().clean() or {}
        if found.get("decided_on") and found["decided_on"] > clock.today():
            self.add_error("decided_on", _("不能在今天之后。"))
        if found.get("decided_on") and found.get("starts_on") and found["starts_on"] < found["decided_on"]:
            self.add_error("starts_on", _("不能早于决定日期。"))
        return found


class SpecialReturnForm(MatterForm):
    """从专门学校转回: any class of the student's own programme that has not left school."""

    class Meta:
        model = SpecialReturn
        fields = ("good_conduct", "report_on", "to_class")

    layout: ClassVar[Any] = (
        (_("表现鉴定"), (("good_conduct", 3), ("report_on", 3))),
        (_("转回后的班级"), (("to_class", 3),)),
    )
    school_fields: ClassVar[frozenset[str]] = frozenset({"to_class"})

    report_on = date_field(_("表现鉴定日期"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "to_class" in self.fields:
            classes = (
                SchoolClass.objects.open()
                .filter(programme=self.student.programme_id, cohort__gte=self.student.cohort)
                .order_by("cohort", "name")
            )
            self.fields["to_class"].queryset = classes  # type: ignore[attr-defined]
            # A student who applied left it open.
            self.initial["to_class"] = self.initial.get("to_class") or self.student.school_class_id

    def clean_report_on(self) -> Any:
        """The report is there."""
        if self.cleaned_data["report_on"] > clock.today():
            raise forms.ValidationError(_("不能在今天之后。"))
        return self.cleaned_data["report_on"]
