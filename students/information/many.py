"""One change for many students: a street was renamed, a village became a street office."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.information.fields import FOR_MANY, label_of, shown
from students.information.forms import InformationForm
from students.information.reading import choices_of, is_choice, read_entry
from students.matters.forms import Layout
from students.models import Student
from xueji.errors import Invalid

SHOWN = 300


class How(models.TextChoices):
    """By which rule an entry changes."""

    REPLACE = "replace", gettext_lazy("把其中的文字换成新的")
    SET = "set", gettext_lazy("全部改成同一内容")
    FILL = "fill", gettext_lazy("只填没有登记的，内容相同")
    EACH = "each", gettext_lazy("逐人填写")


@dataclass(frozen=True)
class Line:
    """What becomes of one student's entry; `after` equals `before` where the rule does not touch it. `typed` is what was
    filled in for this student alone, `now` what stands as it is shown."""

    student: Student
    before: str
    after: str
    problem: str = ""
    typed: str = ""
    now: str = ""

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
        asked = str(self.data.get("entry", "")) if self.is_bound else ""
        self.chosen = asked if asked in FOR_MANY else FOR_MANY[0]
        self.rule = str(self.data.get("how", How.REPLACE)) if self.is_bound else How.REPLACE.value
        self._follow_rule()

    @property
    def is_each(self) -> bool:
        """Whether a value is typed for each student."""
        return self.rule == How.EACH

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The labels of an entry that is chosen from a list."""
        return list(choices_of(self.chosen)) if is_choice(self.chosen) else []

    @property
    def shape(self) -> str:
        """Another entry, another rule or another outcome draws the list of students anew."""
        outcome = [] if self.is_each else [(line.after, line.problem) for line in self.lines]
        return sha256(f"{super().shape}{self.chosen}{self.rule}{outcome}".encode()).hexdigest()[:16]

    def rows(self) -> list[Line]:
        """Each student with what stands and what was typed, before and after the rule was asked."""
        if self.lines or not self.is_each:
            return self.lines
        return [self._own_line(student) for student in self.students]

    def clean(self) -> dict[str, Any]:
        """What the rule makes of each; somebody has to be touched by it."""
        found = super().clean() or {}
        if self.errors:
            return found
        if found["how"] == How.REPLACE and not found.get("old_text"):
            self.add_error("old_text", _("请填写要换掉的文字。"))
            return found
        self.lines = [self._line(student, found) for student in self.students]
        wrong = sum(1 for line in self.lines if line.problem)
        if wrong and self.is_each:
            raise forms.ValidationError(_("有 %(count)d 人填写的内容有误，见逐人核对。") % {"count": wrong})
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

    def _follow_rule(self) -> None:
        """Only what the rule asks for: the old text where it is replaced, one new value unless each has its own."""
        if self.is_bound and self.rule != How.REPLACE:
            del self.fields["old_text"]
        if self.is_each:
            del self.fields["new_text"]
        elif self.choices and self.rule != How.REPLACE:
            self.fields["new_text"] = forms.ChoiceField(label=_("新内容"), choices=[("", _("请选择")), *self.choices])

    def _line(self, student: Student, found: dict[str, Any]) -> Line:
        name = found["entry"]
        before = str(self.present[student.pk][name])
        if self.is_each:
            return self._own_line(student)
        if found["how"] == How.REPLACE:
            after = before.replace(found["old_text"], found["new_text"])
        else:
            after = before if before and found["how"] == How.FILL else found["new_text"]
        return self._read_line(student, name, before, after)

    def _own_line(self, student: Student) -> Line:
        typed = str(self.data.get(f"value-{student.pk}", "")).strip()
        before = str(self.present[student.pk][self.chosen])
        return self._read_line(student, self.chosen, before, typed or before)

    def _read_line(self, student: Student, name: str, before: str, after: str) -> Line:
        now = shown(name, before)
        if after == before:
            return Line(student, before, before, now=now)
        try:
            return Line(student, before, read_entry(name, after), typed=after, now=now)
        except Invalid as error:
            return Line(student, before, after, str(error.message), typed=after, now=now)
