"""An officer's open work: what he opened and is not through, and what lies with the organization to be decided."""

from dataclasses import dataclass
from datetime import date

from xueji.cases import registry
from xueji.cases.models import Case, Step
from xueji.cases.states import CaseState
from xueji.offices.models import HandOverItem
from xueji.organizations.models import Office
from xueji.organizations.roles import role as role_of

Why = HandOverItem.Why
MOST = 2000  # of each sort; an office with more hands over its whole list, not single cases
_OPENED = {CaseState.DRAFT: Why.DRAFT, CaseState.RETURNED: Why.RETURNED, CaseState.RUNNING: Why.RUNNING}


@dataclass(frozen=True)
class Work:
    """One case on the list: why, and the nearest last day, wherever it lies."""

    case_id: int
    number: str
    kind_label: str
    title: str
    why: HandOverItem.Why
    due_on: date | None


def open_work(office: Office) -> list[Work]:
    """The list of an officer, in three queries; callers are in the scope of the organization.

    Steps are listed for roles that decide: they lie with the organization and not with one person, and the officer himself
    may not decide on what he opened.
    """
    opened = Case.objects.filter(
        opened_for=office.organization_id, opened_by=office.user_id, state__in=list(_OPENED)
    ).order_by("pk")[:MOST]
    nearest = dict(
        Step.objects.filter(case__in=[case.pk for case in opened], state="open", due_on__isnull=False)
        .order_by("-due_on")
        .values_list("case_id", "due_on")
    )
    found = [_work(case, _OPENED[CaseState(case.state)], nearest.get(case.pk)) for case in opened]
    if "decide_cases" in role_of(office.role).permissions:
        steps = Step.objects.to_do(office.organization_id).exclude(case__opened_by=office.user_id)
        found += [_work(step.case, Why.STEP, step.due_on) for step in steps.select_related("case")[:MOST]]
    return found


def _work(case: Case, why: HandOverItem.Why, due_on: date | None) -> Work:
    return Work(case.pk, case.number, str(registry.get(case.kind).label), case.title, why, due_on)
