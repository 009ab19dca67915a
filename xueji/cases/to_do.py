"""The to-do list: what lies with an organization, by its last day; its rows, its groups, and the way from one to the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji import clock as wall
from xueji.calendars.loader import get_calendar
from xueji.calendars.working_days import WorkingCalendar
from xueji.cases import clocks, registry
from xueji.cases.models import Case, Step
from xueji.cases.presenters import heads
from xueji.cases.queries import StepQuerySet, before_condition
from xueji.cases.states import StepKind
from xueji.organizations.scope import current_scope, notes
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.verdicts import Verdicts
from xueji.web.formats import cn_date

PAGE = 25
COUNT_CAP = 1000
TO_DO_TOTAL = "to_do_total"  # noted for the navigation by whoever has counted already
NEAR = 5  # working days left up to which a matter stands under 本周与下周初

Cursor = tuple[date | None, int]
ACTIONS = {
    StepKind.SUBMISSION: gettext_lazy("补正"),
    StepKind.APPROVAL: gettext_lazy("核办"),
    StepKind.FILING: gettext_lazy("备案"),
    StepKind.OUTSIDE: gettext_lazy("代录意见"),
    StepKind.CORRECTION: gettext_lazy("改正"),
}


@dataclass(frozen=True)
class Row:
    """One line of a to-do list."""

    step: Step
    kind_label: str
    subject: str
    detail: str
    url: str
    action: str
    clock: clocks.ClockView | None
    citation: Citation | None
    group: str
    is_mine: bool


@dataclass(frozen=True)
class Tally:
    """How much there is to do; `total` stops at COUNT_CAP."""

    total: int
    today: int
    overdue: int

    @property
    def total_text(self) -> str:
        """The number, with a plus where counting stopped."""
        return f"{COUNT_CAP - 1}+" if self.total >= COUNT_CAP else str(self.total)

    @property
    def headline(self) -> str:
        """待办 7 件，1 件今天到期."""
        if not self.total:
            return _("没有要您办的事")
        text = _("待办 %(count)s 件") % {"count": self.total_text}
        if self.overdue:
            text += _("，%(count)d 件超期") % {"count": self.overdue}
        if self.today:
            text += _("，%(count)d 件今天到期") % {"count": self.today}
        return text


def tally(steps: StepQuerySet) -> Tally:
    """Count a list of open steps, at most COUNT_CAP of them, in one query."""
    today = wall.today()
    counted = steps.by_deadline()[:COUNT_CAP].aggregate(
        total=Count("id"), today=Count("id", Q(due_on=today)), overdue=Count("id", Q(due_on__lt=today))
    )
    return Tally(**counted)


def rows_of(steps: Iterable[Step], organization_id: int | None, calendar: WorkingCalendar | None = None) -> list[Row]:
    """Lines for steps that came `with_case()`: one query for a page, however long it is."""
    steps = list(steps)
    calendar = calendar or get_calendar()
    known = heads.heads_of({step.case_id: step.case for step in steps}.values())
    return [_row(step, known[step.case_id], organization_id, calendar) for step in steps]


def grouped(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Lines in the order given, under 超期, 今天, 本周与下周初, 以后 and 没有期限."""
    return [(title, list(members)) for title, members in groupby(rows, key=lambda row: row.group)]


def cursor_of(step: Step) -> Cursor:
    """The place of a step in the order of the list."""
    return step.due_on, step.pk


def cursor_text(step: Step) -> str:
    """The same for an address: 2026-09-14_17, or _17 for a step without a last day."""
    return f"{step.due_on.isoformat() if step.due_on else ''}_{step.pk}"


def cursor_from(text: str) -> Cursor | None:
    """Read an address' cursor back; None for anything else."""
    day, _sep, key = text.partition("_")
    try:
        return (date.fromisoformat(day) if day else None), int(key)
    except ValueError:
        return None


def next_after(cursor: Cursor, organization_id: int | None, *, not_case: int) -> Step | None:
    """What to do next: the one behind, or else the first of the list."""
    steps = Step.objects.to_do(organization_id).exclude(case=not_case)
    return steps.after(cursor).first() or steps.first()


