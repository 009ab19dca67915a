"""A body of a case comes below another while the case is under way: who is to decide from now on."""

from django.utils.timezone import localtime

from xueji import clock
from xueji.cases import registry
from xueji.cases.models import Case, Step
from xueji.cases.planning import widen
from xueji.cases.states import CaseState, StepKind, StepState
from xueji.policies.engine.registry import get as policy

_TO_COME = [StepState.WAITING, StepState.OPEN, StepState.STOPPED]
_UNDER_WAY = [CaseState.RUNNING, CaseState.RETURNED, CaseState.EFFECTIVE]


def cases_of_school(school_id: int) -> list[Case]:
    """Cases under way in which a school is a party, and that have stations to come; drafts are laid anew when they are
    handed up."""
    found = Case.objects.filter(parties__contains=[school_id], state__in=_UNDER_WAY, steps__state__in=_TO_COME)
    return list(found.distinct().order_by("pk"))


def follow(case: Case) -> list[Step]:
    """Give the stations that nobody decided at yet to the bodies that sit there now; the changed ones.

    What was decided stays with who decided, and clocks run on: a school is not to wait longer because it was moved. Bodies
    that had a part keep seeing the case. A station at which one body sat for both sides stays with it; whoever would
    sit there now sees the case.
    """
    kind = registry.get(case.kind)
    parties = kind.parties(case)
    on = localtime(case.submitted_at).date() if case.submitted_at else clock.today()
    chain = policy(case.policy_key).plan(
        kind.chain_kind(case), kind.route(case), parties, on, with_exception=kind.asks_exception(case)
    )
    seats = {step.key: step.organization_id for step in kind.seats(case, chain)}
    to_come = case.steps.filter(state__in=_TO_COME).exclude(kind__in=[StepKind.OUTSIDE, StepKind.SUBMISSION])
    changed = [step for step in to_come if seats.get(step.key, step.organization_id) != step.organization_id]
    widen(case, {body for body in seats.values() if isinstance(body, int)})
    for step in changed:
        step.organization_id = seats[step.key]
        Step.objects.filter(pk=step.pk).update(organization=step.organization_id)
    Case.objects.filter(pk=case.pk).update(roles={name: key for name, key in parties.items() if isinstance(key, int)})
    return changed
