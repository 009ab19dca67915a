"""Steps of bodies outside the register: what they say comes on paper, and an officer of the own side enters it."""

from django.utils.translation import gettext as _

from xueji.cases.models import Case, Step
from xueji.cases.states import StepKind, StepState
from xueji.policies.engine.verdicts import EvidenceNeed


def paper_of(step: Step) -> EvidenceNeed | None:
    """The paper without which the step's opinion cannot be entered; None for steps of the register's own bodies."""
    if step.kind != StepKind.OUTSIDE:
        return None
    return EvidenceNeed(f"outside_{step.key}"[:40], _("%(name)s的书面意见（盖章）") % {"name": step.outside_name})


def paper_owed(case: Case, step: Step) -> str:
    """That the paper is missing, as a sentence; empty when nothing is."""
    paper = paper_of(step)
    if paper is None or case.evidence.filter(key=paper.key).exists():
        return ""
    return _("请先上传%(paper)s，再录入意见。") % {"paper": paper.label}


def body_of(step: Step) -> str:
    """Whose step it is, as people read it."""
    return step.outside_name or step.organization.name


def entered_by(step: Step) -> str:
    """Who enters the opinion of a body outside; empty for the register's own."""
    if not step.outside_name:
        return ""
    if step.kind == StepKind.FILING and step.state != StepState.DONE:
        return _("系统外，由%(name)s凭备案回执录入") % {"name": step.organization.name}
    return _("系统外，由%(name)s凭书面意见录入") % {"name": step.organization.name}
