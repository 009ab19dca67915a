"""Papers that go back to the admission authority: a list made and fixed, marked as returned, nothing twice (Beijing 8)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from students.admission.models import Admission, AdmissionEvent, ReturnList
from students.admission.moves import locked, move, require
from students.admission.reading import reading_of
from students.admission.states import Verb
from xueji import clock
from xueji.audit.actions import event_record
from xueji.errors import Conflict, Invalid
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.policies.windows import day_label

_LOCK = 0x786C


@transaction.atomic
def return_list_make(*, actor: Scope, admission_ids: Collection[int]) -> ReturnList:
    """A list of these lost admissions, fixed as they are now. One channel a list: papers go back the way they came.

    Raises Invalid for an empty choice or several channels, Conflict for somebody who is on a list already.
    """
    require(actor)
    rows = locked(admission_ids)
    if not rows:
        raise Invalid(_("请先选要退回材料的人。"), field="admission")
    if any(row.return_list_id is not None or not row.is_lost for row in rows):
        raise Conflict(_("所选的人里有的已列入退回名单或已恢复入学资格，请刷新后重选。"))
    channels = {row.channel for row in rows}
    if len(channels) > 1:
        names = "、".join(sorted(channel or _("未写明") for channel in channels))
        raise Invalid(_("材料按原招生渠道退回，一份名单只能有一个渠道；所选的人来自：%s。") % names, field="admission")
    school, today = rows[0].school, clock.today()
    reading, confirmed = reading_of(school), confirmed_days(rows)
    due = [reading.papers_by(row, confirmed.get(row.pk)) for row in rows]
    made = ReturnList(
        school=school,
        serial=_next_serial(school, today.year),
        year=today.year,
        channel=channels.pop(),
        count=len(rows),
        due_on=min((day for day in due if day is not None), default=None),
        made_on=today,
        made_by_id=actor.user_id,
    )
    made.rows = [_line(row, day) for row, day in zip(rows, due, strict=True)]
    made.save()
    move(
        actor=actor,
        admissions=rows,
        verb=Verb.RETURN,
        changes=lambda _row: {"return_list": made},
        note=_("列入退回名单 %s") % made.number,
        data={"list": made.pk},
    )
    return made


@transaction.atomic
def return_list_mark(*, actor: Scope, made: ReturnList, returned_on: date, returned_to: str, note: str) -> ReturnList:
    """Write down that the papers went back: on which day, to whom. Raises Invalid, Conflict when it was done already."""
    require(actor)
    made = ReturnList.objects.select_for_update().get(pk=made.pk)
    if made.returned_on is not None:
        raise Conflict(_("这份名单已于%s退回。") % day_label(made.returned_on))
    if returned_on > clock.today() or returned_on < made.made_on:
        raise Invalid(_("退回日期应在制表日期（%s）到今天之间。") % day_label(made.made_on), field="returned_on")
    if not returned_to.strip():
        raise Invalid(_("请写明退给哪个单位。"), field="returned_to")
    made.returned_on, made.returned_to, made.receipt_note = returned_on, returned_to.strip(), note.strip()
    made.save(update_fields=["returned_on", "returned_to", "receipt_note"])
    rows = locked(Admission.objects.filter(return_list=made).values_list("pk", flat=True))
    move(
        actor=actor,
        admissions=rows,
        verb=Verb.RETURN,
        on=returned_on,
        note=_("材料退回%s") % made.returned_to,
        data={"list": made.pk},
    )
    return made


@transaction.atomic
def return_list_discard(*, actor: Scope, made: ReturnList) -> None:
    """Throw a list away that has not gone back; its people wait for another one. Raises Conflict once it went back."""
    require(actor)
    made = ReturnList.objects.select_for_update().get(pk=made.pk)
    if made.returned_on is not None:
        raise Conflict(_("这份名单已经退回，不能作废。"))
    rows = locked(Admission.objects.filter(return_list=made).values_list("pk", flat=True))
    move(
        actor=actor,
        admissions=rows,
        verb=Verb.RETURN,
        changes=lambda _row: {"return_list": None},
        note=_("退回名单 %s 作废") % made.number,
        data={"list": made.pk},
    )
    event_record(
        kind="return_list_discarded",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="return_list",
        subject_id=made.pk,
    )
    made.delete()


def confirmed_days(rows: Collection[Admission]) -> dict[int, date]:
    """On which day the loss of each was confirmed, in one query."""
    events = AdmissionEvent.objects.filter(admission__in=[row.pk for row in rows], verb__in=[Verb.FORFEIT, Verb.CANCEL])
    return dict(events.order_by("pk").values_list("admission_id", "on"))


def _next_serial(school: Organization, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, school.pk])
    last = ReturnList.objects.filter(school=school, year=year).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


def _line(row: Admission, due_on: date | None) -> dict[str, Any]:
    return {
        "name": row.name,
        "sex": row.get_sex_display(),
        "identity_number": row.identity_number,
        "candidate_number": row.candidate_number,
        "notice_number": row.notice_number,
        "score": "" if row.score is None else f"{row.score.normalize():f}",
        "programme": row.programme_text or (row.programme.name if row.programme else ""),
        "state": str(row.get_state_display()),
        "lost_on": str(row.lost_on),
        "reason": row.lost_reason,
        "due_on": due_on.isoformat() if due_on else "",
    }
