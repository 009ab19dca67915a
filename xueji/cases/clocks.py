"""Clocks of steps: a budget of working days, a ledger of what was used, and how it is shown.

A clock that starts on day D counts from the next working day on; the last day in time is the budget-th of them.
Stopping it keeps what was used; resuming goes on with the rest.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from xueji import clock as wall
from xueji.calendars.loader import get_calendar
from xueji.calendars.working_days import WorkingCalendar
from xueji.cases.models import ClockEntry, Step
from xueji.cases.states import StepState

SOON = 3  # working days left, today included, from which a clock is shown as running out
LATE = 5  # working days late from which it is shown in solid red


@dataclass(frozen=True)
class ClockView:
    """A clock as pages show it. Working days; `remaining` counts today, negative is how many days late."""

    budget: int
    used: int
    remaining: int
    due_on: date | None
    state: str
    provisional: bool = False
    stopped_reason: str = ""


def start(step: Step, *, event: ClockEntry.Event = ClockEntry.Event.START) -> None:
    """Open a step today and set its clock going (a step without a budget has no due day)."""
    day = wall.today()
    step.state = StepState.OPEN
    step.running_since = day
    step.done_on = None
    if step.budget is not None:
        # A step whose budget is used up still gets the next working day: what is put right has to be possible.
        due = get_calendar().add(day, max(step.budget - step.consumed, 1))
        step.due_on, step.due_is_provisional = due.day, due.provisional
    _save(step, event)


def stop(step: Step) -> None:
    """Stand the clock still: the case went back to somebody else."""
    _use(step)
    step.state = StepState.STOPPED
    step.due_on, step.due_is_provisional = None, False
    _save(step, ClockEntry.Event.STOP)


def finish(step: Step, state: StepState = StepState.DONE) -> None:
    """Close the step for good (until somebody returns the case to it)."""
    _use(step)
    step.state = state
    step.done_on = wall.today()
    step.due_on, step.due_is_provisional = None, False
    _save(step, ClockEntry.Event.FINISH)


def view(step: Step, today: date | None = None, calendar: WorkingCalendar | None = None) -> ClockView | None:
    """How the step's clock stands on `today`; None for a step without a budget.

    Whoever shows many clocks passes the calendar, which otherwise costs a query each.
    """
    if step.budget is None:
        return None
    today = today or wall.today()
    if step.state == StepState.STOPPED:
        left = max(step.budget - step.consumed, 1)
        return ClockView(step.budget, step.consumed, left, None, "stopped", stopped_reason=_("退回补正"))
    if step.state != StepState.OPEN or step.due_on is None:
        return ClockView(step.budget, step.consumed, step.budget - step.consumed, step.due_on, "done")
    # On the day it starts a clock has its whole budget left, not a day more: that day itself does not count.
    remaining = min((calendar or get_calendar()).remaining(today, step.due_on), max(step.budget - step.consumed, 1))
    used = max(step.budget - max(remaining, 0), 0)
    shade = "today" if step.due_on == today else _shade(remaining)
    return ClockView(step.budget, used, remaining, step.due_on, shade, step.due_is_provisional)


def _shade(remaining: int) -> str:
    """The state of a clock on another day than its last. On a rest day the next day's last one is not today's."""
    if remaining <= -LATE:
        return "late"
    if remaining <= 0:
        return "late_soft"
    return "soon" if remaining <= SOON else "running"


def _use(step: Step) -> None:
    if step.running_since is not None:
        step.consumed += get_calendar().elapsed(step.running_since, wall.today())
        step.running_since = None


def _save(step: Step, event: ClockEntry.Event) -> None:
    step.save(update_fields=["state", "running_since", "due_on", "due_is_provisional", "consumed", "done_on"])
    ClockEntry.objects.create(
        case_id=step.case_id,
        step=step,
        event=event,
        on=wall.today(),
        consumed=step.consumed,
        due_on=step.due_on,
        at=wall.now(),
    )
