"""Who sits in the chain of a revocation: the original's chain once more, with the body that opens it in front."""

from dataclasses import replace

from xueji.organizations.models import Organization
from xueji.policies.engine.chains import PlannedStep, StepKind


def seats_again(planned: tuple[PlannedStep, ...], opener: Organization, label: str) -> tuple[PlannedStep, ...]:
    """The original's seats for a revocation that `opener` submits.

    Who submitted the original agrees now like the others, unless it opens this one or agrees in a seat that follows.
    Bodies below the opener are told instead of asked: an order to correct from above does not wait for its addressee.
    Somebody always agrees: where nobody else is left, the opener's own office does, by another person.
    """
    applied = [step for step in planned if step.kind is StepKind.SUBMISSION]
    rest = [step for step in planned if step.kind is not StepKind.SUBMISSION]
    first = replace((applied or rest)[0], organization_id=opener.pk, label=label, kind=StepKind.SUBMISSION, melted=())
    agreeing = {step.organization_id for step in rest if step.kind is not StepKind.FILING}
    asked = [
        replace(step, kind=StepKind.APPROVAL, budget_working_days=_usual(rest), melted=())
        for step in applied
        if step.organization_id not in {opener.pk, *agreeing}
    ]
    below = set(Organization.objects.within(opener).exclude(pk=opener.pk).values_list("pk", flat=True))
    seats = [_told(step) if step.organization_id in below else step for step in (*asked, *rest)]
    if all(step.kind is StepKind.FILING for step in seats):
        seats.insert(0, replace(first, kind=StepKind.APPROVAL, budget_working_days=_usual(rest)))
    return _numbered(first, asked, seats)


def _told(step: PlannedStep) -> PlannedStep:
    return replace(step, kind=StepKind.FILING, budget_working_days=None, decides_exceptions=False)


def _usual(steps: list[PlannedStep]) -> int | None:
    return max((step.budget_working_days for step in steps if step.budget_working_days), default=None)


def _numbered(first: PlannedStep, asked: list[PlannedStep], seats: list[PlannedStep]) -> tuple[PlannedStep, ...]:
    """The submission alone in the first group, who submitted then in the second, the others behind as they were."""
    keys = {id(step): (0, 0) for step in seats[: len(asked)]} if asked else {}
    order = sorted({keys.get(id(step), (1, step.group)) for step in seats})
    groups = {key: at for at, key in enumerate(order, start=2)}
    return tuple(
        replace(step, group=1 if at == 1 else groups[keys.get(id(step), (1, step.group))], position=at)
        for at, step in enumerate((first, *seats), start=1)
    )
