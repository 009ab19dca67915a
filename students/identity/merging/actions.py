"""Verbs: look for the other number, ask that the two become one."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from students.identity.merging.records import Pair, older_of, person_with
from students.identity.models import DuplicateFinding, PersonMerge
from students.models import Person, Student
from students.parties import policy_key_of
from students.snapshots import new_items
from xueji.audit.actions import event_record
from xueji.cases.actions import case_open
from xueji.cases.models import Case
from xueji.cases.states import CaseState
from xueji.codes.gb11643 import widen
from xueji.codes.text import compact
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced

MERGE = "person_merge"
_OLD_LENGTH = 15
_GOING = (CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED)


def other_person_find(*, actor: Scope, student: Student, typed: str) -> int:
    """The person behind a number that a school has before it on paper; the look is recorded.

    Answers an id, nothing of where that person's records lie. Raises Invalid for a number that nobody has, or that is
    this student's own; what was recorded stays, so the caller must not roll it back.
    """
    number = compact(typed).strip("'‘’").upper()
    if len(number) == _OLD_LENGTH and number.isdigit():
        number = widen(number)
    event_record(
        kind="other_number_looked_up",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="student",
        subject_id=student.pk,
    )
    with unfenced(reason="whether a second number of a student is registered"):
        found = person_with(number)
    if found is None:
        raise Invalid(_("系统中没有登记这个号码，不用归并：换了证件的办“信息变更”。"), field="number")
    if found.pk == student.person_id:
        raise Invalid(_("这个号码已经登记在该生名下，不用归并。"), field="number")
    return found.pk


def merge_obstacle(student: Student) -> str:
    """Why no merge may be asked for this student now; empty when one may."""
    if Case.objects.filter(person_merge__student=student, state__in=_GOING).exists():
        return _("该生已有一件归并在办，请在那一件上办理。")
    return ""


@transaction.atomic
def merge_open(*, actor: Scope, student: Student, other: int, document_from: str, reason: str) -> Case:
    """Open a draft; papers are handed in on the case's page. `other` is what `other_person_find` answered.

    Raises NotAllowed for another school's student, Conflict while another is under way or when the two are one already.
    """
    if not actor.allows("manage_students") or student.school_id != actor.organization_id:
        raise NotAllowed(_("归并由学生所在学校的学籍管理员提出。"))
    if said := merge_obstacle(student):
        raise Conflict(said)
    school = Organization.objects.select_related("parent", "province").get(pk=student.school_id)
    [item] = new_items([Student.objects.with_places().get(pk=student.pk)])
    return case_open(
        actor=actor,
        kind=MERGE,
        policy_key=policy_key_of(school),
        title=_("一人两号归并：%(school)s") % {"school": school.name},
        items=[item],
        details=_details(student, other, document_from, reason),
    )


def _details(student: Student, other: int, document_from: str, reason: str) -> dict[str, Any]:
    with unfenced(reason="the two numbers of one person"):
        pair = Pair(Person.objects.get(pk=student.person_id), Person.objects.filter(pk=other).first() or Person())
        if pair.other.pk in {None, pair.own.pk}:
            raise Conflict(_("两个号码已在同一人名下，不用归并。"))
        number_from = older_of(pair)
        finding = (
            DuplicateFinding.objects.unsolved()
            .filter(student=student, clash__sides__student__person=other)
            .values_list("pk", flat=True)
            .first()
        )
    return {
        "student_id": student.pk,
        "other_person": other,
        "finding_id": finding,
        "document_from": PersonMerge.From(document_from).value,
        "number_from": number_from,
        "own_mask": pair.own.identity_mask,
        "other_mask": pair.other.identity_mask,
        "own_number_mask": pair.own.number_mask,
        "other_number_mask": pair.other.number_mask,
        "reason_text": reason.strip()[:300],
    }
