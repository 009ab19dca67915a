"""A class of a broad category, moved to its directions at once: who goes where, on one sheet and as one case."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from students.matters.actions import matter_open
from students.matters.kind import matter_kind
from students.models import Programme, SchoolClass, Student
from students.queries import StudentQuerySet
from students.registration.direction_form import directions_for
from students.registration.models import DirectionChoice
from students.statuses import Status
from xueji import clock
from xueji.cases.models import Case, Item
from xueji.cases.states import CaseState, ItemState
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.scope import Scope

_IN_HAND = [CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED]


@dataclass(frozen=True)
class Target:
    """A direction, and the class of it where one is named."""

    programme_id: int
    class_id: int | None = None


def undirected_students(actor: Scope) -> StudentQuerySet:
    """The school's students who study under a category and are in no case that directs them."""
    busy = Item.objects.filter(
        case__kind="direction",
        case__opened_for=actor.organization_id,
        case__state__in=_IN_HAND,
        state=ItemState.PENDING,
    )
    return (
        Student.objects.filter(
            school=actor.organization_id,
            status=Status.STUDYING,
            programme__category_code__gt="",
            programme__major_code=F("programme__category_code"),
        )
        .exclude(pk__in=busy.values("student_id"))
        .with_places()
        .order_by("cohort", "school_class__name", "school_number", "pk")
    )


@transaction.atomic
def directions_open(*, actor: Scope, chosen: Mapping[int, Target], decided_on: date) -> Case:
    """One draft for these students (by id), each with a direction of the own category.

    Raises NotAllowed without the right, Invalid for strangers, for what lies outside the category, for classes of other
    programmes and for a day to come.
    """
    if actor.organization_id is None or not actor.allows("open_cases"):
        raise NotAllowed(_("您的职务不能办确定专业方向。"))
    if decided_on > clock.today():
        raise Invalid(_("确定日期不能在今天之后。"), field="decided_on")
    students = {student.pk: student for student in undirected_students(actor).filter(pk__in=list(chosen))}
    if not chosen or len(students) != len(chosen):
        raise Invalid(_("所选学生有的不是按大类注册的在读学生，请刷新后重选。"), field="students")
    _lie_inside(students, chosen)
    _classes_fit(actor.organization_id, students, chosen)
    kind = matter_kind("direction")
    assert kind is not None  # of this very package
    rows = [
        DirectionChoice(
            student=students[key],
            to_programme_id=target.programme_id,
            to_class_id=target.class_id,
            decided_on=decided_on,
        )
        for key, target in chosen.items()
    ]
    return matter_open(actor=actor, kind=kind, matters=rows)


def _lie_inside(students: Mapping[int, Student], chosen: Mapping[int, Target]) -> None:
    """Each direction belongs to the category of its student."""
    offered: dict[tuple[int, int], set[int]] = {}
    for key, target in chosen.items():
        student = students[key]
        place = (student.programme_id, student.cohort)
        if place not in offered:
            offered[place] = set(directions_for(student).values_list("pk", flat=True))
        if target.programme_id not in offered[place]:
            raise Invalid(_("%(name)s：所选方向不在注册的专业大类内。") % {"name": student.name}, field="students")


def _classes_fit(school_id: int, students: Mapping[int, Student], chosen: Mapping[int, Target]) -> None:
    """Each class that is named is an open one of its direction."""
    named = {target.class_id for target in chosen.values() if target.class_id}
    classes = SchoolClass.objects.of_school(school_id).open().in_bulk(named)
    for key, target in chosen.items():
        found = classes.get(target.class_id) if target.class_id else None
        if target.class_id and (found is None or found.programme_id != target.programme_id):
            raise Invalid(_("%(name)s：所选班级不是这个方向的班。") % {"name": students[key].name}, field="students")


def choices_of(students: list[Student]) -> dict[tuple[int, int], list[tuple[Programme, list[SchoolClass]]]]:
    """What is offered by programme and cohort: the directions of the category, each with its open classes."""
    found: dict[tuple[int, int], list[tuple[Programme, list[SchoolClass]]]] = {}
    for student in students:
        place = (student.programme_id, student.cohort)
        if place in found:
            continue
        programmes = list(directions_for(student))
        classes = (
            SchoolClass.objects.of_school(student.school_id)
            .open()
            .filter(cohort=student.cohort, programme__in=programmes)
        )
        by_programme: dict[int, list[SchoolClass]] = defaultdict(list)
        for each in classes:
            by_programme[each.programme_id].append(each)
        found[place] = [(programme, by_programme[programme.pk]) for programme in programmes]
    return found
