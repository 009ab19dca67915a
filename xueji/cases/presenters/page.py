"""Everything on the case page, read in a fixed number of queries however many students and steps there are."""

from types import SimpleNamespace
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from xueji.calendars.loader import get_calendar
from xueji.cases import clocks, evidence, registry, to_do
from xueji.cases.deciding_later import AT_ONCE, last_decision
from xueji.cases.doors import open_step_for
from xueji.cases.engine import is_opener, why_not_decide
from xueji.cases.forms import DecisionForm, EvidenceForm, HandUpForm
from xueji.cases.models import Case, DeadlineEvent, Decision, Item, Step
from xueji.cases.presenters import chain, decision, heads, opinions, papers, related, students
from xueji.cases.presenters.snapshot import facts_of
from xueji.cases.printing.documents import may_print_numbers
from xueji.cases.states import FINAL, TRANSITIONS, CaseState, DecisionVerb, StepKind
from xueji.jobs.models import Job
from xueji.organizations.scope import Scope
from xueji.policies.engine.registry import get as policy
from xueji.policies.engine.verdicts import Verdicts

ITEMS_SHOWN = 500


def page(
    case: Case,
    scope: Scope,
    *,
    shown_evidence: str = "",
    verdicts: Verdicts | None = None,
    form: DecisionForm | None = None,
    upload: EvidenceForm | None = None,
) -> dict[str, Any]:
    """The context of cases/case.html. `verdicts` replace the kept ones where an action has just asked the rules anew;
    `form` and `upload` are forms that were refused."""
    prefetch_related_objects([case], Prefetch("steps", Step.objects.select_related("organization")))
    steps, items = list(case.steps.all()), _items(case)
    decisions = list(case.decisions.select_related("organization"))
    rows = list(case.evidence.select_related("added_for"))
    said = verdicts if verdicts is not None else Verdicts.from_list(case.verdicts)
    mine = open_step_for(scope, steps)
    context = _head(case, scope, items, steps, said)
    context |= _course(case, scope, steps, decisions, rows, mine, said)
    context |= _content(case, items, form)
    context |= _papers(case, scope, rows, said, mine, shown_evidence, upload)
    context |= related.related_context(case, scope, steps)
    deciding, failed = last_decision(case) if len(items) > AT_ONCE else (None, None)
    context |= {"deciding": deciding, "failed_decision": failed}
    return context | _aside(case, scope, steps, decisions, mine, said, form, deciding=deciding)


def _items(case: Case) -> list[Item]:
    """Of thousands those with trouble are read first: nobody is left out who has to be looked at."""
    fine = ExpressionWrapper(Q(verdicts=[]), BooleanField())
    return list(case.items.alias(fine=fine).order_by("fine", "position")[:ITEMS_SHOWN])


def _head(case: Case, scope: Scope, items: list[Item], steps: list[Step], said: Verdicts) -> dict[str, Any]:
    """What the case is, and what the rules say of it."""
    return {
        "case": case,
        "kind": registry.get(case.kind),
        "title": heads.title(case, heads.head_of(items)),
        "subtitle": heads.subtitle(case, items),
        "badges": heads.badges(case, said, steps),
        "standing": decision.standing(case, steps),
        "verdicts": list(said),
        "rules_source": _rules_source(case),
        "may_print_numbers": may_print_numbers(scope, case),
        "may_change": is_opener(scope, case),
    }


def _course(
    case: Case,
    scope: Scope,
    steps: list[Step],
    decisions: list[Decision],
    rows: list[Any],
    mine: Step | None,
    said: Verdicts,
) -> dict[str, Any]:
    """Where the case has been and goes: the clock of the reader's step, the chain, what was said and handed in."""
    calendar = get_calendar()
    return {
        "clock": clocks.view(mine, calendar=calendar) if mine else None,
        "groups": chain.chain_groups(
            steps, decisions, calendar, own_organization=scope.organization_id, with_exception=bool(said.exceptions)
        ),
        "entries": opinions.timeline(decisions, steps, rows, _deadlines(case)),
    }


