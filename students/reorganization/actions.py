"""Verbs: a body above both orders a move, takes it back before its day, and the register follows on the day."""

from datetime import date, timedelta

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from students.models import Student
from students.reorganization.models import SchoolMove
from students.statistics.models import FormerSeat
from xueji import clock
from xueji.audit.actions import event_record
from xueji.cases import reseating
from xueji.errors import Conflict, Invalid, NotAllowed, RegisterError
from xueji.notices.inbox import notify_holders
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, case_effect, unfenced
from xueji.web.formats import cn_date_full

log = structlog.get_logger()


@transaction.atomic
def move_order(
    *, actor: Scope, school: Organization, to_body: Organization, since: date, document_number: str, grounds: str
) -> SchoolMove:
    """Put a school below another body from a day on; on the day itself the register follows at once.

    Raises NotAllowed for an office that is not above both bodies, Invalid with the field for a day that is over, a body that
    cannot have schools or has this one, or a decision without writing; Conflict while another move of the school is coming.
    """
    body = _ordering_body(actor, school, to_body)
    _fits(school, to_body, since, document_number, grounds)
    if SchoolMove.objects.filter(school=school, done_at=None, taken_back_at=None).exists():
        raise Conflict(_("这所学校已有一次划转等着生效，请先撤回那一次。"))
    move = SchoolMove.objects.create(
        school=school,
        from_body_id=school.parent_id or 0,
        to_body=to_body,
        since=since,
        document_number=document_number.strip()[:60],
        grounds=grounds.strip()[:300],
        ordered_by=body,
        ordered_by_user_id=actor.user_id or 0,
        ordered_at=clock.now(),
        viewers=sorted({*school.key_chain(), *to_body.key_chain()}),
    )
    _record(actor, move, "school_move_ordered")
    if since <= clock.today():
        _carry_out(move)
    else:
        _tell(move, _("%(school)s自%(day)s起由%(from)s划归%(to)s（%(document)s）"))
    return move


@transaction.atomic
def move_take_back(*, actor: Scope, move: SchoolMove) -> SchoolMove:
    """Before its day. Raises NotAllowed for others than who ordered it, Conflict once it is done or taken back."""
    if move.ordered_by_id != actor.organization_id or not actor.allows("manage_offices"):
        raise NotAllowed(_("只有作出决定的单位可以撤回。"))
    now = clock.now()
    if not SchoolMove.objects.filter(pk=move.pk, done_at=None, taken_back_at=None).update(taken_back_at=now):
        raise Conflict(_("这次划转已经生效或者已经撤回。"))
    move.taken_back_at = now
    _record(actor, move, "school_move_taken_back")
    _tell(move, _("原定%(day)s起%(school)s由%(from)s划归%(to)s的决定已撤回（%(document)s）"))
    return move


def moves_carry_out() -> int:
    """Every move whose day has come and that was not done yet; how many were done.

    Each in a transaction of its own: one that fails is told, is tried again the next time, and holds up no other. The errors
    come at the end, as an ExceptionGroup.
    """
    with unfenced(reason="schools come below other bodies on their day"):
        due = list(SchoolMove.objects.filter(since__lte=clock.today(), done_at=None, taken_back_at=None).order_by("pk"))
    errors: list[Exception] = []
    for move in due:
        try:
            with transaction.atomic():
                _carry_out(move)
        except Exception as error:
            log.exception("school_move_failed", move=move.pk)
            errors.append(error)
            with transaction.atomic():
                _failed(move, error)
    if errors:
        raise ExceptionGroup("Schools could not be moved", errors)
    return len(due)


def _failed(move: SchoolMove, error: Exception) -> None:
    """Say so once to who ordered it; the record shows it until it is done."""
    with unfenced(reason=f"the move of school {move.school_id} failed"):
        if not SchoolMove.objects.filter(pk=move.pk, failed_at=None, done_at=None).update(failed_at=clock.now()):
            return
        known = {"school": move.school.name, "to": move.to_body.name}
        said = _("%(school)s划归%(to)s没有办成，系统每小时再试；一直不成的请联系系统管理员") % known
        if isinstance(error, RegisterError):
            said = _("%(school)s划归%(to)s没有办成：") % known + str(error.message)
        notify_holders(move.ordered_by_id, "manage_offices", "office", said, link=reverse("reorganization:moves"))


