"""Opinion boxes: what each seat of the chain said, who signed, when. A seat is found by its name, however it melted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from xueji.cases.models import Case, Decision, Step
from xueji.cases.outside import body_of
from xueji.cases.states import DecisionVerb, StepKind, StepState

_SAID = {DecisionVerb.APPROVE, DecisionVerb.REJECT, DecisionVerb.FILE, DecisionVerb.OBJECT, DecisionVerb.SUBMIT}
_FINAL = {StepState.DONE, StepState.OBJECTED}


@dataclass(frozen=True)
class BoxView:
    """An opinion box. `signer` and `on` are empty until the seat has spoken; `body` is who seals."""

    label: str
    body: str = ""
    text: str = ""
    signer: str = ""
    on: date | None = None
    is_seated: bool = True


@dataclass(frozen=True)
class Opinions:
    """Steps and decisions of a case (newest first), asked by seat."""

    case: Case
    steps: Sequence[Step]
    decisions: Sequence[Decision]

    def of_party(self, label: str, party: str) -> BoxView:
        """The box of a seat by its name; not seated where nobody sits there in this case."""
        step = self._step_of(party)
        return self.of_step(step, label) if step else BoxView(label, is_seated=False)

    def of_step(self, step: Step, label: str = "") -> BoxView:
        """The box of one step."""
        said = self._last_word(step)
        body = body_of(step)
        heading = label or _heading(step)
        if said is None:
            return BoxView(heading, body)
        return BoxView(heading, body, _text(said, step), said.actor_name, localtime(said.at).date())

    def all_boxes(self) -> list[BoxView]:
        """A box for every seat that says something: the submission only where no step of the opener decides."""
        deciding = {step.organization_id for step in self.steps if step.kind != StepKind.SUBMISSION}
        return [
            self.of_step(step)
            for step in self.steps
            if step.kind != StepKind.SUBMISSION or step.organization_id not in deciding
        ]

    def _step_of(self, party: str) -> Step | None:
        """The step of a seat: its own, or the one of the same body into which the seat melted."""
        keys = {party, f"file_{party}"}
        own = [step for step in self.steps if step.key in keys]
        if own:
            return own[-1]
        body = self.case.roles.get(party)
        if body is None:
            return None
        same = [step for step in self.steps if step.organization_id == body and not step.outside_name]
        decided = [step for step in same if step.kind != StepKind.SUBMISSION]
        return next(iter(decided or same), None)

    def _last_word(self, step: Step) -> Decision | None:
        if step.state not in _FINAL:
            return None
        return next((each for each in self.decisions if each.step_id == step.pk and each.verb in _SAID), None)


def opinions_of(case: Case, steps: Iterable[Step], decisions: Iterable[Decision]) -> Opinions:
    """`steps` in order with their organizations, `decisions` newest first."""
    return Opinions(case, list(steps), list(decisions))


def _heading(step: Step) -> str:
    kind = _("备案") if step.kind == StepKind.FILING else _("意见")
    seats = "、".join([*step.melted, step.label])
    seats = seats.removesuffix(_("同意"))
    return seats if seats.endswith((kind, _("意见"))) else f"{seats}{kind}"


def _text(said: Decision, step: Step) -> str:
    verb = _("提交核办") if said.verb == DecisionVerb.SUBMIT else str(DecisionVerb(said.verb).label)
    words = said.opinion.strip()
    text = words if words and said.verb in {DecisionVerb.APPROVE, DecisionVerb.SUBMIT} else f"{verb}。{words}"
    if grounds := "；".join(said.data.get("exceptions", {}).values()):
        text += _("作例外，理由：%(grounds)s") % {"grounds": grounds}
    if step.outside_name:
        text += _("（据该单位书面意见由%(name)s录入）") % {"name": step.organization.name}
    return text
