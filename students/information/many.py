"""One change for many students: a street was renamed, a village became a street office."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.information.fields import FOR_MANY, label_of
from students.information.forms import InformationForm
from students.information.reading import is_choice, read_entry
from students.matters.forms import Layout
from students.models import Student
from xueji.errors import Invalid

SHOWN = 300


class How(models.TextChoices):
    """By which rule an entry changes."""

    REPLACE = "replace", gettext_lazy("把其中的文字换成新的")
    SET = "set", gettext_lazy("全部改成同一内容")


@dataclass(frozen=True)
class Line:
    """What becomes of one student's entry; `after` equals `before` where the rule does not touch it."""

    student: Student
    before: str
    after: str
    problem: str = ""

    @property
    def changes(self) -> bool:
        """Whether the student goes into the case."""
        return self.after != self.before and not self.problem


class ManyInformationForm(InformationForm):
    """An entry, a rule, and what it makes of each student; who is not touched by it is left out."""

    layout: ClassVar[Layout] = (
        (
            gettext_lazy("变更什么"),
            (("entry", 3), ("how", 3), ("old_text", 3), ("new_text", 3), ("proof_received_on", 3)),
        ),
    )
    extra_template: ClassVar[str] = "information/_many.html"

    entry = forms.ChoiceField(label=gettext_lazy("变更项目"))
    how = forms.ChoiceField(
        label=gettext_lazy("怎样改"), choices=How.choices, initial=How.REPLACE, widget=forms.RadioSelect
    )
    old_text = forms.CharField(label=gettext_lazy("原文字"), max_length=60, required=False)
    new_text = forms.CharField(label=gettext_lazy("新内容"), max_length=180)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["entry"].choices = [(name, label_of(name)) for name in FOR_MANY]  # type: ignore[attr-defined]
        self.fields["old_text"].is_needed = True  # type: ignore[attr-defined]
        self.lines: list[Line] = []
        if self.is_bound and self.data.get("how") == How.SET:
            del self.fields["old_text"]

    def clean(self) -> dict[str, Any]:
        """What the rule makes of each; somebody has to be touched by it."""
        found = super().clean() or {}
        if self.errors:
            return found
        if found["how"] == How.REPLACE and not found.get("old_text"):
            self.add_error("old_text", _("请填写要换掉的文字。"))
            return found
        self.lines = [self._line(student, found) for student in self.students]
        if not any(line.changes for line in self.lines):
            raise forms.ValidationError(
                _("按这条规则没有一名学生的“%(entry)s”会变。") % {"entry": label_of(found["entry"])}
            )
        return found

    def matters(self) -> list[Any]:
        """A row for each student whom the rule touches."""
        name = self.cleaned_data["entry"]
        lines = {line.student.pk: line for line in self.lines if line.changes}
        rows = [row for row in super().matters() if row.student_id in lines]
        for row in rows:
            row.entries = {name: lines[row.student_id].after}
            row.before = {name: lines[row.student_id].before}
        return rows

    @property
    def touched(self) -> int:
        """How many students the rule touches."""
        return sum(1 for line in self.lines if line.changes)

    @property
    def left_out(self) -> int:
        """How many it leaves alone."""
        return len(self.lines) - self.touched

    def _line(self, student: Student, found: dict[str, Any]) -> Line:
        name = found["entry"]
        before = str(self.present[student.pk][name])
        replaces = found["how"] == How.REPLACE
        after = before.replace(found["old_text"], found["new_text"]) if replaces else found["new_text"]
        if after == before:
            return Line(student, before, before)
        try:
            return Line(student, before, after if is_choice(name) else read_entry(name, after))
        except Invalid as error:
            return Line(student, before, after, str(error.message))
