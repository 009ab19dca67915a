"""Verbs of registration: a school opens a batch of its new students."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from students.models import Student
from students.parties import policy_key_of
from students.queries import StudentQuerySet
from students.registration.marks import marks_of
from students.registration.models import PlaceOfStudy
from students.snapshots import new_items
from students.statuses import Status
from xueji import clock
from xueji.cases import registry
from xueji.cases.actions import case_open
from xueji.cases.models import Case, Item
from xueji.cases.registry import NewItem
from xueji.cases.states import CaseState, ItemState
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

_IN_HAND = [CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED]


@transaction.atomic
def registration_open(*, actor: Scope, student_ids: Collection[int], late_reason: str = "") -> Case:
    """A draft with these students of the actor's school, in the order of their school numbers.

    Raises Invalid when one of them is not the school's, is registered already or is in another registration case.
    """
    if actor.organization_id is None or not actor.allows("open_cases"):
        raise NotAllowed(_("您的职务不能开办新生注册。"))
    wanted = set(student_ids)
    students = list(waiting_students(actor).filter(pk__in=wanted))
    if not wanted or len(students) != len(wanted):
        raise Invalid(_("所选学生有的不在本校待注册名单中，请刷新后重选。"), field="students")
    school = Organization.objects.get(pk=actor.organization_id)
    return case_open(
        actor=actor,
        kind="registration",
        policy_key=policy_key_of(school),
        title=_("新生注册：%(school)s %(count)d 人") % {"school": school.name, "count": len(students)},
        items=_items(students),
        details={"late_reason": late_reason.strip()[:300]},
    )


def _items(students: list[Student]) -> list[NewItem]:
    """Items whose snapshots say by which way of their own a student came (接续, 港澳台, 文体选调)."""
    marks = marks_of(students)
    items = new_items(students)
    for item in items:
        item.snapshot["marks"] = marks.get(item.student_id, [])
    return items


def waiting_students(actor: Scope) -> StudentQuerySet:
    """The school's new students who wait for registration and are in no case that is under way."""
    # Those of other kinds that bind too: who comes from outside the register waits for a transfer. A roster binds nobody.
    binding = [kind.key for kind in registry.all_kinds() if kind.exclusive]
    busy = Item.objects.filter(
        case__opened_for=actor.organization_id,
        case__kind__in=binding,
        case__state__in=_IN_HAND,
        state=ItemState.PENDING,
    )
    return (
        Student.objects.filter(school=actor.organization_id, status=Status.PENDING)
        .exclude(pk__in=busy.values("student_id"))
        .with_places()
        .order_by("school_number", "pk")
    )


@transaction.atomic
def place_record(*, actor: Scope, student: Student, here: bool, elsewhere: str = "") -> PlaceOfStudy:
    """Say where a newcomer of the actor's school who was recruited by co-operation really attends (Beijing 12, Zhejiang 10).

    Raises NotAllowed for another school's student, Invalid when elsewhere is nowhere.
    """
    if actor.organization_id != student.school_id or not actor.allows("open_cases"):
        raise NotAllowed(_("只能为本校学生登记实际就读地。"))
    if not here and not elsewhere.strip():
        raise Invalid(_("请填实际就读的学校。"), field="elsewhere")
    values = {
        "school_id": student.school_id,
        "here": here,
        "elsewhere": "" if here else elsewhere.strip()[:80],
        "recorded_by": actor.user_id,
        "recorded_at": clock.now(),
    }
    return PlaceOfStudy.objects.update_or_create(student=student, defaults=values)[0]
