"""The card of a student (学籍卡): basic data, changes, awards, terms, certificates, on one or two sheets; today or as on a day.

Chapters add a table by `register_part("certificates", _("证书"), [heads], rows_of)`.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.actions import SUBJECT
from students.archive.listing import STYLE
from students.archive.past import papers_on
from students.as_of import RecordOnDay, record_on
from students.models import StatusChange, Student
from students.photos.actions import photo_bytes
from students.photos.past import photo_on
from students.presenters.head import guardian_text
from students.presenters.profile import Group, groups_of
from students.statuses import ChangeKind
from students.term_registration.past import registrations_on
from xueji import clock
from xueji.audit.actions import event_record
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import MaterialKind
from xueji.printing.pdf import SUBSTITUTE, Printed, printed, without_lacking
from xueji.web.formats import cn_date_full, cn_datetime

Rows = Callable[[Student, date], list[list[str]]]


@dataclass(frozen=True)
class CardPart:
    """A table of the card: its title, heads, and the rows of a student up to a day."""

    key: str
    title: str | Promise
    heads: tuple[str | Promise, ...]
    rows: Rows
    order: int = 100


_parts: dict[str, CardPart] = {}


def register_part(part: CardPart) -> None:
    """Add or replace (by key) a table."""
    _parts[part.key] = part


def card_context(student: Student, on: date) -> dict[str, Any]:
    """What the template of the card needs, as on a day."""
    found = record_on(student, on)
    return {
        "found": found,
        "student": found.student,
        "guardian": guardian_text(found.profile),
        "photo": _photo(student, on),
        "groups": _groups(found),
        "parts": [(part, part.rows(student, on)) for part in sorted(_parts.values(), key=lambda each: each.order)],
        "is_today": on >= clock.today(),
    }


def card_print(*, actor: Scope, student: Student, on: date) -> bytes:
    """The card alone as PDF; numbers stay masked. The print is recorded."""
    event_record(
        kind="card_printed",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject=SUBJECT,
        subject_id=student.pk,
        data={"as_of": on.isoformat()},
    )
    return rendered("archive/printing/card.html", card_context(student, on), identifier=f"card-{student.pk}").data


def rendered(template: str, context: dict[str, Any], *, identifier: str) -> Printed:
    """A template of the file as PDF; characters that no face has are marked, and the foot says so."""
    from django.template.loader import render_to_string

    footer = _("%(time)s 打印") % {"time": cn_datetime(clock.now())}
    html = without_lacking(render_to_string(template, context | {"footer": footer}))
    if SUBSTITUTE in html:
        html = without_lacking(render_to_string(template, context | {"footer": footer + _("　〓为字库所缺的字")}))
    return printed(html, STYLE, identifier=identifier)


def _groups(found: RecordOnDay) -> list[Group]:
    """Everything but the identity, which stands at the head of the card."""
    return groups_of(found.student, found.profile)[1:]


def _photo(student: Student, on: date) -> str:
    """The photo of the day as a data: address; empty where there was none."""
    photo = photo_on(student, on)
    if photo is None:
        return ""
    try:
        return f"data:{photo.media_type};base64,{b64encode(photo_bytes(photo)).decode()}"
    except FileNotFoundError:
        return ""


def _changes(student: Student, on: date) -> list[list[str]]:
    rows = StatusChange.objects.filter(student=student, effective_on__lte=on).order_by("effective_on", "pk")
    return [
        [
            cn_date_full(change.effective_on),
            str(change.get_kind_display()),
            _said_of(change),
            change.note,
        ]
        for change in rows
    ]


def _said_of(change: StatusChange) -> str:
    """在读 → 休学; what else changed is said where the status stayed."""
    if change.from_status == change.to_status:
        return str(change.get_to_status_display())
    before = str(change.get_from_status_display()) if change.from_status else ""
    arrow = f"{before} → " if before and change.kind != ChangeKind.TRANSFER_IN else ""
    return f"{arrow}{change.get_to_status_display()}"


def _terms(student: Student, on: date) -> list[list[str]]:
    rows = sorted(registrations_on(student, on), key=lambda row: (row.school_year, row.number))
    return [
        [
            row.term_label,
            str(row.get_state_display()),
            cn_date_full(row.registered_on),
            row.reason or row.leave_reason,
        ]
        for row in rows
    ]


def _awards(student: Student, on: date) -> list[list[str]]:
    """Awards and punishments as the papers in the file tell of them."""
    papers = [paper for paper in papers_on(student, on) if paper.kind == MaterialKind.AWARDS]
    return [[cn_date_full(paper.dated_on), paper.title] for paper in papers]


def register_own_parts() -> None:
    """The register's own tables."""
    heads = (gettext_lazy("生效日期"), gettext_lazy("类别"), gettext_lazy("状态"), gettext_lazy("说明"))
    register_part(CardPart("changes", gettext_lazy("学籍变动记载"), heads, _changes, 10))
    heads = (gettext_lazy("学期"), gettext_lazy("注册情况"), gettext_lazy("注册日期"), gettext_lazy("说明"))
    register_part(CardPart("terms", gettext_lazy("学期注册"), heads, _terms, 20))
    of_awards = (gettext_lazy("日期"), gettext_lazy("档案材料"))
    register_part(CardPart("awards", gettext_lazy("奖惩记载"), of_awards, _awards, 30))
