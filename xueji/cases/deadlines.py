"""The deadline sweep: finds in the database all that came near, reached or passed its day, and says so once; then runs
the watches, which open drafts.

Celery only wakes it; whatever was missed while nothing ran is found by the next sweep. It never decides anything.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from xueji import clock
from xueji.calendars.loader import get_calendar
from xueji.calendars.working_days import WorkingCalendar
from xueji.cases import recounting, watches
from xueji.cases.models import Case, DeadlineEvent, Notice, Step
from xueji.organizations.models import Organization
from xueji.organizations.scope import unfenced

REMIND_BEFORE = 2  # working days before the last day
ESCALATE_AFTER = 5  # working days late
REMIND_AGAIN = timedelta(weeks=1)  # as long as it is late
BATCH = 500
DRAFT = "draft"  # what is said of a watch that opened a draft
MOVED = "moved"  # of a step whose last day is another one since the calendar changed
FOUND = "found"  # of one that only told the organization


Place = tuple[date, int]  # last day and id of a step


@dataclass(frozen=True)
class DueEvent:
    """One thing that became due: ids, codes and days, no names. `on` is the day it happened, which is earlier than the
    sweep's when no sweep ran in between.

    Of a step, or of a watch: then `step` is the key of the watch, and `case` the draft that it opened, if any.
    """

    case: str | None
    step: str
    organization: str
    kind: str
    due_on: date
    working_days: int
    escalated_to: str | None
    on: date


@dataclass(frozen=True)
class _Reached:
    """A step whose clock has come to something, and on which day."""

    step: Step
    due: date
    kind: DeadlineEvent.Kind
    on: date
    week: int = 0

    @property
    def key(self) -> tuple[int, str, date, int]:
        """What happens once."""
        return self.step.pk, self.kind, self.due, self.week

    @property
    def above(self) -> Organization | None:
        """The body to which it is taken."""
        return self.step.organization.parent if self.kind == DeadlineEvent.Kind.ESCALATED else None


def sweep(at: datetime | None = None) -> list[DueEvent]:
    """Record every deadline event due at `at` (now by default), and open the drafts of the watches. Running twice does
    nothing twice. Raises an ExceptionGroup when a watch failed, after all the rest is done."""
    moment = localtime(at) if at else clock.now()
    events: list[DueEvent] = []
    after: Place | None = (date.min, 0)
    with clock.at(moment):
        events += [_moved(each) for each in recounting.steps_recount()]
        while after is not None:
            with unfenced(reason="deadline sweep"):
                after, found = _sweep_batch(moment.date(), after)
            events += found
        calendar = get_calendar()
        events += [_of_watch(met, calendar, moment.date()) for met in watches.meet_all(moment.date())]
    return events


def _sweep_batch(day: date, after: Place) -> tuple[Place | None, list[DueEvent]]:
    """The next steps by last day and id, in a transaction of their own: who decides waits for a batch, not for the country.

    Cases are locked along with their steps, because who decides locks the case first: locking steps alone would let the
    two wait for each other. What somebody is just deciding is left to the next sweep.
    """
    calendar = get_calendar()
    due = Step.objects.due_by(calendar.add(day, REMIND_BEFORE).day)
    # Their places alone first, and by last day: so they come from the partial index of what is due, however many steps
    # are open. Asked for by id, or joined, the planner may walk them all.
    on, key = after
    behind = due.filter(Q(due_on__gt=on) | Q(due_on=on, id__gt=key), due_on__gte=on)
    places = list(behind.order_by("due_on", "id").values_list("due_on", "id")[:BATCH])
    if not places:
        return None, []
    steps = due.filter(pk__in=[pk for _on, pk in places]).select_related("case", "organization__parent")
    locked = steps.select_for_update(of=("self", "case"), skip_locked=True).order_by("id")
    return places[-1], _record(list(locked), day, calendar)


def _record(steps: list[Step], day: date, calendar: WorkingCalendar) -> list[DueEvent]:
    found = [each for step in steps for each in _reached(step, day, calendar)]
    rows = DeadlineEvent.objects.filter(step__in={each.step.pk for each in found})
    known = set(rows.values_list("step_id", "kind", "due_on", "week"))
    fresh = [each for each in found if each.key not in known]
    moment = clock.now()
    DeadlineEvent.objects.bulk_create([_event(each, moment) for each in fresh], ignore_conflicts=True)
    _take_up(fresh)
    Notice.objects.bulk_create([_notice(each, moment) for each in _worth_telling(fresh)])
    return [_told(each, calendar.remaining(day, each.due)) for each in fresh]


def _event(reached: _Reached, moment: datetime) -> DeadlineEvent:
    step = reached.step
    return DeadlineEvent(
        case_id=step.case_id, step=step, kind=reached.kind, due_on=reached.due, week=reached.week, at=moment
    )


def _reached(step: Step, day: date, calendar: WorkingCalendar) -> list[_Reached]:
    """All that the clock has come to up to `day`, in order: two working days before its last one (or when it started,
    where it had fewer), the last one itself, the day after, five working days late, and the last full week late."""
    if step.due_on is None:
        return []
    due, kinds = step.due_on, DeadlineEvent.Kind
    reminded = calendar.back(due, REMIND_BEFORE)
    stations = [
        (kinds.REMINDER, max(reminded, step.running_since or reminded)),
        (kinds.DUE, due),
        (kinds.OVERDUE, due + timedelta(days=1)),
    ]
    if step.escalates and step.organization.parent_id:
        stations.append((kinds.ESCALATED, calendar.add(due, ESCALATE_AFTER).day))
    found = [_Reached(step, due, kind, on) for kind, on in stations if on <= day]
    late_since = due + timedelta(days=1)
    if (weeks := (day - late_since) // REMIND_AGAIN) > 0:
        found.append(_Reached(step, due, kinds.REPEATED, late_since + weeks * REMIND_AGAIN, weeks))
    return sorted(found, key=lambda each: each.on)


def _worth_telling(fresh: list[_Reached]) -> list[_Reached]:
    """Of what came together after a time without sweeps, an organization is told the latest; what went up goes up."""
    latest = {each.step.pk: each for each in fresh if each.above is None}
    return [each for each in fresh if each.above is not None or latest[each.step.pk] is each]


def _notice(reached: _Reached, moment: datetime) -> Notice:
    step = reached.step
    words = {"title": step.case.title, "step": step.label, "label": reached.kind.label, "weeks": reached.week}
    text = _("%(title)s：%(step)s%(label)s，已超期 %(weeks)d 周") if reached.week else _("%(title)s：%(step)s%(label)s")
    return Notice(
        organization_id=reached.above.pk if reached.above else step.organization_id,
        case_id=step.case_id,
        kind=reached.kind,
        text=text % words,
        at=moment,
    )


def _told(reached: _Reached, working_days: int) -> DueEvent:
    return DueEvent(
        case=reached.step.case.number,
        step=reached.step.key,
        organization=reached.step.organization.code,
        kind=str(reached.kind),
        due_on=reached.due,
        working_days=working_days,
        escalated_to=reached.above.code if reached.above else None,
        on=reached.on,
    )


def _of_watch(met: watches.Met, calendar: WorkingCalendar, day: date) -> DueEvent:
    return DueEvent(
        case=met.case,
        step=met.watch,
        organization=met.organization,
        kind=DRAFT if met.case else FOUND,
        due_on=met.due.due_on,
        working_days=calendar.remaining(day, met.due.due_on),
        escalated_to=None,
        on=day,
    )


def _moved(moved: recounting.Moved) -> DueEvent:
    return DueEvent(
        case=moved.case,
        step=moved.step,
        organization=moved.organization,
        kind=MOVED,
        due_on=moved.due_on,
        working_days=moved.working_days,
        escalated_to=None,
        on=clock.today(),
    )


def _take_up(fresh: list[_Reached]) -> None:
    """The level above sees what is escalated to it, even where it is no ancestor of a party."""
    viewers: dict[int, set[int]] = {}
    before = {each.step.case_id: each.step.case.viewers for each in fresh}
    taken: dict[Organization, list[int]] = {}
    for each in fresh:
        if each.above is not None:
            taken.setdefault(each.above, []).append(each.step.pk)
            viewers.setdefault(each.step.case_id, set(before[each.step.case_id])).update(each.above.key_chain())
    for above, steps in taken.items():
        Step.objects.filter(pk__in=steps).update(escalated_to=above)
    for case_id, found in viewers.items():
        if sorted(found) != before[case_id]:
            Case.objects.filter(pk=case_id).update(viewers=sorted(found))
            Step.objects.filter(case=case_id).update(viewers=sorted(found))
