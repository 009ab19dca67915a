"""Doors: how a view comes to a case. What is not visible behind the fence does not exist (404)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from xueji.cases.models import Case, Evidence, Step
from xueji.cases.states import StepState
from xueji.organizations.scope import Scope


def get_case_for(scope: Scope, pk: int) -> Case:
    """The case, for an office that may see it; 404 for students, who have their portal, and for strangers."""
    if scope.office_id is None:
        raise Http404
    return get_object_or_404(Case.objects.select_related("opened_for", "opened_by", "original"), pk=pk)


def get_evidence_for(scope: Scope, case_pk: int, pk: int) -> Evidence:
    """A paper of a case that the scope may see now. A student sees the papers of the own matter, not of a batch."""
    evidence = get_object_or_404(Evidence.objects.select_related("case"), pk=pk, case=case_pk)
    if scope.office_id is None and (scope.person_id is None or evidence.case.is_batch):
        raise Http404
    return evidence


def open_step_for(scope: Scope, steps: list[Step]) -> Step | None:
    """The open step that lies with the scope's organization, of steps read already."""
    mine = [step for step in steps if step.state == StepState.OPEN and step.organization_id == scope.organization_id]
    return min(mine, key=lambda step: step.position, default=None)
