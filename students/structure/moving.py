"""Moving students between classes of one school, with history."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from students.models import SchoolClass, Student
from students.statuses import OPEN_STATUSES
from students.structure.guarding import require_own, said
from students.structure.membership import steps_of
from students.structure.models import ClassMove, Reshaping
from xueji import clock
from xueji.errors import Conflict, Invalid
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date_full


@transaction.atomic
def students_move(
    *,
    actor: Scope,
    students: Sequence[int],
    to_class: SchoolClass,
    effective_on: date,
    reason: str = "",
    why: str = ClassMove.Why.MOVE,
    reshaping: Reshaping | None = None,
) -> list[ClassMove]:
    """Put students of these ids into another class since a day, all or none. Those who are in it already stay out of it.

    Raises Invalid for a student of another programme or cohort (field "to_class": those are cases of their own), for a
    day to come or before the last change of class (field "effective_on"); Conflict for a closed class.
    """
    require_own(actor, to_class)
    to_class = SchoolClass.objects.select_for_update().get(pk=to_class.pk)
    moving = _movable(students, to_class, effective_on)
    rows = [
        ClassMove(
            school_id=to_class.school_id,
            student=student,
            from_class_id=student.school_class_id,
            to_class=to_class,
            effective_on=effective_on,
            why=why,
            reason=reason,
            reshaping=reshaping,
            recorded_by_id=actor.user_id,
            recorded_at=clock.now(),
        )
        for student in moving
    ]
    Student.objects.filter(pk__in=[student.pk for student in moving]).update(school_class=to_class)
    said(actor, "students_moved", "class", to_class.pk, students=[student.pk for student in moving], why=why)
    return ClassMove.objects.bulk_create(rows, batch_size=500)


def misfit(students: Iterable[Student], to_class: SchoolClass) -> str:
    """Why these students cannot simply be moved into the class; empty when they can."""
    for student in students:
        known = {"name": student.name, "own": student.programme.label, "other": to_class.programme.label}
        if student.programme_id != to_class.programme_id:
            return _("%(name)s读“%(own)s”，该班是“%(other)s”。换专业或方向须先办“转专业”，办结时编入新班。") % known
        if student.cohort != to_class.cohort:
            known |= {"cohort": str(student.cohort), "wanted": str(to_class.cohort)}
            return _("%(name)s是 %(cohort)s 级，该班是 %(wanted)s 级。换年级须办留级、复学等，不能用调班。") % known
    return ""


def _movable(students: Sequence[int], to_class: SchoolClass, day: date) -> list[Student]:
    """Those of the students, locked, who change their class by it; raises what `students_move` says."""
    if to_class.closed_on is not None:
        raise Conflict(_("“%(name)s”已经撤了，不能再调入学生。") % {"name": to_class.name})
    found = _locked(students, to_class.school_id)
    moving = [student for student in found if student.school_class_id != to_class.pk]
    if not moving:
        raise Invalid(_("选中的学生都已在这个班。"), field="to_class")
    if problem := misfit(moving, to_class):
        raise Invalid(problem, field="to_class")
    _check_day(moving, day)
    return moving


def _locked(keys: Sequence[int], school_id: int) -> list[Student]:
    rows = Student.objects.select_for_update(of=("self",)).filter(pk__in=keys, school=school_id)
    found = list(rows.filter(status__in=OPEN_STATUSES).select_related("programme").order_by("pk"))
    if not found or len(found) != len(set(keys)):
        raise Invalid(_("名单里有不在本校在籍的学生。请刷新名单再选。"), field="students")
    return found


def _check_day(students: Sequence[Student], day: date) -> None:
    if day > clock.today():
        raise Invalid(_("生效日期不能在今天之后。请到那一天再调，或填今天。"), field="effective_on")
    steps = steps_of([student.pk for student in students])
    for student in students:
        known = {"name": student.name}
        if day < student.entered_on:
            raise Invalid(_("%(name)s在这一天还没有入学。") % known, field="effective_on")
        last = steps.get(student.pk)
        if last and day < last[-1].effective_on:
            known["day"] = cn_date_full(last[-1].effective_on)
            raise Invalid(_("%(name)s在 %(day)s 已换过班，生效日期不能早于那一天。") % known, field="effective_on")
