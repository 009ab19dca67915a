"""Oversight (超期与督办): what is overdue below a bureau, how long, at whom; and pressing for it. Nobody is decided for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, Count, Max, Min, Q, Value, When
from django.utils.translation import gettext as _

from xueji import clock
from xueji.audit.actions import event_record
from xueji.calendars.loader import get_calendar
from xueji.calendars.working_days import WorkingCalendar
from xueji.cases.models import Notice, Step
from xueji.cases.queries import StepQuerySet
from xueji.cases.states import StepState
from xueji.errors import Conflict, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced

SOON = 3  # working days, today included
REMINDED = "reminded"
REMIND_CAP = 500


@dataclass
class Body:
    """What lies with one organization below."""

    organization: Organization
    running: int
    overdue: int
    soon: int
    longest: int
    reminded_on: date | None = None


@dataclass
class Branch:
    """One county (or a body directly below) with the organizations that stand under it."""

    organization: Organization
    bodies: list[Body] = field(default_factory=list)

    @property
    def running(self) -> int:
        return sum(body.running for body in self.bodies)

    @property
    def overdue(self) -> int:
        return sum(body.overdue for body in self.bodies)

    @property
    def soon(self) -> int:
        return sum(body.soon for body in self.bodies)

    @property
    def longest(self) -> int:
        return max((body.longest for body in self.bodies), default=0)

    @property
    def at_schools(self) -> int:
        """Overdue with schools; the rest lies with bureaus."""
        return sum(body.overdue for body in self.bodies if body.organization.kind == Organization.Kind.SCHOOL)


def below(scope: Scope) -> StepQuerySet:
    """Open steps of the organizations below the scope's, in the cases that the fence shows."""
    ancestor = f"organization__{scope.level.value}"
    theirs = Step.objects.filter(state=StepState.OPEN, **{ancestor: scope.organization_id})
    return theirs.exclude(organization=scope.organization_id)


def overdue_below(scope: Scope) -> int:
    """How many steps are overdue below: the number in the navigation."""
    return below(scope).overdue_on(clock.today()).count()


def branches(scope: Scope, organization: Organization) -> list[Branch]:
    """What lies below, by county and organization, the worst first. Three queries."""
    calendar, today = get_calendar(), clock.today()
    soon = calendar.add(today, SOON - 1).day
    rows = (
        below(scope)
        .order_by()
        .values_list("organization_id")
        .annotate(
            running=Count("id"),
            overdue=Count("id", Q(due_on__lt=today)),
            soon=Count("id", Q(due_on__gte=today, due_on__lte=soon)),
            oldest=Min("due_on"),
        )
    )
    counted = {key: numbers for key, *numbers in rows}
    known = Organization.objects.in_bulk(counted.keys())
    above = Organization.objects.in_bulk({_branch_key(body, organization) for body in known.values()})
    reminded = _last_reminders(counted.keys())
    found: dict[int, Branch] = {}
    for key, (running, overdue, due_soon, oldest) in counted.items():
        body = known[key]
        branch_key = _branch_key(body, organization)
        branch = found.setdefault(branch_key, Branch(above[branch_key]))
        late = max(-calendar.remaining(today, oldest), 0) if overdue else 0
        branch.bodies.append(Body(body, running, overdue, due_soon, late, reminded.get(key)))
    for branch in found.values():
        branch.bodies.sort(key=lambda body: (-body.overdue, -body.longest, body.organization.code))
    return sorted(found.values(), key=lambda branch: (-branch.overdue, -branch.longest, branch.organization.code))


def _branch_key(body: Organization, reader: Organization) -> int:
    """Which row a body stands under: seen from a county itself; from a city its county; from a province its city."""
    if reader.kind in {Organization.Kind.COUNTY, Organization.Kind.SUPERIOR_BODY}:
        return int(body.pk)
    if reader.kind == Organization.Kind.PROVINCE and not reader.is_municipality:
        return int(body.city_id or body.pk)
    return int(body.county_id or body.pk)


def _last_reminders(organizations: Iterable[int]) -> dict[int, date]:
    rows = Notice.objects.filter(kind=REMINDED, organization_id__in=list(organizations)).order_by()
    return {key: at.date() for key, at in rows.values_list("organization_id").annotate(at=Max("at"))}


def overdue_steps(scope: Scope, organization: Organization) -> StepQuerySet:
    """Overdue steps below, those taken to this level first, then the longest overdue."""
    steps = below(scope).overdue_on(clock.today()).with_case()
    taken_here = When(escalated_to=organization.pk, then=Value(0))
    return steps.order_by(Case(taken_here, default=Value(1)), "due_on", "id")


def days_late(step: Step, calendar: WorkingCalendar) -> int:
    """Working days that an open step is overdue."""
    return max(-calendar.remaining(clock.today(), step.due_on), 0) if step.due_on else 0


@transaction.atomic
def organization_remind(*, actor: Scope, organization: Organization) -> int:
    """Press an organization below for everything overdue there; returns how many matters it was told of.

    Each matter at most once a day. Raises NotAllowed for another's, Conflict when there is nothing to press for today.
    """
    if not actor.allows("oversee"):
        raise NotAllowed(_("您的职务不能督办。"))
    reader = Organization.objects.get(pk=actor.organization_id or 0)
    today = clock.today()
    steps = below(actor).filter(organization=organization).overdue_on(today).select_related("case")
    since = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    told = Notice.objects.filter(organization_id=organization.pk, kind=REMINDED, at__gte=since).values("case_id")
    due = list(steps.exclude(case__in=told)[:REMIND_CAP])
    if not due:
        raise Conflict(_("%(name)s 现在没有可提醒的超期事项，或今天已经提醒过。") % {"name": organization.name})
    calendar = get_calendar()
    notices = [_reminder(step, reader, calendar, clock.now()) for step in due]
    with unfenced(reason=f"reminder to organization {organization.pk}"):
        Notice.objects.bulk_create(notices)
    event_record(
        kind="organization_reminded",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="organization",
        subject_id=organization.pk,
        data={"cases": [step.case_id for step in due]},
    )
    return len(notices)


def _reminder(step: Step, reader: Organization, calendar: WorkingCalendar, at: datetime) -> Notice:
    days = days_late(step, calendar)
    text = _("%(reader)s提醒：%(title)s 已超期 %(days)d 个工作日，请尽快办理") % {
        "reader": reader.name,
        "title": step.case.title,
        "days": days,
    }
    return Notice(organization_id=step.organization_id, case_id=step.case_id, kind=REMINDED, text=text[:200], at=at)
