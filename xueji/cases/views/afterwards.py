"""What can still be started on a case: opening it anew, undoing it, pressing for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xueji.cases import actions
from xueji.cases.doors import get_case_for
from xueji.cases.forms import RevocationForm
from xueji.cases.presenters.page import page
from xueji.cases.revocation.actions import revocation_open, why_not_revoke
from xueji.cases.revocation.kind import obstacle_to
from xueji.cases.revocation.rules import citation_of
from xueji.errors import NotAllowed, RegisterError
from xueji.organizations.scope import unfenced
from xueji.web.access import officers_only, permission_required, scope_of


@require_POST
@officers_only
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft with the same content; on to it."""
    found = get_case_for(scope_of(request), pk)
    try:
        again = actions.case_reopen(actor=scope_of(request), case=found)
    except RegisterError as error:
        context = page(found, scope_of(request)) | {"refusal": str(error.message)}
        return render(request, "cases/case.html", context, status=error.status)
    messages.success(request, _("已按同样内容开办，核对后提交"))
    return redirect("cases:case", pk=again.pk)


@require_http_methods(["GET", "POST"])
@officers_only
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was wrong with a case that took effect, and open its revocation."""
    scope = scope_of(request)
    found = get_case_for(scope, pk)
    if why := why_not_revoke(scope, found):
        raise NotAllowed(why)
    with unfenced(reason=f"whether case {pk} can be undone"):
        context = {"case": found, "citation": citation_of(found.policy_key), "obstacle": obstacle_to(found)}
    form = RevocationForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            undoing = revocation_open(actor=scope, case=found, reason=form.cleaned_data["reason"])
            return redirect("cases:case", pk=undoing.pk)
        except RegisterError as error:
            context["refusal"], status = str(error.message), error.status
    return render(request, "cases/revoke.html", context | {"form": form}, status=422 if form.errors else status)


@require_POST
@permission_required("oversee")
def press(request: HttpRequest, pk: int) -> HttpResponse:
    """Press for the case where it lies; who does so from the list of overdue ones goes on there."""
    scope = scope_of(request)
    found = get_case_for(scope, pk)
    try:
        steps = actions.case_press(actor=scope, case=found, opinion=request.POST.get("opinion", "")[:1000])
    except RegisterError as error:
        messages.error(request, str(error.message))
    else:
        names = "、".join(dict.fromkeys(step.organization.name for step in steps))
        messages.success(request, _("已向%(names)s催办") % {"names": names})
    if request.POST.get("back") == "overdue":
        return redirect("cases:overdue")
    return redirect("cases:case", pk=pk)
