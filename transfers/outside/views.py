"""Pages of outside transfers: a student leaves for a school outside the register, or comes from one; correcting both."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from students.doors import get_student_for
from students.matters.doors import get_school_for
from transfers.doors import get_change_for
from transfers.outside import pages
from transfers.outside.actions import outside_arrival_open, outside_change, outside_departure_open
from transfers.outside.forms import OutsideForm
from xueji.cases.models import Case
from xueji.errors import Conflict, Invalid
from xueji.web.access import permission_required, scope_of
from xueji.web.asked import whole


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def departure(request: HttpRequest) -> HttpResponse:
    """The from-school fills in where its student goes; without a student one is looked for first."""
    scope = scope_of(request)
    school = get_school_for(scope)
    if (picked := whole(request.GET.get("student"))) is None:
        return redirect("transfers:open")
    student = get_student_for(scope, picked)
    return _page(
        request,
        pages.departure_sheet(school, student),
        lambda form: outside_departure_open(actor=scope, student=student, place=form.place()),
    )


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def arrival(request: HttpRequest) -> HttpResponse:
    """The to-school fills in who comes, from where and into which class."""
    scope = scope_of(request)
    return _page(
        request,
        pages.arrival_sheet(get_school_for(scope)),
        lambda form: outside_arrival_open(actor=scope, newcomer=form.newcomer(), place=form.place()),  # type: ignore[attr-defined]
    )


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def change(request: HttpRequest, case_pk: int) -> HttpResponse:
    """The opener corrects a draft or a returned transfer."""
    scope = scope_of(request)
    transfer = get_change_for(scope, case_pk)
    if transfer.outside is None:
        raise Http404
    return _page(
        request,
        pages.change_sheet(transfer.case, transfer),
        lambda form: outside_change(actor=scope, case=transfer.case, place=form.place()),
    )


def _page(request: HttpRequest, sheet: pages.OutsideSheet, save: Callable[[OutsideForm], Case]) -> HttpResponse:
    """The form with the rules beside it (for HTMX the columns inside); `save` drafts or corrects the case."""
    form = sheet.form(request.POST if request.method == "POST" else None)
    refused = "save" in request.POST
    if refused and form.is_valid():
        try:
            case = save(form)
        except (Invalid, Conflict) as error:
            field = {"name": "student_name"}.get(getattr(error, "field", None) or "", getattr(error, "field", None))
            form.add_error(field if field in form.fields else None, str(error.message))
        else:
            messages.success(request, _("草稿已保存，提交前只有本校可见。请交齐材料后提交。"))
            return redirect("cases:case", pk=case.pk)
    template = "transfers/outside/_sheet.html" if request.htmx else "transfers/outside/open.html"  # type: ignore[attr-defined]
    return render(request, template, sheet.context(form, refused=refused), status=422 if refused else 200)
