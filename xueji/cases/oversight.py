"""Oversight (超期与督办): what is overdue below a bureau, how long, at whom; and pressing for it. Nobody is decided for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Avg, Case, Count, IntegerField, Max, Min, Q, Value, When
from django.http import QueryDict
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from xueji import clock
from xueji.audit.actions import event_record
from xueji.calendars.loader import get_calendar
from xueji.calendars.working_days import WorkingCalendar
from xueji.cases import registry
from xueji.cases.models import DeadlineEvent, Decision, Notice, Step
from xueji.cases.queries import StepQuerySet
from xueji.cases.states import StepKind, StepState
from xueji.errors import Conflict, NotAllowed
from xueji.organizations.models import Office, Organization
from xueji.organizations.roles import ROLES
from xueji.organizations.scope import Scope, unfenced
from xueji.web.asked import whole

SOON = 3  # working days, today included
REMINDED = "reminded"
PRESSED = "pressed"
REMIND_CAP = 500
USUAL = timedelta(days=90)  # over so long a time the usual number of days is counted
LATE_FROM = (1, 5, 10)  # working days late that can be asked for
SCHOOLS, BUREAUS = "schools", "bureaus"
_DECIDERS = [role.key for role in ROLES if "decide_cases" in role.permissions]

Cursor = tuple[int, date, int]


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; anything unknown counts as not asked. `late` in working days, `at` schools or bureaus,
    `organization` one body, `under` one branch."""

    kind: str = ""
    at: str = ""
    late: int = 0
    organization: int | None = None
    under: int | None = None

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        kinds = {kind.key for kind in registry.all_kinds()}
        number = {name: query.get(name, "") for name in ("late", "organization", "under")}
        return cls(
            kind=query.get("kind", "") if query.get("kind") in kinds else "",
            at=query.get("at", "") if query.get("at") in {SCHOOLS, BUREAUS} else "",
            late=int(number["late"]) if number["late"] in {str(days) for days in LATE_FROM} else 0,
            organization=whole(number["organization"]),
            under=whole(number["under"]),
        )

    def narrow(self, steps: StepQuerySet) -> StepQuerySet:
        """The steps of the kind and at the bodies asked for (`late` and `under` concern overdue ones only)."""
        if self.kind:
            steps = steps.filter(case__kind=self.kind)
        if self.at == SCHOOLS:
            steps = steps.filter(organization__kind=Organization.Kind.SCHOOL)
        elif self.at == BUREAUS:
            steps = steps.exclude(organization__kind=Organization.Kind.SCHOOL)
        return steps


@dataclass
class Body:
    """What lies with one organization below."""

    organization: Organization
    running: int
    overdue: int
    soon: int
    longest: int
    usual: float | None = None  # working days that it took of late
    pressed_on: date | None = None
    pressed_by: str = ""  # reminder or escalated


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
    def is_single(self) -> bool:
        """Whether nothing stands under it but itself."""
        return [body.organization.pk for body in self.bodies] == [self.organization.pk]

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