def _carry_out(move: SchoolMove) -> None:
    """The school, its students and everything of theirs come below the new body, and stations to come go to who sits there
    now. Triggers carry the keys to every table and keep the former seat for statistics."""
    with unfenced(reason=f"school {move.school_id} comes below another body"):
        held = SchoolMove.objects.select_for_update().get(pk=move.pk)
        if not held.is_coming:
            return
        cases = reseating.cases_of_school(move.school_id)
        school = Organization.objects.select_for_update().get(pk=move.school_id)
        to_body = Organization.objects.get(pk=move.to_body_id)
        if not (to_body.is_active and school.is_active):
            raise Conflict(_("学校或新单位已停用，请撤回这次划转或先恢复启用。"))
        school.local_education_authority_id = _local_authority(school, to_body)
        school.parent_id = to_body.pk
        school.save(update_fields=["parent", "local_education_authority"])
        # A trigger guards what is under way of a case as well; this is no decision in it.
        with case_effect(0, reason="stations follow a school"):
            changed = [case.pk for case in cases if reseating.follow(case)]
        _date_former_seat(move)
        move.done_at, move.cases = clock.now(), len(changed)
        move.students = Student.objects.current().filter(school=school).count()
        move.save(update_fields=["done_at", "students", "cases"])
    _tell(
        move,
        _("自%(day)s起%(school)s由%(from)s划归%(to)s，%(students)d 名学生、%(cases)d 件在办随校移交（%(document)s）"),
    )


def _date_former_seat(move: SchoolMove) -> None:
    """The trigger dates the seat that was left by the database's own day; a move that was done late counts from its own."""
    last = move.since - timedelta(days=1)
    seat = FormerSeat.objects.filter(school=move.school_id).order_by("-pk").first()
    if seat and not FormerSeat.objects.filter(school=move.school_id, last_day=last).exists():
        FormerSeat.objects.filter(pk=seat.pk).update(last_day=last)


def _local_authority(school: Organization, to_body: Organization) -> int | None:
    """The local education department of a school that is run by another body: the one that it comes from, unless it has one."""
    if to_body.is_education_department:
        return None
    parent = school.parent
    return school.local_education_authority_id or (parent.pk if parent and parent.is_education_department else None)


def _ordering_body(actor: Scope, school: Organization, to_body: Organization) -> Organization:
    if actor.organization_id is None or actor.user_id is None or not actor.allows("manage_offices"):
        raise NotAllowed(_("学校划转由上级单位的学籍主管负责人决定。"))
    body = Organization.objects.get(pk=actor.organization_id)
    above = {key for key in school.key_chain() if key != school.pk}
    if body.pk not in above or body.pk not in to_body.key_chain() or body.kind not in {"city", "province"}:
        raise NotAllowed(_("学校只能由管着原单位和新单位的上一级划转。"))
    return body


def _fits(school: Organization, to_body: Organization, since: date, document_number: str, grounds: str) -> None:
    if school.kind != Organization.Kind.SCHOOL or not school.is_active:
        raise Invalid(_("请选一所在用的学校。"), field="school")
    if to_body.kind == Organization.Kind.SCHOOL or not to_body.is_active:
        raise Invalid(_("请选一个在用的教育行政部门或主管单位。"), field="to_body")
    if to_body.pk == school.parent_id:
        raise Invalid(_("这所学校已由%(body)s主管。") % {"body": to_body.name}, field="to_body")
    if since < clock.today():
        raise Invalid(_("划转日期不能在今天之前：此前的办理和统计已由原单位作出。"), field="since")
    if not document_number.strip():
        raise Invalid(_("划转须有书面决定，请填文号。"), field="document_number")
    if not grounds.strip():
        raise Invalid(_("请写明事由。"), field="grounds")


def _tell(move: SchoolMove, text: str) -> None:
    """The school and both bodies hear of it."""
    said = text % {
        "school": move.school.name,
        "from": move.from_body.name,
        "to": move.to_body.name,
        "day": cn_date_full(move.since),
        "document": move.document_number,
        "students": move.students,
        "cases": move.cases,
    }
    with unfenced(reason="a school, the body that it leaves and the one that it comes to are told"):
        notify_holders(move.school_id, "open_cases", "office", said)
        for body in (move.from_body_id, move.to_body_id):
            notify_holders(body, "decide_cases", "office", said, link=reverse("reorganization:moves"))


def _record(actor: Scope, move: SchoolMove, kind: str) -> None:
    event_record(
        kind=kind,
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="organization",
        subject_id=move.school_id,
        data={"move": move.pk, "from": move.from_body_id, "to": move.to_body_id, "since": move.since.isoformat()},
    )
