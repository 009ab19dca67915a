"""The approval chain of a case as pages draw it: groups of steps with their clocks and what came of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji.calendars.working_days import WorkingCalendar
from xueji.cases import clocks
from xueji.cases.models import Decision, Step
from xueji.cases.outside import body_of, entered_by
from xueji.cases.states import DecisionVerb, StepKind, StepState
from xueji.web.formats import cn_date

_LOOKS = {
    StepState.WAITING: "next",
    StepState.OPEN: "now",
    StepState.STOPPED: "stopped",
    StepState.DONE: "done",
    StepState.OBJECTED: "objected",
    StepState.CANCELLED: "next",
}
_DONE_TEXTS = {
    DecisionVerb.SUBMIT: gettext_lazy("已提交"),
    DecisionVerb.APPROVE: gettext_lazy("同意"),
    DecisionVerb.REJECT: gettext_lazy("不同意"),
    DecisionVerb.FILE: gettext_lazy("已备案"),
    DecisionVerb.CORRECT: gettext_lazy("已报告改正"),
}


@dataclass(frozen=True)
class StepView:
    """One station as components/chain.html and chain_path.html want it."""

    number: int
    label: str
    organization_name: str
    state: str
    state_text: str
    clock: clocks.ClockView | None = None
    due_on: date | None = None
    lines: list[str] = field(default_factory=list)


def chain_groups(
    steps: Iterable[Step],
    decisions: Iterable[Decision],
    calendar: WorkingCalendar,
    *,
    own_organization: int | None = None,
    with_exception: bool = False,
) -> list[list[StepView]]:
    """The steps in groups that run side by side. `decisions` newest first; `own_organization` is the reader's."""
    by_step: dict[int, list[Decision]] = {}
    for decision in decisions:
        if decision.step_id:
            by_step.setdefault(decision.step_id, []).append(decision)
    returns = _returns(decisions)
    views = [
        (
            step.group,
            _step_view(step, by_step.get(step.pk, []), returns, calendar, own_organization, with_exception),
        )
        for step in sorted(steps, key=lambda step: (step.group, step.position))
    ]
    return [[view for _group, view in members] for _group, members in groupby(views, key=lambda pair: pair[0])]


def _returns(decisions: Iterable[Decision]) -> dict[int, Decision]:
    """The last time the case was sent back to each position."""
    found: dict[int, Decision] = {}
    for decision in decisions:
        position = decision.data.get("to_position")
        if decision.verb == DecisionVerb.RETURN and position:
            found.setdefault(position, decision)
    return found


def _step_view(
    step: Step,
    decisions: list[Decision],
    returns: Mapping[int, Decision],
    calendar: WorkingCalendar,
    own_organization: int | None,
    with_exception: bool,
) -> StepView:
    mine = step.organization_id == own_organization
    clock = clocks.view(step, calendar=calendar)
    lines = [_("兼：%(seats)s") % {"seats": "、".join(step.melted)}] if step.melted else []
    lines += [entered_by(step)] if step.outside_name else []
    lines += _past(step, returns.get(step.position))
    if step.state == StepState.WAITING:
        lines += _ahead(step, with_exception)
    return StepView(
        number=step.position,
        label=step.label,
        organization_name=body_of(step),
        state=_LOOKS[StepState(step.state)],
        state_text=_state_text(step, decisions, mine),
        clock=clock,
        due_on=step.due_on,
        lines=lines,
    )


def _state_text(step: Step, decisions: list[Decision], mine: bool) -> str:
    if step.state == StepState.OPEN:
        return _("您在办") if mine else _("在办")
    if step.state == StepState.DONE:
        verbs = (DecisionVerb(decision.verb) for decision in decisions)
        done = next((str(_DONE_TEXTS[verb]) for verb in verbs if verb in _DONE_TEXTS), None)
        return done or str(StepState.DONE.label)
    return str(StepState(step.state).label)


def _past(step: Step, returned: Decision | None) -> list[str]:
    lines = []
    if step.done_on and step.state in {StepState.DONE, StepState.OBJECTED}:
        used = (
            _("，用 %(used)d / %(budget)d 日") % {"used": step.consumed, "budget": step.budget} if step.budget else ""
        )
        lines.append(f"{cn_date(step.done_on)}{used}")
    if returned is not None:
        lines.append(_("%(day)s被退回") % {"day": cn_date(returned.at)})
    return lines


def _ahead(step: Step, with_exception: bool) -> list[str]:
    if step.kind == StepKind.FILING:
        return [_("生效后备案，不影响办理")]
    text = _("限 %(days)d 日") % {"days": step.budget} if step.budget else ""
    if with_exception and step.decides_exceptions:
        text = _("%(limit)s，例外由此级决定") % {"limit": text} if text else _("例外由此级决定")
    return [text] if text else []
