"""What the pages of exports show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.exports import reentry, vault
from students.exports.actions import may_take_numbers
from students.exports.books import MOST_ROWS
from students.exports.making import KEPT, MOST, asked_of
from students.exports.models import Export, Form
from students.exports.sources import base
from students.exports.sources.base import Source
from xueji import clock
from xueji.audit.models import Event
from xueji.jobs.models import Job
from xueji.organizations.models import User
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date

SHOWN = 100
_LISTS = ("changes", "graduates", "registered", "terms", "classes")
_MARKS = {
    Export.State.WORKING: ("loader-2", "dim"),
    Export.State.READY: ("circle-check", "ok"),
    Export.State.FAILED: ("alert-circle", "bad"),
    Export.State.CANCELLED: ("ban", "dim"),
    Export.State.EXPIRED: ("clock", "dim"),
}


@dataclass(frozen=True)
class Line:
    """One export of the list."""

    export: Export
    label: str
    state: str
    state_label: str | Promise
    icon: str
    tone: str
    unit: str | Promise

    @property
    def is_ready(self) -> bool:
        return self.state == Export.State.READY

    @property
    def is_working(self) -> bool:
        return self.state == Export.State.WORKING


@dataclass(frozen=True)
class Logged:
    """One line of the log of an organization's exports; `number` stands on the file."""

    number: int | None
    at: datetime
    name: str
    what: str
    rows: int
    whole: bool
    students: int
    reason: str
    is_fetch: bool


def line_of(export: Export, job: Job | None, scope: Scope) -> Line:
    """A line; a job that was given up tells that the export failed, and a file that is gone that its days are over."""
    source = base.get(export.source)
    state = export.state
    if state == Export.State.WORKING and job is not None and job.state == Job.State.FAILED:
        state = Export.State.FAILED
    if state == Export.State.READY and (
        not vault.exists(export.stored) or (export.expires_at is not None and export.expires_at <= clock.now())
    ):
        state = Export.State.EXPIRED
    icon, tone = _MARKS[Export.State(state)]
    label = source.title(asked_of(export, scope)) if source else export.source
    unit = source.unit if source else ""
    return Line(export, label, state, Export.State(state).label, icon, tone, unit)


def list_page(scope: Scope) -> dict[str, Any]:
    """The person's own exports, the last ones first, and what can be asked for here."""
    exports = list(Export.objects.filter(asked_by_id=scope.user_id or 0).order_by("-id")[:SHOWN])
    jobs = Job.objects.in_bulk([export.job_id for export in exports if export.job_id])
    offered = [source for source in base.all_sources() if source.key in _LISTS and source.may(scope)]
    lists = {source.key: source.label for source in offered if source.key in reentry.KINDS}
    return {
        "waiting": reentry.waiting(scope, lists) if reentry.may_enter_again(scope) else [],
        "lines": [line_of(export, jobs.get(export.job_id or 0), scope) for export in exports],
        "offered": offered,
        "kept_days": KEPT.days,
        "tabs": tabs("exports:list", scope),
    }


def tabs(current: str, scope: Scope) -> list[dict[str, Any]]:
    """我的导出, and for those who answer for the office 本单位导出记录."""
    rows = [("exports:list", gettext_lazy("我的导出"))]
    if may_see_log(scope):
        rows.append(("exports:log", gettext_lazy("本单位导出记录")))
    return [{"label": label, "url": reverse(name), "is_current": name == current} for name, label in rows]


def may_see_log(scope: Scope) -> bool:
    """Who answers for an office's people sees what they took out."""
    return scope.allows("manage_offices") or scope.allows("oversee") or scope.allows("manage_students")


def log_page(scope: Scope, number: str = "") -> dict[str, Any]:
    """What officers of this organization took out and fetched, the last first; `number` asks for the one on a file."""
    found = Event.objects.filter(kind__in=["exported", "export_fetched"], subject="export").order_by("-id")
    if number:
        is_one = number.isascii() and number.isdigit() and len(number) < 19
        found = found.filter(subject_id=int(number)) if is_one else found.none()
    events = list(found[:SHOWN])
    names = dict(User.objects.filter(pk__in={event.actor_id for event in events}).values_list("pk", "name"))
    return {"events": [_logged(event, names) for event in events], "number": number, "tabs": tabs("exports:log", scope)}


def _logged(event: Event, names: dict[int, str]) -> Logged:
    source = base.get(event.data.get("source", ""))
    return Logged(
        event.subject_id,
        event.at,
        names.get(event.actor_id or 0, ""),
        str(source.label) if source else "",
        event.data.get("rows", 0),
        bool(event.data.get("whole")),
        event.data.get("students", 0),
        event.reason,
        event.kind == "export_fetched",
    )


def export_page(export: Export, scope: Scope) -> dict[str, Any]:
    """One export: what was asked, how far it is, where to fetch it."""
    job = Job.objects.filter(pk=export.job_id or 0).first()
    source, asked = base.get(export.source), asked_of(export, scope)
    line = line_of(export, job, scope)
    return {
        "line": line,
        "export": export,
        "job": job,
        "rows": _rows(export, source, asked) if source else [],
        "until": cn_date(export.expires_at) if export.expires_at else "",
    }


def _rows(export: Export, source: Source, asked: base.Asked) -> Iterable[tuple[Any, Any]]:
    pairs: list[tuple[Any, Any]] = [(_("编号"), export.pk), *source.described(asked)]
    if export.picked is not None:
        pairs.append((_("选取"), _("%(count)s 行") % {"count": len(export.picked)}))
    pairs.append((_("格式"), Form(export.form).label))
    if source.has_numbers(asked.scope):
        pairs.append((_("号码"), _("完整") if export.whole else _("已遮蔽")))
    if export.purpose:
        pairs.append((_("用途"), export.purpose_text))
    return pairs


def form_page(source: Source, scope: Scope, forms: dict[str, Any], picked: tuple[int, ...] | None) -> dict[str, Any]:
    """The page on which an export is asked for."""
    by_key = {column.key: column for column in source.columns(scope)}
    groups: dict[str, list[Any]] = {"": [], "personal": []}
    for box in forms["form"]["columns"]:
        column = by_key[str(box.data["value"])]
        groups["personal" if column.personal else ""].append(box)
    asked = base.Asked(scope, source.said(forms["query"]), picked=picked)
    return {
        **forms,
        "source": source,
        "picked": picked or (),
        "described": source.described(asked) if not forms["own"].fields else [],
        "boxes": groups[""],
        "personal_boxes": groups["personal"],
        "back_url": reverse(source.back_for(scope) or "exports:list"),
        "may_take_numbers": may_take_numbers(scope),
        "most_rows": MOST_ROWS,
        "most": MOST,
        "kept_days": KEPT.days,
    }
