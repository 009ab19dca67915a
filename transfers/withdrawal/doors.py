"""Doors: how a view comes to the case of a required withdrawal and to its announcement. What is not theirs is a 404."""

from django.http import Http404

from transfers.withdrawal.actions import KIND
from transfers.withdrawal.facts import notice_of
from transfers.withdrawal.models import PublicNotice
from xueji.cases.doors import get_case_for
from xueji.cases.models import Case
from xueji.organizations.scope import Scope


def get_required_for(scope: Scope, case_pk: int) -> Case:
    """A required withdrawal of the office's own school."""
    case = get_case_for(scope, case_pk)
    if case.kind != KIND or case.opened_for_id != scope.organization_id:
        raise Http404
    return case


def get_notice_for(scope: Scope, case_pk: int) -> tuple[Case, PublicNotice]:
    """The announcement of such a case; 404 while there is none."""
    case = get_required_for(scope, case_pk)
    notice = notice_of(case)
    if notice is None:
        raise Http404
    return case, notice
