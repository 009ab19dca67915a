"""Verbs of transfers with a school outside the register: a student leaves for one, or comes from one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from students.models import SchoolClass, Student
from students.newcomers import Newcomer, newcomer_enter
from students.parties import policy_key_of
from students.snapshots import new_items
from transfers.effects import next_school_number
from transfers.kind import transfer_of
from transfers.models import OutsideSchool, Transfer
from xueji import clock
from xueji.cases.actions import case_check, case_open
from xueji.cases.engine import lock
from xueji.cases.models import Case
from xueji.cases.states import CaseState
from xueji.codes import divisions
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced
from xueji.policies.vocabulary import Initiator, SchoolKind, TransferReason


@dataclass(frozen=True)
class OutsidePlace:
    """The outside school as its papers name it, and the matter: why, since when, who signed.

    `programme`, `cohort` and `years` are the place there: the one offered to who leaves, the one left by who comes.
    `to_class` and `entered_on` are of who comes: the class given at the own school, the day of entry at the outside one.
    """

    name: str
    kind: str
    province_code: str
    cohort: int
    years: Decimal
    reason: str
    applied_on: date
    effective_on: date
    address: str = ""
    authority: Organization | None = None
    authority_name: str = ""
    local_authority_name: str = ""
    city_name: str = ""
    province_authority_name: str = ""
    programme: str = ""
    reason_text: str = ""
    student_consent: bool = False
    guardian_consent: bool = False
    to_class: SchoolClass | None = None
    entered_on: date | None = None


_SCHOOL = (
    "name", "kind", "province_code", "address", "authority_name", "local_authority_name", "city_name",
    "province_authority_name", "programme", "cohort", "years", "entered_on",
)  # fmt: skip
_MATTER = ("reason", "reason_text", "applied_on", "effective_on", "student_consent", "guardian_consent")


@transaction.atomic
def outside_departure_open(*, actor: Scope, student: Student, place: OutsidePlace) -> Case:
    """The from-school opens the transfer of a student of its own to a school outside the register.

    Raises NotAllowed for another school's student, Conflict for one who has left, Invalid for a place that cannot be.
    """
    if student.school_id != actor.organization_id:
        raise NotAllowed(_("只能为本校学生开办转出。"))
    if not student.is_open:
        raise Conflict(_("该生现在不在册，不能办转学。"))
    check_place(place)
    details = {
        "from_school_id": student.school_id,
        "initiated_by": Initiator.FROM_SCHOOL.value,
        "to_cohort": place.cohort,
    }
    title = _("转学：%(origin)s → %(destination)s（系统外）") % {
        "origin": student.school.name,
        "destination": place.name,
    }
    with unfenced(reason="snapshot of a student for a transfer"):
        items = new_items([student])
    return case_open(
        actor=actor,
        kind="transfer",
        policy_key=policy_key_of(student.school),
        title=title[:120],
        items=items,
        details=details | _details(place),
    )


@transaction.atomic
def outside_arrival_open(*, actor: Scope, newcomer: Newcomer, place: OutsidePlace) -> Case:
    """The to-school opens the transfer of a student who is in no register: a pending record is made and decided on.

    Raises NotAllowed without the right, Invalid for what cannot be, Conflict when the person is on a register now.
    """
    if not actor.allows("open_cases"):
        raise NotAllowed(_("您的职务不能开办转学。"))
    check_place(place)
    given = place.to_class
    if given is None or given.school_id != actor.organization_id:
        raise Invalid(_("请选本校的班级。"), field="to_class")
    school = Organization.objects.select_related("province").get(pk=actor.organization_id)
    number = next_school_number(school.pk, given.cohort)
    student = newcomer_enter(newcomer=newcomer, school_class=given, school_number=number)
    title = _("转学：%(origin)s（系统外）→ %(destination)s") % {"origin": place.name, "destination": school.name}
    return case_open(
        actor=actor,
        kind="transfer",
        policy_key=policy_key_of(school),
        title=title[:120],
        items=_arriving(student, place),
        details={
            "to_school_id": school.pk,
            "initiated_by": Initiator.TO_SCHOOL.value,
            "to_programme_id": given.programme_id,
            "to_cohort": given.cohort,
            "to_class_id": given.pk,
        }
        | _details(place),
    )


@transaction.atomic
def outside_change(*, actor: Scope, case: Case, place: OutsidePlace) -> Case:
    """Correct a draft or a returned transfer; the rules are asked again. The person stays.

    Raises NotAllowed for anybody but the opener, Conflict once it is under way.
    """
    case = lock(case.pk)
    if actor.organization_id != case.opened_for_id or not actor.allows("open_cases"):
        raise NotAllowed(_("只有开办单位的经办人能改。"))
    if case.state not in {CaseState.DRAFT, CaseState.RETURNED}:
        raise Conflict(_("已经提交，不能再改；需要改时请审核人退回。"))
    check_place(place)
    transfer = transfer_of(case)
    _set(transfer, {name: getattr(place, name) for name in _MATTER})
    _set(case.outside_school, school_fields(place))
    if transfer.to_school_id is None:
        transfer.to_cohort = place.cohort
    else:
        _replace(transfer, place)
    transfer.save()
    case.outside_school.save()
    case.__dict__.pop("read_transfer", None)
    return case_check(actor=actor, case=case)


def check_place(place: OutsidePlace) -> None:
    """Raises Invalid, with the field, for a school or days that cannot be."""
    if not place.name.strip():
        raise Invalid(_("请填系统外学校的名称。"), field="name")
    if divisions.division(place.province_code) is None or not place.province_code.endswith("0000"):
        raise Invalid(_("请选学校所在省份。"), field="province_code")
    if place.kind not in SchoolKind.values:
        raise Invalid(_("请选学校类型。"), field="kind")
    if place.authority is None and not place.authority_name.strip():
        raise Invalid(_("请选或填写学校的主管部门。"), field="authority_name")
    if place.reason not in TransferReason.values:
        raise Invalid(_("请选转学事由。"), field="reason")
    if place.applied_on > clock.today():
        raise Invalid(_("申请日期不能在今天之后。"), field="applied_on")
    if place.entered_on is not None and place.entered_on > clock.today():
        raise Invalid(_("入学日期不能在今天之后。"), field="entered_on")


def draft_of(student: Student, place: OutsidePlace, own: Organization, *, arrives: bool) -> Transfer:
    """A transfer that is not saved, for asking the rules while a form is being filled in."""
    given = place.to_class if arrives else None
    transfer = Transfer(
        student=student,
        from_school=None if arrives else own,
        to_school=own if arrives else None,
        to_programme=given.programme if given else None,
        to_cohort=given.cohort if given else place.cohort,
        to_class=given,
        initiated_by=Initiator.TO_SCHOOL if arrives else Initiator.FROM_SCHOOL,
        **{name: getattr(place, name) for name in _MATTER},
    )
    transfer.drafted_outside = OutsideSchool(**school_fields(place))
    return transfer


def school_fields(place: OutsidePlace) -> dict[str, Any]:
    """The columns of the outside school's row."""
    return {name: getattr(place, name) for name in _SCHOOL} | {
        "authority_id": place.authority.pk if place.authority else None
    }


