"""Sending a case back, and who has to agree again once it comes back (docs/adr: returns)."""

from xueji.cases import clocks
from xueji.cases.content import fingerprint
from xueji.cases.models import Case, Decision, Step
from xueji.cases.states import HOLDING, DecisionVerb, StepKind, StepState


def earlier_steps(step: Step, steps: list[Step]) -> list[Step]:
    """The steps to which the case can be sent back from `step`: those done, of a group before its own."""
    done = [other for other in steps if other.group < step.group and other.state == StepState.DONE]
    return [other for other in done if other.kind in HOLDING]


def send_back(case: Case, target: Step) -> str:
    """Stand every open clock still and open the target; returns what the case says at this moment."""
    for open_step in case.steps.filter(state=StepState.OPEN):
        clocks.stop(open_step)
    clocks.start(target)
    return fingerprint(case)


def ask_again(case: Case, answered: Step) -> list[Step]:
    """After `answered` has done what it was sent back for: those who agreed to another content shall agree again.

    Whoever sits in its group or behind it and agreed before the return is set back to waiting, unless the case still
    says what it said when it was returned. Returns them.
    """
    if not case.steps.filter(kind__in=HOLDING, state=StepState.STOPPED).exists():
        return []
    back = Decision.objects.filter(case=case, verb=DecisionVerb.RETURN, data__to_position=answered.position).first()
    if back is None or back.data.get("content") == fingerprint(case):
        return []
    agreed = case.steps.filter(kind__in=HOLDING, state=StepState.DONE, group__gte=answered.group)
    again = list(agreed.exclude(pk=answered.pk).exclude(kind=StepKind.SUBMISSION))
    for step in again:
        step.state, step.done_on = StepState.WAITING, None
    Step.objects.bulk_update(again, ["state", "done_on"])
    return again
