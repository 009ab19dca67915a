"""Verbs on classes: open, change, close, open again."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from students.models import Programme, SchoolClass, Student
from students.statuses import OPEN_STATUSES
from students.structure.guarding import own_school, require_own, said
from xueji import clock
from xueji.errors import Conflict, Invalid
from xueji.organizations.scope import Scope

SUBJECT = "class"


@transaction.atomic
def class_open(
    *,
    actor: Scope,
    programme: Programme,
    cohort: int,
    name: str,
    capacity: int,
    teacher_name: str = "",
    campus: str = "",
) -> SchoolClass:
    """Open a class of a programme for a cohort.

    Raises Invalid for a retired programme or one that is not offered to the cohort (field "programme"), and for a name
    that another class of the cohort has (field "name").
    """
    school_id = own_school(actor)
    if programme.school_id != school_id or programme.retired_on is not None:
        raise Invalid(_("这个专业已停用，不能再开班。请选现用的专业。"), field="programme")
    if not Programme.objects.offered(cohort).filter(pk=programme.pk).exists():
        raise Invalid(_("这个专业不对 %(cohort)s 级招生，见专业的起止年级。") % {"cohort": cohort}, field="programme")
    _check_name(school_id, cohort, name, None)
    opened = SchoolClass.objects.create(
        school_id=school_id,
        programme=programme,
        cohort=cohort,
        name=name,
        capacity=capacity,
        teacher_name=teacher_name,
        campus=campus,
    )
    said(actor, "class_opened", SUBJECT, opened.pk)
    return opened


@transaction.atomic
def class_change(
    *, actor: Scope, school_class: SchoolClass, name: str, capacity: int, teacher_name: str, campus: str
) -> SchoolClass:
    """Rename a class, give it another teacher or place; the database keeps what was before. Programme and cohort stay."""
    school_id = require_own(actor, school_class)
    school_class = SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    _check_name(school_id, school_class.cohort, name, school_class)
    school_class.name, school_class.capacity = name, capacity
    school_class.teacher_name, school_class.campus = teacher_name, campus
    school_class.save()
    said(actor, "class_changed", SUBJECT, school_class.pk)
    return school_class


@transaction.atomic
def class_close(*, actor: Scope, school_class: SchoolClass, on: date) -> SchoolClass:
    """Close a class that nobody is in any more. Raises Conflict while students of the register are, Invalid for a day to
    come."""
    require_own(actor, school_class)
    school_class = SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    if school_class.closed_on is not None:
        raise Conflict(_("这个班已经撤了。"))
    if on > clock.today():
        raise Invalid(_("撤班日期不能在今天之后。"), field="on")
    here = Student.objects.filter(school_class=school_class, status__in=OPEN_STATUSES).count()
    if here:
        raise Conflict(_("班里还有 %(count)d 名在籍学生，先调到别的班再撤。") % {"count": here})
    school_class.closed_on = on
    school_class.save(update_fields=["closed_on"])
    said(actor, "class_closed", SUBJECT, school_class.pk, on=on.isoformat())
    return school_class


@transaction.atomic
def class_reopen(*, actor: Scope, school_class: SchoolClass) -> SchoolClass:
    """Take a closed class up again. Raises Conflict when it is open."""
    require_own(actor, school_class)
    if not SchoolClass.objects.filter(pk=school_class.pk, closed_on__isnull=False).update(closed_on=None):
        raise Conflict(_("这个班没有撤。"))
    said(actor, "class_reopened", SUBJECT, school_class.pk)
    school_class.closed_on = None
    return school_class


def _check_name(school_id: int, cohort: int, name: str, own: SchoolClass | None) -> None:
    if not name.strip():
        raise Invalid(_("请填写班级名称。"), field="name")
    same = SchoolClass.objects.filter(school=school_id, cohort=cohort, name=name)
    if own is not None:
        same = same.exclude(pk=own.pk)
    if same.exists():
        raise Invalid(_("%(cohort)s 级已有同名的班。") % {"cohort": cohort}, field="name")