@dataclass(frozen=True)
class Queue:
    """Where a step stands in the to-do list of its organization."""

    position: int
    total: int
    previous: Step | None
    following: Step | None

    @property
    def previous_url(self) -> str:
        """The case before, empty at the beginning."""
        return reverse("cases:case", args=[self.previous.case_id]) if self.previous else ""

    @property
    def following_url(self) -> str:
        """The case behind, empty at the end."""
        return reverse("cases:case", args=[self.following.case_id]) if self.following else ""

    @property
    def position_text(self) -> str:
        """待办第 3 件，共 17 件."""
        return _("待办第 %(position)d 件，共 %(total)d 件") % {"position": self.position, "total": self.total}

    def as_next(self) -> dict[str, Any]:
        """What components/decision.html shows below the button."""
        clock = ""
        if self.following and self.following.due_on:
            clock = _("%(day)s到期") % {"day": cn_date(self.following.due_on)}
        return {
            "position_text": self.position_text,
            "title": self.following.case.title if self.following else "",
            "url": self.following_url,
            "clock_text": clock,
            "previous_url": self.previous_url,
        }


def queue_around(step: Step, organization_id: int | None) -> Queue:
    """The neighbours of a step in the list, in one query while it is among the first COUNT_CAP, else in three more."""
    steps = Step.objects.to_do(organization_id)
    first = list(steps.values_list("pk", "due_on", "case_id", "case__title")[:COUNT_CAP])
    notes()[TO_DO_TOTAL] = len(first)
    place = next((at for at, row in enumerate(first) if row[0] == step.pk), None)
    if place is not None and (place + 1 < len(first) or len(first) < COUNT_CAP):
        before = _neighbour(first[place - 1]) if place else None
        behind = _neighbour(first[place + 1]) if place + 1 < len(first) else None
        return Queue(place + 1, len(first), before, behind)
    return _queue_far_down(step, steps)


def _queue_far_down(step: Step, steps: StepQuerySet) -> Queue:
    cursor = cursor_of(step)
    earlier = steps.before(cursor)
    counts = steps[:COUNT_CAP].aggregate(total=Count("id"), earlier=Count("id", before_condition(cursor)))
    following = steps.after(cursor).select_related("case").first()
    return Queue(counts["earlier"] + 1, counts["total"], earlier.reverse().first(), following)


def _neighbour(row: tuple[int, date | None, int, str]) -> Step:
    """As much of a step as its neighbour's page shows of it."""
    pk, due_on, case_id, title = row
    return Step(pk=pk, due_on=due_on, case_id=case_id, case=Case(pk=case_id, title=title))


def _row(step: Step, head: heads.Head, organization_id: int | None, calendar: WorkingCalendar) -> Row:
    case = step.case
    clock = clocks.view(step, calendar=calendar)
    mine = step.organization_id == organization_id
    return Row(
        step=step,
        kind_label=str(registry.get(case.kind).label),
        subject=heads.subject(case, head),
        detail=_detail(step, organization_id),
        url=reverse("cases:case", args=[case.pk]),
        action=_action(step) if mine else _("查看"),
        clock=clock,
        citation=Citation.from_dict(step.citation) if step.citation else None,
        group=_group(clock, step),
        is_mine=mine,
    )


def _action(step: Step) -> str:
    """What the reader does with it; on a case of one's own a colleague has to decide."""
    scope = current_scope()
    own = scope is not None and scope.user_id is not None and step.case.opened_by_id == scope.user_id
    if own and step.kind not in (StepKind.SUBMISSION, StepKind.CORRECTION):
        return _("待同事办理")
    return str(ACTIONS[StepKind(step.kind)])


def _detail(step: Step, organization_id: int | None) -> str:
    """Where it comes from or lies, and the rules' answer."""
    if step.organization_id != organization_id:
        place = _("在 %(name)s，%(label)s") % {"name": step.organization.name, "label": step.label}
    elif step.case.opened_for_id == organization_id:
        place = _("退回本单位补正") if step.kind == StepKind.SUBMISSION else step.label
    else:
        place = _("来自%(name)s") % {"name": step.case.opened_for.name}
    answer = heads.trouble(Verdicts.from_list(step.case.verdicts))
    return "；".join(part for part in (place, answer) if part)


def _group(clock: clocks.ClockView | None, step: Step) -> str:
    if clock is None or step.due_on is None:
        return _("没有期限")
    if clock.state in {"late", "late_soft"}:
        return _("超期")
    if clock.state == "today":
        return _("今天")
    return _("本周与下周初") if clock.remaining <= NEAR else _("以后")