def _details(place: OutsidePlace) -> dict[str, Any]:
    matter = {name: getattr(place, name) for name in _MATTER}
    return _as_json(matter) | {"outside": _as_json(school_fields(place))}


def _as_json(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
        for key, value in fields.items()
    }


def _arriving(student: Student, place: OutsidePlace) -> list[Any]:
    """The snapshot says where the student comes from; the own school is where to."""
    [item] = new_items([Student.objects.with_places().get(pk=student.pk)])
    item.snapshot.update(
        school=place.name,
        school_number="",
        cohort=place.cohort,
        class_name="",
        major_code="",
        programme=place.programme,
        years=f"{float(place.years):g}",
        integrated=False,
        status_label=_("系统外在读"),
    )
    return [item]


def _replace(transfer: Transfer, place: OutsidePlace) -> None:
    """Another class for who comes; the pending record follows, and its cohort's number with it."""
    given = place.to_class
    if given is None or given.school_id != transfer.to_school_id:
        raise Invalid(_("请选本校的班级。"), field="to_class")
    student = Student.objects.get(pk=transfer.student_id)
    if student.cohort != given.cohort:
        student.school_number = next_school_number(given.school_id, given.cohort)
    student.school_class, student.programme_id, student.cohort = given, given.programme_id, given.cohort
    student.entered_on = place.entered_on or student.entered_on
    student.save(update_fields=["school_class", "programme", "cohort", "school_number", "entered_on"])
    transfer.to_class, transfer.to_programme, transfer.to_cohort = given, given.programme, given.cohort


def _set(row: Any, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
