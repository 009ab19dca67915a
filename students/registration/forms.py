"""The form that puts a batch together: classes, or students picked in the list; and why it is late."""

from collections import Counter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.models import Student
from students.queries import StudentQuerySet
from xueji.web.asked import wholes


class BatchForm(forms.Form):
    """Either `classes` or `student` (ids picked elsewhere); everybody who waits when nothing was chosen yet."""

    classes = forms.MultipleChoiceField(label=_("班级"), required=False, widget=forms.CheckboxSelectMultiple)
    late_reason = forms.CharField(
        label=_("申请例外的理由"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, waiting: StudentQuerySet) -> None:
        super().__init__(data)
        self.waiting = waiting
        rows = waiting.values_list("school_class_id", "school_class__name", "programme__name").order_by(
            "school_class__name"
        )
        counts = Counter(rows)
        self.fields["classes"].choices = [  # type: ignore[attr-defined]
            (str(key), f"{name}（{count} 人，{programme}）") for (key, name, programme), count in counts.items()
        ]
        if data is None:
            self.initial["classes"] = [str(key) for key, _name, _programme in counts]

    @property
    def reason(self) -> dict[str, str]:
        """Why it is late, for the action."""
        return {"late_reason": self.cleaned_data["late_reason"]}

    @property
    def picked(self) -> list[int]:
        """The ids picked one by one; ids of others are no ids of ours and are refused by the action."""
        values = self.data.getlist("student") if self.is_bound else []  # type: ignore[attr-defined]
        return wholes(values)

    def clean(self) -> dict[str, Any]:
        """Nobody is picked who does not wait here."""
        picked = set(self.picked)
        if picked and len(self.students()) != len(picked):
            raise forms.ValidationError(_("所选学生有的不在本校待注册名单中，请刷新后重选。"))
        return self.cleaned_data

    def students(self) -> list[Student]:
        """Who would go into the batch."""
        found = self.waiting.select_related("person", "programme", "school_class", "school")
        if self.picked:
            return list(found.filter(pk__in=self.picked))
        if not self.is_bound:
            return list(found)
        return list(found.filter(school_class__in=wholes(self.data.getlist("classes"))))  # type: ignore[attr-defined]
