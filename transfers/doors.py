"""Doors: how a view comes to a transfer. What is not visible behind the fence does not exist (404)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from transfers.models import Transfer
from xueji.cases.doors import get_case_for
from xueji.cases.states import CaseState
from xueji.organizations.scope import Scope


def get_transfer_for(scope: Scope, case_pk: int) -> Transfer:
    """The transfer of a case that the office may see, with schools and the place offered."""
    case = get_case_for(scope, case_pk)
    return get_object_or_404(
        Transfer.objects.select_related(
            "case", "from_school__parent", "from_school__province", "to_school__parent", "to_school__province",
            "to_programme", "to_class", "case__outside_school__authority",
        ),
        case=case,
    )  # fmt: skip


def get_change_for(scope: Scope, case_pk: int) -> Transfer:
    """The same for the opener while it may still be corrected; 404 otherwise."""
    transfer = get_transfer_for(scope, case_pk)
    if transfer.case.opened_for_id != scope.organization_id or transfer.case.state not in {
        CaseState.DRAFT,
        CaseState.RETURNED,
    }:
        raise Http404
    return transfer
