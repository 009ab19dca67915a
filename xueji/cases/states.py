"""The states of cases, items and steps, and the one table of transitions. Buttons, API actions and docs are made from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    RUNNING = "running", _("办理中")
    RETURNED = "returned", _("退回补正")
    EFFECTIVE = "effective", _("已生效，待备案")
    CLOSED = "closed", _("办结")
    REJECTED = "rejected", _("不同意")
    WITHDRAWN = "withdrawn", _("已撤回")
    REVOKED = "revoked", _("已撤销")


class ItemState(models.TextChoices):
    PENDING = "pending", _("待办")
    RETURNED = "returned", _("退回")
    REJECTED = "rejected", _("不同意")
    APPLIED = "applied", _("已生效")
    WITHDRAWN = "withdrawn", _("已撤回")
    REVOKED = "revoked", _("已撤销")


class StepKind(models.TextChoices):
    SUBMISSION = "submission", _("提交")
    APPROVAL = "approval", _("审批")
    FILING = "filing", _("备案")
    OUTSIDE = "outside", _("系统外")
    CORRECTION = "correction", _("责令改正")


# The steps that hold a case up; filings and corrections come after its effect.
HOLDING = frozenset({StepKind.SUBMISSION, StepKind.APPROVAL, StepKind.OUTSIDE})
# What somebody other than the maker decides.
DECIDED = frozenset({StepKind.APPROVAL, StepKind.OUTSIDE, StepKind.FILING})


class StepState(models.TextChoices):
    WAITING = "waiting", _("未到")
    OPEN = "open", _("在办")
    STOPPED = "stopped", _("停钟")
    DONE = "done", _("已办")
    OBJECTED = "objected", _("有异议")
    CANCELLED = "cancelled", _("不再办理")


class DecisionVerb(models.TextChoices):
    SUBMIT = "submit", _("提交")
    APPROVE = "approve", _("同意")
    RETURN = "return", _("退回补正")
    REJECT = "reject", _("不同意")
    WITHDRAW = "withdraw", _("撤回")
    FILE = "file", _("备案")
    OBJECT = "object", _("提出异议")
    APPLY = "apply", _("生效")
    CLOSE = "close", _("办结")
    EVIDENCE = "evidence", _("补交材料")
    REFER = "refer", _("退回前一步")
    CORRECT = "correct", _("报告改正")
    PRESS = "press", _("催办")
    REVOKE = "revoke", _("撤销")


# By these verbs an organization has decided on a case; its maker and whoever decided for another one may not.
DECIDING_VERBS = frozenset(
    {DecisionVerb.APPROVE, DecisionVerb.RETURN, DecisionVerb.REJECT, DecisionVerb.FILE, DecisionVerb.OBJECT}
)


# What leaves these states is another case (a revocation, or the same matter opened anew).
FINAL = frozenset({CaseState.CLOSED, CaseState.REJECTED, CaseState.WITHDRAWN, CaseState.REVOKED})

# (state, verb) → the next state. What is not here cannot happen.
TRANSITIONS: dict[tuple[CaseState, DecisionVerb], CaseState] = {
    (CaseState.DRAFT, DecisionVerb.SUBMIT): CaseState.RUNNING,
    (CaseState.RETURNED, DecisionVerb.SUBMIT): CaseState.RUNNING,
    (CaseState.DRAFT, DecisionVerb.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.RUNNING, DecisionVerb.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.RETURNED, DecisionVerb.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.DRAFT, DecisionVerb.EVIDENCE): CaseState.DRAFT,
    (CaseState.RUNNING, DecisionVerb.EVIDENCE): CaseState.RUNNING,
    (CaseState.RETURNED, DecisionVerb.EVIDENCE): CaseState.RETURNED,
    (CaseState.RUNNING, DecisionVerb.APPROVE): CaseState.RUNNING,
    (CaseState.RUNNING, DecisionVerb.RETURN): CaseState.RETURNED,
    (CaseState.RUNNING, DecisionVerb.REFER): CaseState.RUNNING,
    (CaseState.RUNNING, DecisionVerb.REJECT): CaseState.REJECTED,
    (CaseState.RUNNING, DecisionVerb.APPLY): CaseState.EFFECTIVE,
    (CaseState.EFFECTIVE, DecisionVerb.FILE): CaseState.EFFECTIVE,
    (CaseState.EFFECTIVE, DecisionVerb.OBJECT): CaseState.EFFECTIVE,
    (CaseState.EFFECTIVE, DecisionVerb.CORRECT): CaseState.EFFECTIVE,
    (CaseState.EFFECTIVE, DecisionVerb.CLOSE): CaseState.CLOSED,
    (CaseState.EFFECTIVE, DecisionVerb.REVOKE): CaseState.REVOKED,
    (CaseState.CLOSED, DecisionVerb.REVOKE): CaseState.REVOKED,
}
