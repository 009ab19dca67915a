"""The chain of a case: who sits where, laid down when it is submitted (and as a preview while it is a draft)."""

from dataclasses import replace

from django.db.models import Max

from xueji import clock
from xueji.cases import registry
from xueji.cases.models import Case, Step
from xueji.cases.states import HOLDING, CaseState
from xueji.organizations.models import Organization
from xueji.policies.engine.chains import PlannedStep
from xueji.policies.engine.registry import get as policy


def plan_chain(case: Case) -> None:
    """Write the steps of the chain that binds the case, with the organizations that sit in it.

    They see the case from its submission on; a draft is its opener's alone.
    """
    kind = registry.get(case.kind)
    parties = kind.parties(case)
    planned = kind.seats(
        case,
        policy(case.policy_key).plan(
            kind.chain_kind(case), kind.route(case), parties, clock.today(), with_exception=kind.asks_exception(case)
        ),
    )
    _seat(case, {name: key for name, key in parties.items() if isinstance(key, int)}, planned)
    # A draft's steps have no decisions yet; an ordinary delete would look for them in tables that allow no deleting.
    case.steps.all()._raw_delete(case.steps.db)
    Step.objects.bulk_create(_step(case, step) for step in planned)


def seat_exception(case: Case) -> list[Step]:
    """After a correction: lay the seats that decide on exceptions behind the chain of a case that had asked for none.

    Returns the new steps; none where somebody in the chain decides on exceptions anyway.
    """
    kind = registry.get(case.kind)
    holding = list(case.steps.filter(kind__in=HOLDING))
    if not kind.asks_exception(case) or any(step.decides_exceptions for step in holding):
        return []
    planned = policy(case.policy_key).plan(
        kind.chain_kind(case), kind.route(case), kind.parties(case), clock.today(), with_exception=True
    )
    known = {step.key for step in holding}
    last = case.steps.aggregate(position=Max("position"), group=Max("group"))
    missing = [step for step in kind.seats(case, planned) if step.decides_exceptions and step.key not in known]
    widen(case, {step.organization_id for step in missing})
    return Step.objects.bulk_create(
        _step(case, replace(step, position=last["position"] + at, group=last["group"] + at))
        for at, step in enumerate(missing, start=1)
    )


def widen(case: Case, organizations: set[int]) -> None:
    """Let further organizations be parties of a case that is under way."""
    if organizations <= set(case.parties):
        return
    bodies = Organization.objects.filter(pk__in=organizations)
    case.parties = sorted({*case.parties, *organizations})
    case.viewers = sorted({*case.viewers, *(key for body in bodies for key in body.key_chain())})
    case.save(update_fields=["parties", "viewers"])
    case.steps.update(parties=case.parties, viewers=case.viewers)


def _seat(case: Case, roles: dict[str, int], planned: tuple[PlannedStep, ...]) -> None:
    case.roles = roles
    case.parties = case.viewers = [case.opened_for_id]
    if case.state != CaseState.DRAFT:
        case.parties = sorted({step.organization_id for step in planned} | {case.opened_for_id})
        bodies = Organization.objects.filter(pk__in=case.parties)
        case.viewers = sorted({key for body in bodies for key in body.key_chain()})
    case.save(update_fields=["roles", "parties", "viewers"])


def _step(case: Case, planned: PlannedStep) -> Step:
    return Step(
        case=case,
        position=planned.position,
        group=planned.group,
        key=planned.key,
        label=planned.label,
        organization_id=planned.organization_id,
        outside_name=planned.outside_name[:120],
        kind=planned.kind,
        melted=[seat.label for seat in planned.melted],
        citation=planned.citation.to_dict(),
        decides_exceptions=planned.decides_exceptions,
        escalates=planned.late == "escalate",
        budget=planned.budget_working_days,
        viewers=case.viewers,
        parties=case.parties,
    )
