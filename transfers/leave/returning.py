"""Back into a class: the choice on the form, the columns of the record that follow from it, the leave that ends."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.utils.translation import gettext as _

from students.changes import Change
from students.models import SchoolClass, Student
from students.statuses import ChangeKind, Status
from transfers.leave.models import Leave, Restoration, Resumption
from xueji.errors import Conflict, Invalid

# The profile's entry that an extension leaves, so that the ledger has what it changed.
EXTENDED = "leave_extended_until"


class ClassChoice(forms.ModelChoiceField):
    """A class with its grade and programme in front of its name."""

    def label_from_instance(self, obj: SchoolClass) -> str:
        known = {"cohort": obj.cohort, "programme": obj.programme.name, "name": obj.name}
        return _("%(cohort)d级 %(programme)s %(name)s") % known


def classes_for(student: Student) -> "QuerySet[SchoolClass]":
    """Open classes of the school of the student's grade and of later ones, those of the own programme first."""
    own = Case(
        When(programme=student.programme_id, then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    found: QuerySet[SchoolClass] = SchoolClass.objects.open().filter(
        school=student.school_id, cohort__gte=student.cohort
    )
    return found.alias(own=own).select_related("programme").order_by("-own", "cohort", "name")


def class_choice(student: Student) -> ClassChoice:
    """The field in which the school says where the student goes; empty while it has not."""
    return ClassChoice(label=_("编入班级"), queryset=classes_for(student), required=False, empty_label=_("待学校安排"))


def class_text(to_class: SchoolClass | None) -> str:
    """Grade, programme and name of a class, or that it is still to be chosen."""
    if to_class is None:
        return _("待学校安排")
    return _("%(cohort)d级 %(programme)s %(name)s") % {
        "cohort": to_class.cohort,
        "programme": to_class.programme.name,
        "name": to_class.name,
    }


def back_to_studies(row: Resumption | Restoration, kind: ChangeKind, columns: dict[str, Any] | None = None) -> Change:
    """The change of a student who studies again, in the class chosen. `row.student` is locked and fresh.

    Raises Invalid without a class, Conflict when the class is another school's or of a grade ahead by now.
    """
    student, to_class = row.student, row.to_class
    if to_class is None:
        raise Invalid(_("还没有给该生安排班级，请退回补填。"), field="to_class")
    if to_class.school_id != student.school_id or to_class.cohort < student.cohort:
        raise Conflict(_("所编班级不在本校，或年级高于该生，请退回核对。"))
    place = {
        "programme_id": to_class.programme_id,
        "school_class_id": to_class.pk,
        "cohort": to_class.cohort,
    }
    moved = {name: value for name, value in place.items() if getattr(student, name) != value}
    extended = row.leave is not None and row.leave.is_extension
    return Change(
        student=student,
        kind=kind,
        to_status=Status.STUDYING,
        columns=moved | (columns or {}),
        profile={EXTENDED: None} if extended else {},
        effective_on=row.resumes_on,
    )


def leaves_end(rows: Sequence[Resumption | Restoration]) -> None:
    """Write on the leaves of students who are back when they ended."""
    leaves = []
    for row in rows:
        if row.leave is not None:
            row.leave.ended_on = max(last_day_of_leave(row.leave, row.resumes_on), row.leave.starts_on)
            leaves.append(row.leave)
    Leave.objects.bulk_update(leaves, ["ended_on"])


def leaves_run_again(rows: Sequence[Resumption | Restoration]) -> None:
    """What :func:`leaves_end` wrote, taken back."""
    Leave.objects.filter(pk__in=[row.leave_id for row in rows if row.leave_id]).update(ended_on=None)


def last_day_of_leave(leave: Leave, back_on: date) -> date:
    """The last day as approved, or the day before an earlier return."""
    return min(leave.ends_on, back_on - timedelta(days=1))
