"""The deadline sweep: finds in the database all that came near, reached or passed its day, and says so once.

Celery only wakes it; whatever was missed while nothing ran is found by the next sweep. It never decides anything.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from xueji import clock
from xueji.calendars.loader import get_calendar
from xueji.cases.models import Case, DeadlineEvent, Notice, Step
from xueji.organizations.models import Organization
from xueji.organizations.scope import unfenced

REMIND_BEFORE = 2  # working days before the last day
ESCALATE_AFTER = 5  # working days late
BATCH = 500


@dataclass(frozen=True)
class DueEvent:
    """One thing that became due: ids, codes and days, no names."""

    case: str
    step: str
    organization: str
    kind: str
    due_on: date
    working_days: int
    escalated_to: str | None


def sweep(at: datetime | None = None) -> list[DueEvent]:
    """Record every deadline event due at `at` (now by default). Running twice records nothing twice."""
    moment = localtime(at) if at else clock.now()
    events: list[DueEvent] = []
    after: int | None = 0
    with clock.at(moment):
        while after is not None:
            with unfenced(reason="deadline sweep"):
                after, found = _sweep_batch(moment.date(), after)
            events += found
    return events


def _sweep_batch(day: date, after: int) -> tuple[int | None, list[DueEvent]]:
    """The next steps by id, in a transaction of their own: who decides waits for a batch, not for the country.

    Cases are locked along with their steps, because who decides locks the case first: locking steps alone would let the
    two wait for each other. What somebody is just deciding is left to the next sweep.
    """
    horizon = get_calendar().add(day, REMIND_BEFORE).day
    steps = list(
        Step.objects.due_by(horizon)
        .filter(id__gt=after)
        .select_related("case", "organization__parent")
        .select_for_update(of=("self", "case"), skip_locked=True)
        .order_by("id")[:BATCH]
    )
    return (steps[-1].pk, _record(steps, day)) if steps else (None, [])


def _record(steps: list[Step], day: date) -> list[DueEvent]:
    rows = [(step, step.due_on, kind) for step in steps if step.due_on for kind in _reached(step, step.due_on, day)]
    known = set(
        DeadlineEvent.objects.filter(step__in={step.pk for step, _due, _kind in rows}).values_list(
            "step_id", "kind", "due_on"
        )
    )
    fresh = [(step, due, kind) for step, due, kind in rows if (step.pk, kind, due) not in known]
    DeadlineEvent.objects.bulk_create(
        [
            DeadlineEvent(case_id=step.case_id, step=step, kind=kind, due_on=due, at=clock.now())
            for step, due, kind in fresh
        ],
        ignore_conflicts=True,
    )
    return [_tell(step, due, kind, day) for step, due, kind in fresh]


def _reached(step: Step, due: date, day: date) -> list[DeadlineEvent.Kind]:
    """What the clock has come to on `day`: within two working days of its last one, on it, or past it."""
    if due > day:
        return [DeadlineEvent.Kind.REMINDER]
    if due == day:
        return [DeadlineEvent.Kind.DUE]
    late = -get_calendar().remaining(day, due)
    if late >= ESCALATE_AFTER and step.escalates and step.organization.parent_id:
        return [DeadlineEvent.Kind.OVERDUE, DeadlineEvent.Kind.ESCALATED]
    return [DeadlineEvent.Kind.OVERDUE]


def _tell(step: Step, due: date, kind: DeadlineEvent.Kind, day: date) -> DueEvent:
    above = step.organization.parent if kind == DeadlineEvent.Kind.ESCALATED else None
    if above:
        Step.objects.filter(pk=step.pk).update(escalated_to=above)
        _let_see(step.case, above)
    label = DeadlineEvent.Kind(kind).label
    Notice.objects.create(
        organization_id=above.pk if above else step.organization_id,
        case_id=step.case_id,
        kind=kind,
        text=_("%(title)s：%(step)s%(label)s") % {"title": step.case.title, "step": step.label, "label": label},
        at=clock.now(),
    )
    return DueEvent(
        case=step.case.number,
        step=step.key,
        organization=step.organization.code,
        kind=str(kind),
        due_on=due,
        working_days=get_calendar().remaining(day, due),
        escalated_to=above.code if above else None,
    )


def _let_see(case: Case, above: Organization) -> None:
    """The level above sees what is escalated to it, even where it is no ancestor of a party."""
    viewers = sorted({*case.viewers, *above.key_chain()})
    if viewers != case.viewers:
        Case.objects.filter(pk=case.pk).update(viewers=viewers)
        Step.objects.filter(case=case).update(viewers=viewers)
        case.viewers = viewers
