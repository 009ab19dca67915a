"""What stands in a case's file (案卷), in the order in which files are kept."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from xueji.cases import registry
from xueji.cases.models import Case, ClockEntry, DeadlineEvent, Evidence, Item
from xueji.cases.outside import body_of
from xueji.cases.presenters.opinions import timeline
from xueji.cases.presenters.snapshot import facts_of
from xueji.cases.printing.boxes import Opinions
from xueji.cases.printing.inserts import Attached
from xueji.policies.engine.registry import get as policy
from xueji.policies.engine.verdicts import Verdicts
from xueji.web.formats import cn_date_full, cn_datetime


def dossier(
    case: Case, items: Sequence[Item], opinions: Opinions, papers: Sequence[Evidence], attached: Sequence[Attached]
) -> dict[str, Any]:
    """The context of cases/printing/file.html, the form apart."""
    kind = registry.get(case.kind)
    own = kind.context(case, list(items))
    compared = own.get("comparison") or []
    return {
        "case": case,
        "kind": kind,
        "title": case.title,
        "cover": _cover(case, items),
        "facts": [] if case.is_batch or not items else facts_of(items[0].snapshot),
        "described": own.get("described") or [],
        "comparison": compared,
        "comparison_heads": own.get("comparison_heads") or [_("变更前"), _("变更后")],
        "effects": kind.effects(case, list(items)),
        "verdicts": [_verdict(verdict) for verdict in Verdicts.from_list(case.verdicts)],
        "steps": [_step(step) for step in opinions.steps],
        "entries": reversed(timeline(opinions.decisions, opinions.steps, papers)),
        "clocks": _clocks(case, opinions),
        "papers": [_paper(paper, attached) for paper in papers],
    }


def _cover(case: Case, items: Sequence[Item]) -> list[tuple[str, str]]:
    rules = policy(case.policy_key)
    first = items[0].snapshot if items else {}
    who = _("%(count)d 名学生") % {"count": len(items)} if case.is_batch else first.get("name", "")
    return [
        (_("案卷题名"), case.title),
        (_("办件号"), case.number),
        (_("学生"), who),
        (_("开办单位"), case.opened_for.name),
        (_("依据"), _("%(name)s，口径 %(version)s") % {"name": rules.name, "version": case.policy_version}),
        (_("开办"), cn_date_full(case.created_at)),
        (_("提交"), cn_date_full(case.submitted_at) or _("未提交")),
        (_("生效"), cn_date_full(case.effective_at) or "—"),
        (_("办结"), cn_date_full(case.closed_at) or "—"),
        (_("状态"), case.get_state_display()),
    ]


def _verdict(verdict: Any) -> SimpleNamespace:
    granted = _("（已作例外）") if verdict.granted else ""
    return SimpleNamespace(
        outcome=f"{verdict.outcome.label}{granted}",
        place=verdict.citation.label,
        sentence=verdict.sentence,
        reason=verdict.reason,
    )


def _step(step: Any) -> SimpleNamespace:
    return SimpleNamespace(
        number=step.position,
        label="、".join([*step.melted, step.label]),
        body=body_of(step),
        kind=step.get_kind_display(),
        state=step.get_state_display(),
        budget=_("%(days)d 个工作日") % {"days": step.budget} if step.budget else "—",
        used=step.consumed if step.budget else "",
        done=cn_date_full(step.done_on),
    )


def _clocks(case: Case, opinions: Opinions) -> list[SimpleNamespace]:
    """The ledger of clocks with what the deadlines led to, in order of time."""
    number = {step.pk: step.position for step in opinions.steps}
    rows = [
        SimpleNamespace(
            at=entry.at,
            step=number.get(entry.step_id, ""),
            event=ClockEntry.Event(entry.event).label,
            used=entry.consumed,
            due=cn_date_full(entry.due_on),
            when=cn_datetime(entry.at),
        )
        for entry in case.clock_entries.all()
    ]
    rows += [
        SimpleNamespace(
            at=event.at,
            step=number.get(event.step_id, ""),
            event=DeadlineEvent.Kind(event.kind).label,
            used="",
            due=cn_date_full(event.due_on),
            when=cn_datetime(event.at),
        )
        for event in case.deadline_events.all()
    ]
    return sorted(rows, key=lambda row: row.at)


def _paper(paper: Evidence, attached: Sequence[Attached]) -> SimpleNamespace:
    found = next((each for each in attached if each.paper.pk == paper.pk), None)
    return SimpleNamespace(
        label=paper.label,
        body=paper.added_for.name,
        by=paper.added_by.name,
        when=cn_datetime(paper.added_at),
        sha256=paper.sha256,
        pages=_("附后 %(pages)d 页") % {"pages": found.pages} if found else _("未附，见系统"),
    )