def _content(case: Case, items: list[Item], form: DecisionForm | None) -> dict[str, Any]:
    """What the case is about: its students, what the kind says of them, and what happens once it takes effect."""
    kind = registry.get(case.kind)
    own = kind.context(case, items)
    lines = own.pop("lines", [])
    if case.is_batch:
        own["described"] = students.said_of_all(lines)
    compared = bool(own.get("comparison"))
    return {
        **students.context(items if case.is_batch else [], form, lines),
        "chosen_items": form.chosen_items if form else [],
        "refused_items": form.refused_items if form else [],
        "items_left_out": case.is_batch and len(items) == ITEMS_SHOWN,
        "effects": [] if case.state in FINAL - {CaseState.CLOSED} else kind.effects(case, items),
        "effects_title": _("已经完成") if case.effective_at else _("生效后系统将"),
        "facts": [] if case.is_batch or not items else facts_of(items[0].snapshot, with_place=not compared),
        **own,
    }


def _rules_source(case: Case) -> str:
    short = policy(case.policy_key).short_name
    when = _("按提交之日适用的规定") if case.submitted_at else _("草稿，按今天的规定")
    return _("%(policy)s，口径 %(version)s；%(when)s") % {"policy": short, "version": case.policy_version, "when": when}


def _deadlines(case: Case) -> list[DeadlineEvent]:
    kinds = [DeadlineEvent.Kind.OVERDUE, DeadlineEvent.Kind.ESCALATED]
    return list(case.deadline_events.filter(kind__in=kinds))


def _papers(
    case: Case,
    scope: Scope,
    rows: list[Any],
    said: Verdicts,
    mine: Step | None,
    shown: str,
    upload: EvidenceForm | None,
) -> dict[str, Any]:
    given = papers.papers_of(rows)
    apart = registry.get(case.kind).papers_of_students
    owed = [paper for paper in papers.owed_papers(said) if paper.key not in apart] + papers.owed_by_step(mine, rows)
    may_add = evidence.may_add(scope, case, mine)
    keys = {paper.key for paper in owed}
    refused = upload.data.get("key") if upload is not None else None
    return {
        "papers": given,
        "shown_paper": next((paper for paper in given if str(paper.pk) == shown), given[0] if given else None),
        "owed": owed,
        "owed_forms": [(paper, _upload_form(paper.key, paper.label, upload if paper.key == refused else None))
                       for paper in owed] if may_add else [],
        "other_form": (upload if refused and refused not in keys else _upload_form("other", "")) if may_add else None,
    }  # fmt: skip


def _upload_form(key: str, label: str, refused: EvidenceForm | None = None) -> EvidenceForm:
    return refused or EvidenceForm(initial={"key": key, "label": label}, auto_id=f"id_{key}_%s")


def _aside(
    case: Case,
    scope: Scope,
    steps: list[Step],
    decisions: list[Decision],
    mine: Step | None,
    said: Verdicts,
    form: DecisionForm | None,
    *,
    deciding: Job | None = None,
) -> dict[str, Any]:
    """The column at the right: the decision box, the opener's buttons, or why there is nothing to do."""
    context: dict[str, Any] = {"queue": to_do.queue_around(mine, scope.organization_id) if mine else None}
    opener = is_opener(scope, case)
    handing_up = opener and case.state in {CaseState.DRAFT, CaseState.RETURNED}
    if mine and not handing_up and case.state != CaseState.RETURNED and not deciding:
        if why := _why_not(case, scope, mine, decisions):
            context["why_not"] = why
        else:
            form = form or decision.decision_form(case, mine, steps, said)
            context["decision"] = decision.decision_box(case, mine, steps, said, form, scope)
            context["decision"].next = context["queue"].as_next() if context["queue"] else None
    context["hand_up"] = _hand_up(case, said) if handing_up else None
    context["can_withdraw"] = opener and (CaseState(case.state), DecisionVerb.WITHDRAW) in TRANSITIONS
    context["can_check"] = scope.organization_id in case.parties and case.state in {
        CaseState.DRAFT,
        CaseState.RETURNED,
        CaseState.RUNNING,
    }
    return context


def _why_not(case: Case, scope: Scope, mine: Step, decisions: list[Decision]) -> str:
    """Why the reader may not act on the step; an order to correct is answered by whoever opens cases there."""
    if mine.kind == StepKind.CORRECTION and (scope.allows("open_cases") or scope.allows("decide_cases")):
        return ""
    return why_not_decide(case, scope, decisions)


def _hand_up(case: Case, said: Verdicts) -> SimpleNamespace:
    """The opener's box: what stands against handing up, or nothing."""
    why, citation = decision.blocked(case, said)
    return SimpleNamespace(
        url=reverse("cases:submit", args=[case.pk]),
        form=HandUpForm(),
        why_not=why,
        citation=citation,
        label=_("提交") if case.state == CaseState.DRAFT else _("补正后再提交"),
    )
