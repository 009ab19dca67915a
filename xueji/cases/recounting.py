"""Counting clocks again when the calendar changed: a year on the way was published, or a published day corrected.

The ledger says when each clock ran; the days used and the last day follow from it and the calendar as it stands now.
Which calendar was counted by last is remembered, so that a change nobody was told of is found by the next sweep.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xueji import clock
from xueji.calendars.loader import get_calendar
from xueji.calendars.models import CalendarStamp
from xueji.calendars.working_days import DueDate, WorkingCalendar
from xueji.cases.models import ClockEntry, Notice, Step
from xueji.cases.states import StepState
from xueji.cases.watching.models import CountedBy
from xueji.organizations.scope import unfenced
from xueji.web.formats import cn_date

BATCH = 500
MOVED = "moved"  # the kind of the notices


@dataclass(frozen=True)
class Moved:
    """A step whose last day is another one now: codes and days, no names."""

    case: str
    step: str
    organization: str
    was_due_on: date | None
    due_on: date
    working_days: int


def steps_recount() -> list[Moved]:
    """Count every running and standing clock by the calendar as it stands, unless that was done already; returns the
    steps whose last day moved. Each batch is a transaction of its own; an interrupted run is taken up by the next.
    """
    with unfenced(reason="count clocks by the calendar"):
        stamp = CalendarStamp.objects.values_list("value", flat=True).get(pk=1)
        if CountedBy.objects.filter(pk=1, stamp=stamp).exists():
            return []
        wrong = _to_recount(get_calendar())
    moved = []
    for start in range(0, len(wrong), BATCH):
        with unfenced(reason="count clocks by the calendar"):
            moved += _recount(wrong[start : start + BATCH], get_calendar())
    with unfenced(reason="count clocks by the calendar"):
        CountedBy.objects.update_or_create(pk=1, defaults={"stamp": stamp})
    return moved


def steps_to_move(calendar: WorkingCalendar) -> int:
    """How many running clocks have another last day, or a more certain one, by that calendar: asked before it is
    published."""
    with unfenced(reason="count clocks by a calendar to come"):
        return _running().filter(_counted_otherwise(calendar)).count()


def due_of(step: Step, calendar: WorkingCalendar) -> DueDate:
    """The last day of a running clock. Even a clock that is used up gets the next working day: what is put right has to
    be possible. ValueError for a clock that does not run."""
    if step.running_since is None or step.budget is None:
        raise ValueError("The clock does not run.")
    return calendar.add(step.running_since, max(step.budget - step.consumed, 1))


def used_by_ledger(entries: Iterable[ClockEntry], calendar: WorkingCalendar) -> int:
    """The working days that a clock ran in all, up to its last stop; `entries` in order."""
    used, since = 0, None
    for entry in entries:
        if entry.event in {ClockEntry.Event.START, ClockEntry.Event.RESUME}:
            since = entry.on
        elif entry.event in {ClockEntry.Event.STOP, ClockEntry.Event.FINISH} and since is not None:
            used, since = used + calendar.elapsed(since, entry.on), None
    return used


def _running() -> QuerySet[Step]:
    return Step.objects.filter(state=StepState.OPEN, due_on__isnull=False).order_by()


def _counted_otherwise(calendar: WorkingCalendar) -> Q:
    """The running clocks that the calendar counts otherwise than they stand. A million of them began on few days with
    few budgets, so these groups are compared, not the clocks."""
    wrong = Q(pk__in=[])
    groups = _running().values_list("running_since", "budget", "consumed", "due_on", "due_is_provisional").distinct()
    for since, budget, consumed, due_on, provisional in groups:
        due = due_of(Step(running_since=since, budget=budget, consumed=consumed), calendar)
        if (due.day, due.provisional) != (due_on, provisional):
            wrong |= Q(
                running_since=since,
                budget=budget,
                consumed=consumed,
                due_on=due_on,
                due_is_provisional=provisional,
            )
    return wrong


def _to_recount(calendar: WorkingCalendar) -> list[int]:
    """By id: the clocks that are counted otherwise, and those that stood still once, which their ledger decides."""
    stood = Step.objects.filter(state__in=[StepState.OPEN, StepState.STOPPED], consumed__gt=0)
    found = set(_running().filter(_counted_otherwise(calendar)).values_list("id", flat=True))
    return sorted(found | set(stood.values_list("id", flat=True)))


def _recount(keys: list[int], calendar: WorkingCalendar) -> list[Moved]:
    """Cases are locked along with their steps and waited for, in one order, as who decides locks them."""
    steps = list(
        Step.objects.filter(pk__in=keys, state__in=[StepState.OPEN, StepState.STOPPED], budget__isnull=False)
        .select_related("case", "organization")
        .select_for_update(of=("self", "case"))
        .order_by("case_id", "id")
    )
    ledgers: dict[int, list[ClockEntry]] = {}
    for entry in ClockEntry.objects.filter(step__in=[step for step in steps if step.consumed]).order_by("id"):
        ledgers.setdefault(entry.step_id, []).append(entry)
    before = {step.pk: step.due_on for step in steps}
    changed = [step for step in steps if _count_again(step, ledgers.get(step.pk, []), calendar)]
    Step.objects.bulk_update(changed, ["consumed", "due_on", "due_is_provisional"])
    moment, today = clock.now(), clock.today()
    ClockEntry.objects.bulk_create(
        ClockEntry(
            case_id=step.case_id,
            step=step,
            event=ClockEntry.Event.RECOUNT,
            on=today,
            consumed=step.consumed,
            due_on=step.due_on,
            at=moment,
        )
        for step in changed
    )
    moved = [step for step in changed if step.due_on and step.due_on != before[step.pk]]
    Notice.objects.bulk_create(_notice(step, before[step.pk]) for step in moved)
    return [_told(step, before[step.pk], calendar.remaining(today, step.due_on)) for step in moved if step.due_on]


def _count_again(step: Step, ledger: list[ClockEntry], calendar: WorkingCalendar) -> bool:
    """Put the step right; whether anything was otherwise."""
    was = (step.consumed, step.due_on, step.due_is_provisional)
    if ledger:
        step.consumed = used_by_ledger(ledger, calendar)
    if step.state == StepState.OPEN:
        due = due_of(step, calendar)
        step.due_on, step.due_is_provisional = due.day, due.provisional
    return was != (step.consumed, step.due_on, step.due_is_provisional)


def _notice(step: Step, was_due_on: date | None) -> Notice:
    words = {"title": step.case.title, "step": step.label, "was": cn_date(was_due_on), "due": cn_date(step.due_on)}
    text = _("%(title)s：%(step)s的到期日按公布的工作日历由%(was)s改为%(due)s") % words
    return Notice(
        organization_id=step.organization_id, case_id=step.case_id, kind=MOVED, text=text[:200], at=clock.now()
    )


def _told(step: Step, was_due_on: date | None, working_days: int) -> Moved:
    return Moved(
        case=step.case.number,
        step=step.key,
        organization=step.organization.code,
        was_due_on=was_due_on,
        due_on=step.due_on or clock.today(),
        working_days=working_days,
    )
