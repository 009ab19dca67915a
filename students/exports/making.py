"""Making the file of an export: rows are read in portions, each in a transaction of its own, and written at once.

All portions read one state of the register, that of the beginning (steady.py). Nothing is kept in memory but the ids and one
portion. A second run makes the file again.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from students.exports import vault
from students.exports.blocks import blocks_write
from students.exports.books import write_book
from students.exports.models import Export, Form
from students.exports.sheets import headings_of, moment_of, plan_of, trace_of
from students.exports.sources import base
from students.exports.sources.base import Asked, Pairs, Source
from students.exports.steady import NOW, State, steady
from students.exports.texts import Row, csv_bytes
from xueji import clock
from xueji.audit.actions import event_record
from xueji.errors import Conflict
from xueji.jobs.registry import Progress
from xueji.notices.inbox import notify_users
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

PORTION = 2_000
KEPT = timedelta(days=7)  # so long a file waits to be fetched
MOST = 5_000_000  # rows of one export
Sink = Any
"""Anything with `write(bytes)`."""


class Cancelled(Conflict):
    """Somebody cancelled the export while it was being made."""


def nothing(done: int, total: int, note: str = "") -> None:
    """The progress of whoever does not want to know."""


def asked_of(export: Export, scope: Scope) -> Asked:
    """What an export is to hold."""
    return Asked(scope, export.asked, tuple(export.columns), export.layout, export.whole, export.picked)


def export_make(*, actor: Scope, export: Export, progress: Progress = nothing) -> Export:
    """Make the file and set the export ready; Cancelled when it was called off. Safe to run again: what a killed worker
    left is thrown away first."""
    source = cast(Source, base.get(export.source))
    with actor.enter():
        export.refresh_from_db()
        if export.state != Export.State.WORKING:
            return export
        organization = Organization.objects.get(pk=export.organization_id)
    asked = asked_of(export, actor)
    with steady() as state:
        with state.enter(actor):
            keys = source.keys(asked)
        if len(keys) > MOST:
            raise Conflict(
                _("共 %(count)s 行，一次最多导出 %(most)s 行，请缩小范围。") % {"count": len(keys), "most": MOST}
            )
        name = export.stored
        vault.forget(name)
        progress(0, len(keys), str(_("正在读取")))
        with vault.writing(name) as sink:
            count = write_rows(sink, export, organization, source, asked, keys, state, progress)
    return _keep(actor, export, source, keys, name, (count, sink.size))


def write_rows(
    sink: Sink,
    export: Export,
    organization: Organization,
    source: Source,
    asked: Asked,
    keys: Sequence[int],
    state: State = NOW,
    progress: Progress = nothing,
) -> int:
    """Write the rows of `keys` in the export's format to `sink`; returns how many. The bench times this on any sink."""
    rows = _read(export, source, asked, keys, state, progress)
    trace = trace_of(export, organization)
    if export.form == Form.XLSX:
        with state.enter(asked.scope):
            cover = cover_of(export, organization, source, asked, len(keys))
            plan = plan_of(export, source, asked, cover, trace)
        return write_book(sink, plan, rows, len(keys))
    with state.enter(asked.scope):
        headings = headings_of(source, asked)
    return _write_text(sink, headings, rows, Form(export.form))


def _read(
    export: Export, source: Source, asked: Asked, keys: Sequence[int], state: State, progress: Progress
) -> Iterator[Row]:
    for start in range(0, len(keys), PORTION):
        # Outside of the state: there nobody has cancelled yet.
        with asked.scope.enter():
            if export.pk and not Export.objects.filter(pk=export.pk, state=Export.State.WORKING).exists():
                raise Cancelled(_("已取消。"))
        with state.enter(asked.scope):
            rows = list(source.rows(asked, keys[start : start + PORTION]))
        yield from rows
        progress(min(start + PORTION, len(keys)), len(keys), "")


def _write_text(sink: Sink, headings: Sequence[str], rows: Iterator[Row], form: Form) -> int:
    encoding = "gb18030" if form is Form.CSV_GB18030 else "utf-8"
    sink.write(b"" if form is Form.CSV_GB18030 else "﻿".encode())
    sink.write(csv_bytes([headings], encoding))
    count = 0
    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        count += 1
        if len(waiting) == PORTION:
            sink.write(csv_bytes(waiting, encoding))
            waiting.clear()
    sink.write(csv_bytes(waiting, encoding))
    return count


def cover_of(export: Export, organization: Organization, source: Source, asked: Asked, count: int) -> Pairs:
    """The lines of the cover: who, when, which rows, what for."""
    numbers = _("完整") if export.whole else _("已遮蔽")
    pairs: Pairs = [
        (_("导出单位"), organization.name),
        (_("导出人"), export.asked_by_name),
        (_("导出时间"), moment_of(export)),
        (_("编号"), str(export.pk)),
        *source.described(asked),
        (_("行数"), f"{count:,} {source.unit}"),
    ]
    if export.picked is not None:
        pairs.insert(4, (_("选取"), _("只含选中的或查到的 %(count)s 行") % {"count": len(export.picked)}))
    if source.has_numbers(asked.scope):
        pairs.append((_("号码"), numbers))
    if export.purpose:
        pairs.append((_("用途"), str(export.purpose_text)))
    return [*pairs, (_("提示"), _("本表含学生个人信息，只可用于上述用途，用完删除；导出已记入留痕。"))]


def _keep(
    actor: Scope, export: Export, source: Source, keys: Sequence[int], name: str, made: tuple[int, int]
) -> Export:
    """Set the export ready and write down whose whole numbers it holds, in one transaction."""
    count, size = made
    with actor.enter():
        now = clock.now()
        done = Export.objects.filter(pk=export.pk, state=Export.State.WORKING).update(
            state=Export.State.READY, stored=name, rows=count, size=size, ready_at=now, expires_at=now + KEPT
        )
        if not done:
            vault.forget(name)
            raise Cancelled(_("已取消。"))
        students = blocks_write(export, source.students(keys)) if export.whole else 0
        event_record(
            kind="exported",
            actor_id=actor.user_id,
            organization_id=actor.organization_id,
            subject="export",
            subject_id=export.pk,
            reason=str(export.purpose_text)[:200],
            data={"source": export.source, "layout": export.layout, "form": export.form, "rows": count,
                  "whole": export.whole, "students": students},
        )  # fmt: skip
        _tell(actor, export, count)
        export.refresh_from_db()
    return export


def _tell(actor: Scope, export: Export, count: int) -> None:
    source = cast(Source, base.get(export.source))
    text = ngettext("%(label)s已导出，%(count)d 行", "%(label)s已导出，%(count)d 行", count)
    link = reverse("exports:export", args=[export.pk])
    if actor.user_id is not None:
        said = text % {"label": source.label, "count": count}
        notify_users([actor.user_id], actor.organization_id, "export", said, link=link)
