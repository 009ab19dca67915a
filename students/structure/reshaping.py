"""Splitting a class and merging two, each in one go, and taking it back while nothing was built on it."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from students.models import SchoolClass, Student
from students.statuses import OPEN_STATUSES
from students.structure.classes import class_open
from students.structure.guarding import require_own, said
from students.structure.membership import steps_of
from students.structure.models import ClassMove, GradeYear, Reshaping
from students.structure.moving import students_move
from xueji import clock
from xueji.errors import Conflict, Invalid
from xueji.organizations.scope import Scope


@transaction.atomic
def class_split(
    *,
    actor: Scope,
    source: SchoolClass,
    students: Sequence[int],
    name: str,
    effective_on: date,
    teacher_name: str = "",
    campus: str = "",
) -> Reshaping:
    """Open a class beside another of the same programme and cohort, and put these students of it there.

    Raises Invalid when nobody or everybody is picked (field "students"), or somebody of another class.
    """
    require_own(actor, source)
    here = set(_present(source))
    picked = set(students)
    if not picked or not picked <= here:
        raise Invalid(_("请在原班的名单中选出要分出去的学生。"), field="students")
    if picked == here:
        raise Invalid(_("不能把全班都分出去；只是改名请用“改班级”。"), field="students")
    target = class_open(
        actor=actor,
        programme=source.programme,
        cohort=source.cohort,
        name=name,
        capacity=source.capacity,
        teacher_name=teacher_name,
        campus=campus or source.campus,
    )
    return _reshape(actor, Reshaping.Kind.SPLIT, source, target, sorted(picked), effective_on)


@transaction.atomic
def classes_merge(*, actor: Scope, source: SchoolClass, target: SchoolClass, effective_on: date) -> Reshaping:
    """Put all students of `source` into `target` and close `source`.

    Raises Invalid (field "target") for classes of different programmes or cohorts, Conflict for closed ones.
    """
    require_own(actor, source)
    if source.pk == target.pk:
        raise Invalid(_("请选两个不同的班。"), field="target")
    if source.programme_id != target.programme_id or source.cohort != target.cohort:
        raise Invalid(_("只有同一专业、同一级的班可以合并。"), field="target")
    present = _present(source)
    if not present:
        raise Invalid(_("“%(name)s”里没有在籍学生，直接撤班即可。") % {"name": source.name}, field="target")
    done = _reshape(actor, Reshaping.Kind.MERGE, source, target, present, effective_on)
    SchoolClass.objects.filter(pk=source.pk).update(closed_on=effective_on)
    return done


@transaction.atomic
def reshaping_undo(*, actor: Scope, reshaping: Reshaping) -> Reshaping:
    """Put everybody back; what a split opened is closed, what a merge closed is opened. Raises Conflict with the reason
    when something was built on it."""
    school_id = require_own(actor, reshaping)
    reshaping = Reshaping.objects.select_for_update().select_related("source", "target").get(pk=reshaping.pk)
    if why_not := undo_obstacle(reshaping):
        raise Conflict(why_not)
    SchoolClass.objects.filter(pk=reshaping.source_id).update(closed_on=None)
    moves = list(reshaping.moves.exclude(why=ClassMove.Why.UNDO))
    today = clock.today()
    ClassMove.objects.bulk_create(
        ClassMove(
            school_id=school_id,
            student_id=move.student_id,
            from_class_id=move.to_class_id,
            to_class_id=move.from_class_id,
            effective_on=max(today, move.effective_on),
            why=ClassMove.Why.UNDO,
            reshaping=reshaping,
            recorded_by_id=actor.user_id,
            recorded_at=clock.now(),
        )
        for move in moves
    )
    Student.objects.filter(pk__in=[move.student_id for move in moves]).update(school_class=reshaping.source_id)
    if reshaping.target_is_new:
        SchoolClass.objects.filter(pk=reshaping.target_id).update(closed_on=today)
    reshaping.undone_on, reshaping.undone_by_id = today, actor.user_id
    reshaping.save(update_fields=["undone_on", "undone_by_id"])
    said(actor, "reshaping_undone", "class", reshaping.target_id, reshaping=reshaping.pk)
    return reshaping


def undo_obstacle(reshaping: Reshaping) -> str:
    """Why it cannot be taken back; empty when it can."""
    if reshaping.undone_on is not None:
        return _("已经撤销过了。")
    moves = list(reshaping.moves.exclude(why=ClassMove.Why.UNDO))
    ids = [move.student_id for move in moves]
    where = dict(Student.objects.filter(pk__in=ids, status__in=OPEN_STATUSES).values_list("pk", "school_class_id"))
    steps = steps_of(ids)
    # The last change of class of each is this one, and each is still there.
    untouched = all(
        where.get(move.student_id) == move.to_class_id and steps[move.student_id][-1].move_id == move.pk
        for move in moves
    )
    if not untouched:
        return _("之后又有学生调班、转专业或离校，不能整批撤销；请逐个调班。")
    if (
        reshaping.target_is_new
        and Student.objects.filter(school_class=reshaping.target_id).exclude(pk__in=ids).exists()
    ):
        return _("新班里又编入了别的学生，不能整批撤销；请逐个调班。")
    if reshaping.target.closed_on is not None:
        return _("“%(name)s”后来撤了，不能整批撤销。") % {"name": reshaping.target.name}
    confirmed = GradeYear.objects.confirmed().filter(student__in=ids, confirmed_at__gt=reshaping.done_at)
    if confirmed.exists():
        return _("之后已按新班确认过升级，不能整批撤销；请逐个调班。")
    return ""


def _reshape(
    actor: Scope, kind: str, source: SchoolClass, target: SchoolClass, students: Sequence[int], day: date
) -> Reshaping:
    row = Reshaping.objects.create(
        school_id=source.school_id,
        kind=kind,
        source=source,
        target=target,
        target_is_new=kind == Reshaping.Kind.SPLIT,
        effective_on=day,
        moved=len(students),
        done_by_id=actor.user_id,
        done_at=clock.now(),
    )
    students_move(
        actor=actor, students=students, to_class=target, effective_on=day, why=ClassMove.Why(kind), reshaping=row
    )
    return row


def _present(source: SchoolClass) -> list[int]:
    rows = Student.objects.filter(school_class=source, status__in=OPEN_STATUSES)
    return list(rows.order_by("pk").values_list("pk", flat=True))
