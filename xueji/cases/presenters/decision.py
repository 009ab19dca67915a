"""The decision box: which verbs there are, what each leads to, and what blocks one."""

from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xueji.cases import checks, registry
from xueji.cases.forms import DecisionForm
from xueji.cases.models import Case, Step
from xueji.cases.outside import paper_owed
from xueji.cases.returning import earlier_steps
from xueji.cases.states import HOLDING, CaseState, DecisionVerb, StepKind, StepState
from xueji.organizations.roles import role
from xueji.organizations.scope import Scope
from xueji.policies.engine.verdicts import Outcome, Verdicts


def decision_form(case: Case, step: Step, steps: list[Step], verdicts: Verdicts, data: Any = None) -> DecisionForm:
    """The form of a step that is open for the reader."""
    return DecisionForm(
        data,
        case=case,
        step=step,
        targets=earlier_steps(step, steps),
        exceptions=verdicts.open_exceptions if step.decides_exceptions else (),
        owed=verdicts.missing_evidence,
        initial={"version": case.revision, "verb": None},
    )


def decision_box(
    case: Case, step: Step, steps: list[Step], verdicts: Verdicts, form: DecisionForm, scope: Scope
) -> SimpleNamespace:
    """What components/decision.html wants, without the queue."""
    if step.kind == StepKind.CORRECTION:
        verbs = _correcting_verbs(form)
    elif step.kind == StepKind.FILING:
        verbs = _filing_verbs(form)
    else:
        verbs = _deciding_verbs(case, step, steps, verdicts, form)
    chosen = form.data.get("verb") if form.is_bound else None
    for verb in verbs:
        verb.checked = (verb.key == chosen or len(verbs) == 1) and not verb.why_not
    return SimpleNamespace(
        action_url=reverse("cases:decide", args=[case.pk]),
        step_text=_("第 %(number)d 步　%(kind)s") % {"number": step.position, "kind": step.get_kind_display()},
        role_text=_role_text(step, scope),
        version=case.revision,
        errors=[*form.non_field_errors(), *form.errors.get("verb", [])],
        verbs=verbs,
        form=form,
        next=None,
    )


def _role_text(step: Step, scope: Scope) -> str:
    known = {"organization": step.organization.name, "role": role(scope.role).label, "body": step.outside_name}
    if step.outside_name:
        return _("以%(organization)s%(role)s身份，录入%(body)s的书面意见") % known
    return _("以%(organization)s%(role)s身份") % known


def _deciding_verbs(
    case: Case, step: Step, steps: list[Step], verdicts: Verdicts, form: DecisionForm
) -> list[SimpleNamespace]:
    leads = _leads_to(step, steps)
    exceptions = [form[name] for name in form.rules]
    kind = registry.get(case.kind)
    why_not, citation = blocked(case, verdicts)
    if owed := paper_owed(case, step) or kind.owed_before_approval(case, step):
        why_not, citation = owed, None
    targets = form.fields["to_position"].choices  # type: ignore[attr-defined]
    return [
        _verb(
            DecisionVerb.APPROVE,
            "A",
            hint=_approve_hint(step, verdicts, leads),
            why_not=why_not,
            citation=citation,
            submit_label=leads,
            fields=[*exceptions, *([form["items_reason"]] if case.is_batch else []), form["approve_opinion"]],
        ),
        _verb(
            DecisionVerb.RETURN,
            "R",
            hint=_("写明需补正什么，本步停钟"),
            why_not="" if targets else _("没有可以退回的前一步"),
            submit_label=_("退回补正"),
            template="cases/_return_body.html",
        ),
        _verb(
            DecisionVerb.REJECT,
            "X",
            hint=_("写明理由并引条款，办件终止"),
            submit_label=_("不同意，终止办件"),
            fields=[form["reject_opinion"]],
        ),
    ]


