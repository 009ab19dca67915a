"""Verbs of graduation: enter what the audit found, open the case."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from graduation.models import GraduationAudit
from students.models import Student
from students.parties import policy_key_of
from students.queries import StudentQuerySet
from students.snapshots import new_items
from students.statuses import Status
from xueji import clock
from xueji.cases.actions import case_open
from xueji.cases.models import Case, Item
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope


@dataclass(frozen=True)
class Findings:
    """What the audit found; None where nothing is entered yet."""

    conduct_passed: bool | None = None
    courses_passed: bool | None = None
    internship_passed: bool | None = None
    credits_complete: bool | None = None
    enlisted: bool = False
    leaving_on: date | None = None


@transaction.atomic
def graduation_audit_record(*, actor: Scope, student_ids: Collection[int], findings: Findings) -> list[GraduationAudit]:
    """Enter the same findings for these students of the actor's school. Raises Invalid for students who are not."""
    students = _own_students(actor, student_ids)
    common = {**vars(findings), "recorded_by": actor.user_id, "recorded_at": clock.now()}
    rows = [GraduationAudit(school_id=student.school_id, student=student, **common) for student in students]
    return GraduationAudit.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["student"], update_fields=list(common), batch_size=1000
    )


@transaction.atomic
def graduation_open(*, actor: Scope, student_ids: Collection[int]) -> Case:
    """A draft with these students of the actor's school. Raises Invalid for students who are not."""
    students = _own_students(actor, student_ids)
    school = Organization.objects.get(pk=actor.organization_id)  # type: ignore[misc]
    return case_open(
        actor=actor,
        kind="graduation",
        policy_key=policy_key_of(school),
        title=_("毕业：%(school)s %(count)d 人") % {"school": school.name, "count": len(students)},
        items=new_items(students),
        details={},
    )


def candidates(actor: Scope) -> StudentQuerySet:
    """The school's students in status who are in no case that binds them, the oldest cohort first."""
    bound = Item.objects.filter(binds=True).values("student_id")
    return (
        Student.objects.filter(school=actor.organization_id, status=Status.STUDYING)
        .exclude(pk__in=bound)
        .with_places()
        .order_by("cohort", "school_class__name", "school_number", "pk")
    )


def _own_students(actor: Scope, student_ids: Collection[int]) -> list[Student]:
    if actor.organization_id is None or not actor.allows("open_cases"):
        raise NotAllowed(_("您的职务不能办毕业审核。"))
    wanted: Iterable[int] = set(student_ids)
    students = list(candidates(actor).filter(pk__in=wanted))
    if not wanted or len(students) != len(set(wanted)):
        raise Invalid(_("所选学生有的不是本校在读学生，或另有办件在办，请刷新后重选。"), field="students")
    return students
