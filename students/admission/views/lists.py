"""Lists of an examination authority: upload, what was found, commit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from students.admission.forms import ListForm
from students.admission.lists import actions
from students.admission.models import AdmissionRoster
from xueji.errors import Invalid
from xueji.web.access import permission_required, scope_of

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 300
registrar = permission_required("manage_students")


@registrar
@never_cache
@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Earlier lists, and the form for another one; what can be refused at once is refused at the field."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            found = actions.list_upload(
                actor=scope_of(request), filename=upload.name, data=upload.read(), terms=form.terms()
            )
        except Invalid as error:
            form.add_error(error.field or "file", str(error.message))
        else:
            return redirect("students:admission_roster", found.pk)
    earlier = AdmissionRoster.objects.defer("problems", "mapping")[:100]
    context = {"form": form, "rosters": earlier}
    return render(request, "admission/lists.html", context, status=422 if form.is_bound else 200)


@registrar
@never_cache
@require_GET
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found in a list: how many may come in, which rows are wrong and why."""
    found = get_object_or_404(AdmissionRoster, pk=pk)
    errors = [problem for problem in found.problems if not problem["is_hint"]][:SHOWN]
    hints = [problem for problem in found.problems if problem["is_hint"]][:SHOWN]
    return render(request, "admission/roster.html", {"roster": found, "errors": errors, "hints": hints})


@registrar
@require_POST
def roster_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the good rows; or, with `discard`, put the list aside."""
    found = get_object_or_404(AdmissionRoster, pk=pk)
    if "discard" in request.POST:
        actions.list_discard(actor=scope_of(request), roster=found)
        return redirect("students:admission_lists")
    found = actions.list_commit(actor=scope_of(request), roster=found)
    known = {"added": found.count("stored"), "updated": found.count("updated")}
    messages.success(request, _("已入库 %(added)d 人，更新 %(updated)d 人") % known)
    return redirect("students:admission_roster", pk)


@registrar
@never_cache
@require_GET
def roster_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The wrong rows as a workbook."""
    found = get_object_or_404(AdmissionRoster, pk=pk)
    data = actions.list_errors(actor=scope_of(request), roster=found)
    response = HttpResponse(data, content_type=WORKBOOK)
    name = _("录取名册错误表-%(number)s.xlsx") % {"number": pk}
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
