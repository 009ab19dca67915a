"""What was said on a case, newest first, as the timeline component wants it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace

from django.urls import reverse
from django.utils.translation import gettext as _

from xueji.cases.models import DeadlineEvent, Decision, Evidence, Step
from xueji.cases.states import DecisionVerb
from xueji.policies.engine.verdicts import Verdicts
from xueji.web import marks


@dataclass
class Entry:
    """One line of the timeline."""

    at: datetime
    title: str
    meta: str = ""
    quote: str = ""
    text: str = ""
    icon: str = "circle-dot"
    tone: str = ""
    papers: list[SimpleNamespace] = field(default_factory=list)


def timeline(
    decisions: Iterable[Decision],
    steps: Iterable[Step],
    evidence: Iterable[Evidence],
    deadlines: Iterable[DeadlineEvent] = (),
) -> list[Entry]:
    """Decisions and what the clock did, newest first. `decisions` come with their organizations."""
    positions = {step.pk: step for step in steps}
    papers = {paper.pk: paper for paper in evidence}
    entries = [_said(decision, positions, papers) for decision in decisions]
    entries += [_passed(event, positions) for event in deadlines if event.step_id in positions]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _said(decision: Decision, steps: dict[int, Step], papers: dict[int, Evidence]) -> Entry:
    mark = marks.PROCESS.get(decision.verb, marks.Mark(decision.get_verb_display()))
    step = steps.get(decision.step_id or 0)
    place = _("第 %(number)d 步") % {"number": step.position} if step else ""
    return Entry(
        at=decision.at,
        title=f"{_whose(decision, step)}　{_verb(decision)}",
        meta="　".join(part for part in (place, decision.actor_name) if part),
        quote=decision.opinion,
        text=_grounds(decision),
        icon=mark.icon,
        tone=mark.tone if mark.tone in {"ok", "wait", "bad"} else "",
        papers=[_paper(papers[key]) for key in decision.data.get("papers", []) if key in papers],
    )


def _whose(decision: Decision, step: Step | None) -> str:
    """Whose opinion it is; for a body outside the register also who entered it."""
    if step is None or not step.outside_name:
        return decision.organization.name
    return _("%(body)s（由%(name)s录入）") % {"body": step.outside_name, "name": decision.organization.name}


def _verb(decision: Decision) -> str:
    if decision.verb == DecisionVerb.RETURN:
        return _("退回到第 %(number)s 步") % {"number": decision.data.get("to_position")}
    if decision.verb == DecisionVerb.APPROVE:
        return _agreement(decision)
    return str(decision.get_verb_display())


def _agreement(decision: Decision) -> str:
    """Agreed, with an exception, with students of the batch given back."""
    text = _("同意，作例外") if decision.data.get("exceptions") else str(decision.get_verb_display())
    if given_back := len(decision.data.get("given_back") or []):
        text += _("，退回 %(count)d 名学生") % {"count": given_back}
    return text


def _grounds(decision: Decision) -> str:
    """The grounds of the exceptions that this decision granted, each with the sentence it sets aside."""
    granted = decision.data.get("exceptions") or {}
    sentences = {verdict.rule: verdict.sentence for verdict in Verdicts.from_list(decision.verdicts)}
    return "；".join(
        _("例外理由（%(rule)s）：%(text)s") % {"rule": sentences.get(rule, rule), "text": text}
        for rule, text in granted.items()
    )


def _paper(evidence: Evidence) -> SimpleNamespace:
    return SimpleNamespace(label=evidence.label, url=reverse("cases:evidence", args=[evidence.case_id, evidence.pk]))


def _passed(event: DeadlineEvent, steps: dict[int, Step]) -> Entry:
    step = steps[event.step_id]
    escalated = event.kind == DeadlineEvent.Kind.ESCALATED
    return Entry(
        at=event.at,
        title=f"{step.organization.name}　{event.get_kind_display()}",
        meta=_("第 %(number)d 步") % {"number": step.position},
        icon="bell-ringing" if escalated else "alarm",
        tone="wait",
    )
