"""Asking for an export, calling it off, making it again, fetching the file, forgetting it."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from students.exports import vault
from students.exports.models import Export, Form, Purpose
from students.exports.sources.base import Asked, Source, chosen
from xueji import clock
from xueji.audit.actions import event_record
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.jobs.models import Job
from xueji.organizations.models import User
from xueji.organizations.running import job_start
from xueji.organizations.scope import Scope, unfenced

KIND = "export"
RIGHT = "export_numbers"
MOST_PICKED = 20_000
_SHORTEST = 4
_LEFT_OVER = 24 * 3600  # seconds after which a file that belongs to no export is a killed writer's


@dataclass(frozen=True)
class Order:
    """What somebody asks for. `columns` empty: the usual ones; `picked` None: all that the question means."""

    said: dict[str, Any]
    columns: tuple[str, ...] = ()
    layout: str = ""
    form: str = Form.XLSX
    whole: bool = False
    purpose: str = ""
    words: str = ""
    picked: tuple[int, ...] | None = None


def may_take_numbers(actor: Scope) -> bool:
    """Whether whole numbers and family data may leave the register by this office."""
    return actor.allows(RIGHT)


def export_ask(*, actor: Scope, source: Source, order: Order) -> Export:
    """Ask for a file and start making it.

    NotAllowed for who may not see the rows, or asks for whole numbers without the right; Invalid where a purpose is missing
    (field "purpose" or "words") or too many rows were picked (field "columns").
    """
    if not source.may(actor) or actor.user_id is None or actor.organization_id is None:
        raise NotAllowed
    layout = order.layout if order.layout in dict(source.layouts) else ""
    asked = Asked(actor, order.said, chosen(source, actor, order.columns), layout, order.whole, order.picked)
    _check_purpose(actor, source, asked, order)
    if order.picked is not None and len(order.picked) > MOST_PICKED:
        raise Invalid(_("一次最多选 %(most)s 行，请改用筛选。") % {"most": f"{MOST_PICKED:,}"}, field="columns")
    export = Export.objects.create(
        organization_id=actor.organization_id,
        asked_by_id=actor.user_id,
        asked_by_name=User.objects.get(pk=actor.user_id).name,
        asked_at=clock.now(),
        source=source.key,
        layout=layout,
        columns=[] if layout else list(asked.columns),
        asked=order.said,
        picked=None if order.picked is None else list(order.picked),
        form=order.form,
        whole=order.whole and source.has_numbers(actor),
        purpose=order.purpose,
        words=order.words.strip(),
        stored=secrets.token_hex(16),
    )
    return _start(export)


def _check_purpose(actor: Scope, source: Source, asked: Asked, order: Order) -> None:
    if not (order.whole and source.has_numbers(actor)) and not source.is_personal(asked):
        return
    if not may_take_numbers(actor):
        raise NotAllowed(_("您的职务不能导出完整号码和家庭、联系信息。"))
    if order.purpose not in Purpose.values:
        raise Invalid(_("导出完整号码或家庭、联系信息，须选用途，会记入留痕。"), field="purpose")
    if len(order.words.strip()) < _SHORTEST:
        raise Invalid(_("请写明用在哪里、交给谁（至少 %(least)d 个字）。") % {"least": _SHORTEST}, field="words")


def _start(export: Export) -> Export:
    job = job_start(kind=KIND, subject_id=export.pk)
    export.job_id = job.pk
    export.save(update_fields=["job_id"])
    return export


def export_cancel(*, actor: Scope, export: Export) -> Export:
    """Call off an export that is still being made. Conflict when it is over."""
    done = Export.objects.filter(pk=export.pk, state=Export.State.WORKING).update(state=Export.State.CANCELLED)
    if not done:
        raise Conflict(_("已经结束，不用取消。"))
    running = [Job.State.WAITING, Job.State.RUNNING]
    Job.objects.filter(pk=export.job_id or 0, state__in=running).update(
        state=Job.State.CANCELLED, finished_at=clock.now()
    )
    export.refresh_from_db()
    return export


def export_again(*, actor: Scope, source: Source, export: Export) -> Export:
    """Ask for the same again, as the register is now; purpose and rights are asked anew."""
    order = Order(
        said=export.asked,
        columns=tuple(export.columns),
        layout=export.layout,
        form=export.form,
        whole=export.whole,
        purpose=export.purpose,
        words=export.words,
        picked=None if export.picked is None else tuple(export.picked),
    )
    return export_ask(actor=actor, source=source, order=order)


def export_fetch(*, actor: Scope, export: Export, personal: bool) -> Iterator[bytes]:
    """The file, piece by piece, after recording who took it. `personal`: it holds what needs the right.

    NotAllowed when the office has lost the right since; FileNotFoundError when it is no longer kept.
    """
    if (export.whole or personal) and not may_take_numbers(actor):
        raise NotAllowed
    if export.state != Export.State.READY or not vault.exists(export.stored):
        raise FileNotFoundError
    Export.objects.filter(pk=export.pk).update(fetched=export.fetched + 1)
    event_record(
        kind="export_fetched",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="export",
        subject_id=export.pk,
        reason=str(export.purpose_text)[:200],
        data={"whole": export.whole, "rows": export.rows},
    )
    return vault.pieces(export.stored)


def exports_expire() -> int:
    """Delete the files whose days are over and what killed writers left; returns how many exports expired. Idempotent."""
    with unfenced(reason="exports whose days are over"):
        over = list(Export.objects.filter(state=Export.State.READY, expires_at__lte=clock.now()))
        for export in over:
            vault.forget(export.stored)
        Export.objects.filter(pk__in=[export.pk for export in over]).update(state=Export.State.EXPIRED)
        wanted = set(Export.objects.filter(state__in=_HELD).values_list("stored", flat=True))
    for name, written in list(vault.names()):
        if name not in wanted and time.time() - written > _LEFT_OVER:
            vault.forget(name)
    return len(over)


_HELD = [Export.State.WORKING, Export.State.READY]