def branches(scope: Scope, organization: Organization, filters: Filters | None = None) -> list[Branch]:
    """What lies below, by county and organization, the worst first. Six queries."""
    calendar, today = get_calendar(), clock.today()
    soon = calendar.add(today, SOON - 1).day
    steps = (filters or Filters()).narrow(below(scope))
    rows = (
        steps.order_by()
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
    pressed, usual = _last_pressed(counted.keys()), _usual_days(counted.keys(), today)
    found: dict[int, Branch] = {}
    for key, (running, overdue, due_soon, oldest) in counted.items():
        body = known[key]
        branch_key = _branch_key(body, organization)
        branch = found.setdefault(branch_key, Branch(above[branch_key]))
        late = max(-calendar.remaining(today, oldest), 0) if overdue else 0
        on, how = pressed.get(key, (None, ""))
        branch.bodies.append(Body(body, running, overdue, due_soon, late, usual.get(key), on, how))
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


def _last_pressed(organizations: Iterable[int]) -> dict[int, tuple[date, str]]:
    """When each was pressed for last, and how: reminded by a level above, or taken to it by the sweep."""
    keys = list(organizations)
    notices = Notice.objects.filter(kind__in=[REMINDED, PRESSED], organization_id__in=keys).order_by()
    events = DeadlineEvent.objects.filter(kind=DeadlineEvent.Kind.ESCALATED, step__organization__in=keys).order_by()
    found: dict[int, tuple[datetime, str]] = {}
    for how, rows in (
        (REMINDED, notices.values_list("organization_id").annotate(last=Max("at"))),
        ("escalated", events.values_list("step__organization_id").annotate(last=Max("at"))),
    ):
        for key, at in rows:
            if key not in found or at > found[key][0]:
                found[key] = (at, how)
    return {key: (localtime(at).date(), how) for key, (at, how) in found.items()}


def _usual_days(organizations: Iterable[int], today: date) -> dict[int, float]:
    """Working days that decisions took in the last three months, on an average."""
    done = Step.objects.filter(
        organization__in=list(organizations), state=StepState.DONE, kind=StepKind.APPROVAL, done_on__gte=today - USUAL
    )
    return {key: float(days) for key, days in done.order_by().values_list("organization_id").annotate(Avg("consumed"))}


def overdue_steps(scope: Scope, organization: Organization, filters: Filters | None = None) -> StepQuerySet:
    """Overdue steps below, those taken to this level first, then the longest overdue. `rank` is 0 for the former."""
    filters = filters or Filters()
    today = clock.today()
    before = get_calendar().back(today + timedelta(days=1), filters.late) if filters.late else today
    steps = filters.narrow(below(scope).overdue_on(before)).with_case()
    if filters.organization is not None:
        steps = steps.filter(organization=filters.organization)
    if filters.under is not None:
        steps = steps.filter(Q(organization=filters.under) | Q(**_under(organization, filters.under)))
    taken_here = When(escalated_to=organization.pk, then=Value(0))
    rank = Case(taken_here, default=Value(1), output_field=IntegerField())
    return steps.annotate(rank=rank).order_by("rank", "due_on", "id")


def _under(reader: Organization, branch: int) -> dict[str, int]:
    if reader.kind == Organization.Kind.PROVINCE and not reader.is_municipality:
        return {"organization__city": branch}
    return {"organization__county": branch}


def cursor_of(step: Step) -> str:
    """The place of an overdue step in the list, for an address: 1_2026-09-14_17."""
    return f"{step.rank}_{step.due_on}_{step.pk}"  # type: ignore[attr-defined]


def behind(steps: StepQuerySet, text: str) -> StepQuerySet:
    """What stands behind the cursor of an address; everything for anything else."""
    cursor = _cursor_from(text)
    if cursor is None:
        return steps
    rank, due, key = cursor
    later = Q(due_on__gt=due) | Q(due_on=due, id__gt=key)
    return steps.filter(Q(rank__gt=rank) | Q(rank=rank) & later)


def _cursor_from(text: str) -> Cursor | None:
    try:
        rank, day, key = text.split("_")
        return int(rank), date.fromisoformat(day), int(key)
    except ValueError:
        return None


def holders(steps: Iterable[Step]) -> dict[int, str]:
    """With whom each step lies, by its id: who of the organization acted in the case last, else its officers who may
    decide. Two queries."""
    steps = list(steps)
    bodies = {step.organization_id for step in steps}
    decisions = Decision.objects.filter(case__in={step.case_id for step in steps}, organization__in=bodies)
    last = decisions.order_by("case_id", "organization_id", "-id").distinct("case_id", "organization_id")
    acted = {(row.case_id, row.organization_id): row.actor_name for row in last}
    officers: dict[int, list[str]] = {}
    offices = Office.objects.held_on(clock.today()).filter(organization__in=bodies, role__in=_DECIDERS)
    for body, name in offices.order_by("id").values_list("organization_id", "user__name"):
        officers.setdefault(body, []).append(name)
    return {
        step.pk: acted.get((step.case_id, step.organization_id))
        or "、".join(officers.get(step.organization_id, [])[:2])
        for step in steps
    }


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
