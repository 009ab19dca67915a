"""Lists of papers that go back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from students.admission import actions
from students.admission.forms import ReturnForm
from students.admission.models import ReturnList
from students.admission.printing import return_list_pdf, return_list_workbook
from students.admission.returns import returns_of
from xueji.errors import Conflict, Invalid
from xueji.web.access import permission_required, scope_of

_TYPES = {
    "pdf": ("application/pdf", return_list_pdf),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", return_list_workbook),
}
registrar = permission_required("manage_students")


@registrar
@never_cache
@require_GET
def returns(request: HttpRequest) -> HttpResponse:
    """Who is to be returned, by when; the lists that were made."""
    return render(request, "admission/returns.html", returns_of(scope_of(request)))


@registrar
@never_cache
@require_http_methods(["GET", "POST"])
def return_list(request: HttpRequest, pk: int) -> HttpResponse:
    """One list as it was fixed; mark it as gone back, or throw it away."""
    made = get_object_or_404(ReturnList.objects.select_related("school"), pk=pk)
    form = ReturnForm(request.POST if request.method == "POST" and "discard" not in request.POST else None)
    if "discard" in request.POST:
        actions.return_list_discard(actor=scope_of(request), made=made)
        messages.success(request, _("名单已作废，名单上的人回到待退回"))
        return redirect("students:admission_returns")
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            actions.return_list_mark(actor=scope_of(request), made=made, note=values.pop("receipt_note"), **values)
        except (Invalid, Conflict) as error:
            form.add_error(getattr(error, "field", None), str(error.message))
        else:
            messages.success(request, _("已登记退回"))
            return redirect("students:admission_return_list", pk)
    return render(
        request, "admission/return_list.html", {"made": made, "form": form}, status=422 if form.errors else 200
    )


@registrar
@never_cache
@require_GET
def return_list_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The list to print or to send, with whole numbers; taking it out is recorded."""
    made = get_object_or_404(ReturnList.objects.select_related("school"), pk=pk)
    content_type, make = _TYPES[kind]
    response = HttpResponse(make(scope_of(request), made), content_type=content_type)
    name = _("退回招生材料名单-%(number)s.%(kind)s") % {"number": made.number, "kind": kind}
    response["Content-Disposition"] = content_disposition_header(kind == "xlsx", name) or "attachment"
    return response