def _filing_verbs(form: DecisionForm) -> list[SimpleNamespace]:
    return [
        _verb(
            DecisionVerb.FILE,
            "A",
            hint=_("已经生效，记录在案"),
            submit_label=_("准予备案"),
            fields=[form["file_opinion"]],
        ),
        _verb(
            DecisionVerb.OBJECT,
            "O",
            hint=_("责令学校限期改正；已生效的不因此撤销"),
            submit_label=_("提出异议"),
            fields=[form["object_opinion"], form["working_days"]],
        ),
    ]


def _correcting_verbs(form: DecisionForm) -> list[SimpleNamespace]:
    return [
        _verb(
            DecisionVerb.CORRECT,
            "A",
            hint=_("写明改正了什么；须撤销原办件的，先开办撤销再答复"),
            submit_label=_("报告改正"),
            fields=[form["correct_opinion"]],
        )
    ]


def _verb(verb: DecisionVerb, shortcut: str, **parts: Any) -> SimpleNamespace:
    empty: dict[str, Any] = {"hint": "", "why_not": "", "citation": None, "fields": [], "template": ""}
    return SimpleNamespace(
        key=verb.value, label=str(verb.label), shortcut=shortcut, checked=False, **{**empty, **parts}
    )


def blocked(case: Case, verdicts: Verdicts) -> tuple[str, Any]:
    """Why nobody may agree now, and the article. In a batch the students whom a rule stops stay behind instead."""
    if case.is_batch:
        return "", None
    stops = checks.blocked(verdicts, exceptions_block=False)
    if not stops:
        return "", None
    forbidden = next((verdict for verdict in stops if verdict.outcome is Outcome.FORBIDDEN), None)
    if forbidden is not None:
        return _("规定不允许：%(why)s") % {"why": forbidden.reason or forbidden.sentence}, forbidden.citation
    text = _("尚缺 %(count)d 项证据，补齐后可办") % {"count": len(verdicts.missing_evidence)}
    if verdicts.open_exceptions:
        text += _("；届时须写例外理由")
    return text, stops[0].citation


def _approve_hint(step: Step, verdicts: Verdicts, leads: str) -> str:
    if not verdicts.open_exceptions:
        return leads
    if step.decides_exceptions:
        return _("须写明例外理由")
    return _("本件须例外，由上级决定；您的意见随件上报")


def _leads_to(step: Step, steps: list[Step]) -> str:
    """What follows when this step agrees: 同意并报澜州市教育局."""
    holding = [other for other in steps if other.kind in HOLDING and other.pk != step.pk]
    if any(other.state in {StepState.OPEN, StepState.STOPPED} for other in holding):
        return _("同意，等其余各方办完")
    waiting = [other for other in holding if other.state == StepState.WAITING]
    if not waiting:
        return _("同意，办件生效")
    group = min(other.group for other in waiting)
    names = dict.fromkeys(other.organization.name for other in waiting if other.group == group)
    return _("同意并报%(names)s") % {"names": "、".join(names)}


def standing(case: Case, steps: list[Step]) -> str:
    """Where a case lies, in words, for who has nothing to decide on it now."""
    at = "、".join(dict.fromkeys(step.organization.name for step in steps if step.state == StepState.OPEN))
    texts = {
        CaseState.DRAFT: _("还是草稿，尚未提交"),
        CaseState.RUNNING: _("正在%(at)s办理") % {"at": at},
        CaseState.RETURNED: _("退回补正，在%(at)s") % {"at": at},
        CaseState.EFFECTIVE: _after_effect(steps, at),
        CaseState.CLOSED: _("已经办结"),
        CaseState.REJECTED: _("未获同意，办件终止"),
        CaseState.WITHDRAWN: _("开办单位已撤回"),
        CaseState.REVOKED: _("已经撤销，恢复到生效以前"),
    }
    return texts[CaseState(case.state)]


def _after_effect(steps: list[Step], at: str) -> str:
    correcting = any(step.kind == StepKind.CORRECTION and step.state == StepState.OPEN for step in steps)
    return (_("已经生效，待%(at)s改正或备案") if correcting else _("已经生效，待%(at)s备案")) % {"at": at}
