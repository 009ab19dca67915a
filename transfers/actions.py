"""Verbs of transfer: open it, correct it while it is with the opener, give the student a class."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from students.models import Programme, SchoolClass, Student
from students.parties import policy_key_of
from students.snapshots import new_items
from transfers.kind import route_between, transfer_of
from transfers.lookup import claimed_student
from transfers.models import Transfer
from xueji import clock
from xueji.cases.actions import case_check, case_open
from xueji.cases.engine import lock
from xueji.cases.models import Case
from xueji.cases.states import CaseState, StepState
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced
from xueji.policies.engine.chains import Party, Route
from xueji.policies.engine.registry import get as policy
from xueji.policies.vocabulary import Initiator, TransferReason


@dataclass(frozen=True)
class Place:
    """Where the student wants to go and why, as a form gives it. `to_class` is for a to-school that opens."""

    to_school: Organization
    to_programme: Programme
    to_cohort: int
    reason: str
    applied_on: date
    effective_on: date
    reason_text: str = ""
    student_consent: bool = False
    guardian_consent: bool = False
    to_class: SchoolClass | None = None


@transaction.atomic
def transfer_open(*, actor: Scope, student: Student, place: Place) -> Case:
    """The from-school opens a transfer of a student of its own (Zhejiang 17; across provinces also Beijing).

    Raises NotAllowed for another school's student, Invalid for a place that does not exist, Conflict for a student who
    has left.
    """
    if student.school_id != actor.organization_id:
        raise NotAllowed(_("只能为本校学生开办转出。"))
    return _open(actor, student, place, Initiator.FROM_SCHOOL)


@transaction.atomic
def transfer_arrival_open(*, actor: Scope, claim: str, place: Place) -> Case:
    """The to-school opens the transfer of a student who has shown number and name (Beijing 17: the to-school handles it).

    Raises Invalid for a claim that is not its own, or a place that is not in its school.
    """
    if place.to_school.pk != actor.organization_id:
        raise NotAllowed(_("只能开办转入本校。"))
    return _open(actor, claimed_student(actor=actor, claim=claim), place, Initiator.TO_SCHOOL)


@transaction.atomic
def transfer_change(*, actor: Scope, case: Case, place: Place) -> Case:
    """Correct a draft or a returned transfer; the rules are asked again. The schools stay: another one is another case."""
    case = lock(case.pk)
    _with_opener(actor, case)
    transfer = transfer_of(case)
    if place.to_school.pk != transfer.to_school_id:
        raise Invalid(_("转入学校不能改，请撤回后另行开办。"), field="to_school")
    check_place(place)
    for name, value in _place_fields(place).items():
        setattr(transfer, name, value)
    transfer.save()
    return case_check(actor=actor, case=case)


@transaction.atomic
def transfer_class_assign(*, actor: Scope, case: Case, school_class: SchoolClass) -> Transfer:
    """The to-school puts the student into a class of the cohort and programme asked for, before it agrees.

    Raises NotAllowed for anybody else, Conflict when the case does not lie with the to-school, Invalid for another class.
    """
    case = lock(case.pk)
    transfer = transfer_of(case)
    if actor.organization_id != transfer.to_school_id or not actor.allows("decide_cases"):
        raise NotAllowed(_("班级由转入学校安排。"))
    own_turn = case.steps.filter(organization=transfer.to_school_id, state=StepState.OPEN).exists()
    drafting = case.state in {CaseState.DRAFT, CaseState.RETURNED} and case.opened_for_id == actor.organization_id
    if not (own_turn or drafting):
        raise Conflict(_("这一件现在不在贵校，班级不能改。"))
    _check_class(school_class, transfer.to_programme, transfer.to_cohort)
    transfer.to_class = school_class
    transfer.save(update_fields=["to_class"])
    return transfer


def _takes_students(programme: Programme) -> bool:
    return programme.is_open and programme.retired_on is None


def check_place(place: Place) -> None:
    """Raises Invalid, with the field, for a programme, cohort or class that the to-school does not have."""
    if place.to_programme.school_id != place.to_school.pk or not _takes_students(place.to_programme):
        raise Invalid(_("请选转入学校现有的专业。"), field="to_programme")
    if not SchoolClass.objects.open().filter(programme=place.to_programme, cohort=place.to_cohort).exists():
        raise Invalid(_("该专业没有这一年级的班级。"), field="to_cohort")
    if place.reason not in TransferReason.values:
        raise Invalid(_("请选转学事由。"), field="reason")
    if place.applied_on > clock.today():
        raise Invalid(_("申请日期不能在今天之后。"), field="applied_on")
    if place.to_class is not None:
        _check_class(place.to_class, place.to_programme, place.to_cohort)


def initiator_of(school: Organization, route: Route) -> Initiator:
    """Which side opens a transfer under the regulation that binds `school`."""
    chain = policy(policy_key_of(school)).chain_for("transfer", route, clock.today())
    return Initiator.FROM_SCHOOL if chain.initiator == Party.FROM_SCHOOL else Initiator.TO_SCHOOL


def takes_arrivals(school: Organization) -> bool:
    """Whether the school opens the transfers of those who come to it (Beijing 17)."""
    return initiator_of(school, Route.INSIDE) is Initiator.TO_SCHOOL


def draft_of(student: Student, place: Place, initiated_by: Initiator) -> Transfer:
    """A transfer that is not saved, for asking the rules while a form is being filled in."""
    return Transfer(
        student=student,
        from_school=student.school,
        to_school=place.to_school,
        initiated_by=initiated_by,
        **_place_fields(place),
    )


def _open(actor: Scope, student: Student, place: Place, initiated_by: Initiator) -> Case:
    if not student.is_open:
        raise Conflict(_("该生现在不在册，不能办转学。"))
    if place.to_school.kind != Organization.Kind.SCHOOL or not place.to_school.is_active:
        raise Invalid(_("请选转入学校。"), field="to_school")
    if place.to_school.pk == student.school_id:
        raise Invalid(_("转入学校不能是原学校。"), field="to_school")
    check_place(place)
    opener = student.school if initiated_by is Initiator.FROM_SCHOOL else place.to_school
    if initiator_of(opener, route_between(student.school, place.to_school)) is not initiated_by:
        raise Invalid(_("按规定这类转学由另一方学校发起。"), field="to_school")
    with unfenced(reason="snapshot of a student for a transfer"):
        items = new_items([student])
    return case_open(
        actor=actor,
        kind="transfer",
        policy_key=policy_key_of(opener),
        title=_("转学：%(origin)s → %(destination)s")
        % {"origin": student.school.name, "destination": place.to_school.name},
        items=items,
        details={
            "from_school_id": student.school_id,
            "to_school_id": place.to_school.pk,
            "initiated_by": str(initiated_by),
            **_as_json(_place_fields(place)),
        },
    )


def _place_fields(place: Place) -> dict[str, Any]:
    """The columns of a transfer that a form fills, foreign keys as ids."""
    fields = {key: value for key, value in vars(place).items() if key != "to_school"}
    for name in ("to_programme", "to_class"):
        row = fields.pop(name)
        fields[f"{name}_id"] = row.pk if row else None
    return fields


def _as_json(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in fields.items()}


def _with_opener(actor: Scope, case: Case) -> None:
    if actor.organization_id != case.opened_for_id or not actor.allows("open_cases"):
        raise NotAllowed(_("只有开办单位的经办人能改。"))
    if case.state not in {CaseState.DRAFT, CaseState.RETURNED}:
        raise Conflict(_("已经提交，不能再改；需要改时请审核人退回。"))


def _check_class(school_class: SchoolClass, programme: Programme | None, cohort: int) -> None:
    if programme is None or (school_class.programme_id, school_class.cohort) != (programme.pk, cohort):
        raise Invalid(_("请选所申请专业和年级的班级。"), field="to_class")
    if school_class.closed_on is not None:
        raise Invalid(_("这个班级已撤班，请另选班级。"), field="to_class")
