"""How much was overdue below a bureau, week by week: from the deadline events, which say when a step passed its day, and
the steps, which say when it was done."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q

from xueji import clock
from xueji.cases.models import DeadlineEvent
from xueji.cases.oversight import Filters
from xueji.cases.states import StepState
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

WEEKS = 12


@dataclass(frozen=True)
class Trend:
    """How much was overdue on each of `days` (the last is today's weekday a week ago, then today is counted apart): in
    all, and by organization."""

    days: list[date]
    total: list[int]
    by_organization: dict[int, list[int]]


def overdue_by_week(scope: Scope, filters: Filters) -> Trend:
    """The last twelve weeks up to a week ago, in one query."""
    today = clock.today()
    days = [today - timedelta(weeks=weeks) for weeks in range(WEEKS - 1, 0, -1)]
    counts = {f"week_{number}": Count("id", _late_on(day)) for number, day in enumerate(days)}
    rows = _events(scope, filters).order_by().values("step__organization_id").annotate(**counts)
    found = {row["step__organization_id"]: [row[name] for name in counts] for row in rows}
    total = [sum(numbers) for numbers in zip(*found.values(), strict=True)] or [0] * len(days)
    return Trend(days, total, found)


def _events(scope: Scope, filters: Filters):  # type: ignore[no-untyped-def]
    ancestor = f"step__organization__{scope.level.value}"
    events = DeadlineEvent.objects.filter(kind=DeadlineEvent.Kind.OVERDUE, **{ancestor: scope.organization_id})
    events = events.exclude(step__organization=scope.organization_id)
    if filters.kind:
        events = events.filter(case__kind=filters.kind)
    if filters.at:
        schools = Q(step__organization__kind=Organization.Kind.SCHOOL)
        events = events.filter(schools if filters.at == "schools" else ~schools)
    return events


def _late_on(day: date) -> Q:
    """Past its day, and not done by then."""
    still = Q(step__state=StepState.OPEN, step__due_on=F("due_on"))
    return Q(due_on__lt=day) & (still | Q(step__done_on__gt=day))
