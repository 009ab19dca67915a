"""What a student may do to a case about the own person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xueji.cases.actions import case_withdraw_by_student
from xueji.cases.models import Case
from xueji.errors import Conflict
from xueji.web.access import scope_of


@require_POST
def withdraw_own(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the own application back before it has taken effect; 404 for officers and for others' cases."""
    scope = scope_of(request)
    if scope.person_id is None:
        raise Http404
    found = get_object_or_404(Case, pk=pk)
    try:
        case_withdraw_by_student(actor=scope, case=found)
    except Conflict as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("已撤回，学校已收到通知"))
    return redirect("web:workbench")
