"""The path that a case would take if it were submitted today, with the latest day of each step."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from xueji.calendars.loader import get_calendar
from xueji.calendars.working_days import WorkingCalendar
from xueji.organizations.models import Organization
from xueji.policies.engine.chains import Parties, PlannedStep, StepKind
from xueji.policies.engine.registry import get as policy


@dataclass(frozen=True)
class PathStep:
    """A step as `{% chain_path %}` draws it. `due_on` is None where no time is set."""

    number: int
    label: str
    organization_name: str
    state: str
    lines: tuple[str, ...]
    due_on: date | None
    provisional: bool = False


def path_preview(
    policy_key: str, kind: str, route: str, parties: Parties, today: date, *, with_exception: bool = False
) -> list[PathStep]:
    """Steps in order. Working days count on from the latest day of the group before; filings hold nothing up."""
    planned = policy(policy_key).plan(kind, route, parties, today, with_exception=with_exception)
    names = dict(
        Organization.objects.filter(pk__in={step.organization_id for step in planned}).values_list("pk", "name")
    )
    calendar = get_calendar()
    start, group, latest, provisional = today, 0, today, False
    path = []
    for step in planned:
        if step.group != group:
            start, group = latest, step.group
        due, is_estimate = _due(calendar, start, step)
        provisional = provisional or is_estimate
        latest = max(latest, due or latest)
        path.append(
            PathStep(
                number=step.position,
                label=step.outside_name or names[step.organization_id],
                organization_name=step.outside_name or names[step.organization_id],
                state="now" if step.position == 1 else "next",
                lines=(_line(step),),
                due_on=due,
                provisional=provisional and due is not None,
            )
        )
    return path


def _due(calendar: WorkingCalendar, start: date, step: PlannedStep) -> tuple[date | None, bool]:
    if step.kind is StepKind.SUBMISSION:
        return start, False
    if step.budget_working_days is None:
        return None, False
    due = calendar.add(start, step.budget_working_days)
    return due.day, due.provisional


def _line(step: PlannedStep) -> str:
    """What the step is: 转入学校，审批，10 个工作日."""
    kind = str(step.kind.label)
    parts = [step.title] if kind in step.title else [step.title, kind]
    if step.budget_working_days is not None and step.kind is not StepKind.SUBMISSION:
        parts.append(_("%(days)d 个工作日") % {"days": step.budget_working_days})
    if step.outside_name:
        parts.append(_("系统外，凭纸质件录入"))
    if step.kind is StepKind.FILING:
        parts.append(_("不影响生效"))
    return "，".join(parts)
