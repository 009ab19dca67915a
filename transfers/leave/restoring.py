"""退伍后恢复学籍 as a kind of case (Zhejiang 43, paragraph 2; Beijing 22, paragraph 1, item 2)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.changes import Change
from students.matters.forms import Layout, MatterForm, date_field
from students.matters.gathering import Gathering
from students.matters.kind import MatterKind
from students.matters.models import Matter
from students.models import Student
from students.statuses import OPEN_STATUSES, ChangeKind, Status
from transfers.effects import next_school_number
from transfers.leave.facts import restoration_facts
from transfers.leave.history import current_leaves
from transfers.leave.models import Restoration
from transfers.leave.returning import (
    back_to_studies,
    class_choice,
    class_text,
    leaves_end,
    leaves_run_again,
)
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import Departure, DischargeReason, Evidence
from xueji.policies.windows import day_label

# How a student of each status stood when the army came.
_DEPARTURES = {
    Status.ON_LEAVE: Departure.ON_LEAVE,
    Status.COMPLETED: Departure.COMPLETED,
    Status.WITHDRAWN: Departure.WITHDRAWN,
}


class RestorationForm(MatterForm):
    """Day and reason of the discharge, day and class of the return."""

    discharged_on = date_field(_("退伍日期"))
    discharge_reason = forms.ChoiceField(label=_("退伍原因"), choices=DischargeReason.choices, widget=forms.RadioSelect)
    resumes_on = date_field(_("恢复学籍日期"))

    school_fields: ClassVar[frozenset[str]] = frozenset({"to_class"})
    layout: ClassVar[Layout] = (
        (_("退伍"), (("discharged_on", 2), ("discharge_reason", 4))),
        (_("恢复学籍"), (("resumes_on", 2), ("to_class", 4))),
    )

    class Meta:
        model = Restoration
        fields = ("discharged_on", "discharge_reason", "resumes_on", "to_class")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.leave = self.instance.leave if self.instance.pk else current_leaves(self.students).get(self.student.pk)
        self.initial["resumes_on"] = self.initial.get("resumes_on") or clock.today()
        if not self.for_student:
            self.fields["to_class"] = class_choice(self.student)

    def clean(self) -> dict[str, Any]:
        """First out of the army, then back at school."""
        data = super().clean() or {}
        out, back = data.get("discharged_on"), data.get("resumes_on")
        if out and back and back < out:
            self.add_error("resumes_on", _("恢复学籍日期不能早于退伍日期。"))
        return data

    def matters(self) -> list[Restoration]:
        """The row with the leave that it ends, or how the student had left."""
        rows = super().matters()
        for row in rows:
            row.leave = self.leave
            row.departure = _DEPARTURES.get(Status(self.student.status), Departure.ON_LEAVE)
        return rows


class RestorationKind(MatterKind):
    """Who was discharged studies again; the record is the one that was left."""

    key: ClassVar[str] = "restoration"
    label: ClassVar[str | Promise] = _("退伍后恢复学籍")
    prefix: ClassVar[str] = "HF"
    verb: ClassVar[str | Promise] = _("同意恢复学籍")
    hint: ClassVar[str | Promise] = _("入伍的学生因身体等原因退伍，回校继续学习")
    icon: ClassVar[str] = "rotate-clockwise"
    model: ClassVar[type[Matter]] = Restoration
    form_class: ClassVar[type[MatterForm]] = RestorationForm
    statuses: ClassVar[frozenset[Status]] = frozenset(_DEPARTURES)
    application: ClassVar[str] = Evidence.RESTORATION_APPLICATION.value

    def gather(self, gathering: Gathering) -> dict[int, Any]:
        """How the student had left, why and when the service ended, the class."""
        return restoration_facts(gathering)

    def changes(self, case: Case, matters: Sequence[Restoration]) -> list[Change]:
        """Studying again; who had left is on the register again, with a number that is free."""
        return [back_to_studies(row, ChangeKind.RESTORATION, _back_on_register(row)) for row in matters]

    def after_apply(self, case: Case, matters: Sequence[Restoration], scope: Scope) -> None:
        """The leave for service is over."""
        leaves_end(matters)

    def after_undo(self, case: Case, matters: Sequence[Restoration], scope: Scope) -> None:
        """It runs on."""
        leaves_run_again(matters)

    def rows(self) -> Any:
        """With leave and class."""
        return Restoration.objects.select_related("leave", "to_class__programme")

    def sentences(self, matter: Restoration) -> list[str]:
        """What happens with the effect."""
        known = {"day": day_label(matter.resumes_on), "place": class_text(matter.to_class)}
        return [
            gettext("学籍状态改为“在读”，自%(day)s起，学籍号不变") % known,
            gettext("编入%(place)s；专业、年级随班级") % known,
        ]

    def described(self, matter: Restoration) -> list[tuple[str, str]]:
        """The return in words."""
        return [
            (gettext("入伍时学籍"), str(Departure(matter.departure).label)),
            (gettext("退伍"), f"{day_label(matter.discharged_on)}，{DischargeReason(matter.discharge_reason).label}"),
            (gettext("恢复学籍日期"), day_label(matter.resumes_on)),
            (gettext("编入班级"), class_text(matter.to_class)),
        ]


def _back_on_register(row: Restoration) -> dict[str, Any]:
    """The columns of somebody who had left: no day of leaving, and a school number that nobody else has meanwhile."""
    student = row.student
    if student.is_open:
        return {}
    taken = Student.objects.filter(
        school=student.school_id, school_number=student.school_number, status__in=OPEN_STATUSES
    )
    if not taken.exists():
        return {"left_on": None}
    assert row.to_class is not None
    return {"left_on": None, "school_number": next_school_number(student.school_id, row.to_class.cohort)}
