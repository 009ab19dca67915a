"""Verbs of integrated rosters: open one, record that a copy went to the college."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from students.models import Student
from students.parties import policy_key_of
from students.queries import StudentQuerySet
from students.registration.integrated import KIND, settled_among, under_way_among
from students.registration.models import RosterCopy
from students.snapshots import new_items
from students.statuses import Status
from xueji import clock
from xueji.cases.actions import case_open
from xueji.cases.models import Case
from xueji.cases.states import CaseState, ItemState
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

_SENT_FROM = {CaseState.RUNNING, CaseState.EFFECTIVE, CaseState.CLOSED}


def unsettled_students(actor: Scope) -> StudentQuerySet:
    """The school's new students of integrated programmes who are on no roster yet."""
    waiting = Student.objects.filter(school=actor.organization_id, status=Status.PENDING, programme__integrated=True)
    keys = list(waiting.values_list("pk", flat=True))
    return (
        Student.objects.filter(pk__in=set(keys) - settled_among(keys) - under_way_among(keys))
        .with_places()
        .order_by("programme__name", "school_number", "pk")
    )


@transaction.atomic
def integrated_roster_open(*, actor: Scope, student_ids: Collection[int]) -> Case:
    """A draft with these admitted students of the actor's school. Raises Invalid when one of them is on a roster already or
    in no integrated programme."""
    if actor.organization_id is None or not actor.allows("open_cases"):
        raise NotAllowed(_("您的职务不能报送录取名册。"))
    wanted = set(student_ids)
    students = list(unsettled_students(actor).filter(pk__in=wanted))
    if not wanted or len(students) != len(wanted):
        raise Invalid(_("所选学生有的不在待报名册中，请刷新后重选。"), field="students")
    school = Organization.objects.get(pk=actor.organization_id)
    items = new_items(students)
    for item, student in zip(items, students, strict=True):
        item.snapshot["college"] = student.programme.partner_college
        item.snapshot["marks"] = (
            [str(student.programme.get_integrated_type_display())] if (student.programme.integrated_type) else []
        )
    return case_open(
        actor=actor,
        kind=KIND,
        policy_key=policy_key_of(school),
        title=_("一体化（贯通）录取名册：%(school)s %(count)d 人") % {"school": school.name, "count": len(students)},
        items=items,
        details={},
    )


@transaction.atomic
def roster_copy_record(
    *, actor: Scope, case: Case, college: str, sent_on: date, way: str, note: str = ""
) -> RosterCopy:
    """Record that the roster went to a college on a day.

    Raises NotAllowed for others than the school's, Conflict before it was handed up, Invalid for a day that is to come.
    """
    if actor.organization_id != case.opened_for_id or not actor.allows("open_cases") or actor.user_id is None:
        raise NotAllowed(_("名册由学校报送高校并登记。"))
    if case.kind != KIND or case.state not in _SENT_FROM:
        raise Conflict(_("名册提交之后才能登记报送高校。"))
    if sent_on > clock.today():
        raise Invalid(_("报送日期不能在今天之后。"), field="sent_on")
    if not college.strip():
        raise Invalid(_("请填对口培养高校。"), field="college")
    named = case.items.filter(state__in=[ItemState.PENDING, ItemState.APPLIED])
    of_college = named.filter(snapshot__college=college.strip()).count()
    return RosterCopy.objects.create(
        case=case,
        college=college.strip()[:60],
        sent_on=sent_on,
        way=way.strip()[:60],
        note=note.strip()[:200],
        students=of_college or named.count(),
        recorded_by_id=actor.user_id,
        recorded_for_id=actor.organization_id,
        recorded_at=clock.now(),
    )
