"""Lists of an examination authority: upload, what was found, commit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from students.admission.forms import ListForm
from students.admission.lists import actions
from students.admission.lists.columns import VOCABULARY
from students.admission.models import AdmissionRoster
from students.rosters.choices import choices_of
from students.rosters.mapping_page import SKIP_IT, chosen_in, page_of
from xueji.errors import Invalid
from xueji.jobs.progress import job_of, progress
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
    """Where a list stands: its progress, why it cannot be read, or how many may come in and which rows are wrong."""
    found = get_object_or_404(AdmissionRoster, pk=pk)
    context = {"roster": found, "job": job_of(found)}
    if found.state == AdmissionRoster.State.REFUSED:
        return render(request, "admission/list_refused.html", context)
    if found.is_working:
        return render(request, "admission/list_working.html", context)
    errors = [problem for problem in found.problems if not problem["is_hint"]][:SHOWN]
    hints = [problem for problem in found.problems if problem["is_hint"]][:SHOWN]
    return render(request, "admission/roster.html", context | {"errors": errors, "hints": hints})


@registrar
@never_cache
@require_GET
def roster_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The job's line, asked for every two seconds; when it is over, the page is fetched anew."""
    found = get_object_or_404(AdmissionRoster.objects.defer("problems"), pk=pk)
    return progress(
        request,
        "admission/_list_progress.html",
        {"roster": found},
        job=job_of(found),
        is_working=found.is_working,
        page=reverse("students:admission_roster", args=[pk]),
    )


@registrar
@never_cache
@require_http_methods(["GET", "POST"])
def roster_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """What headings mean that nobody knew; saying it checks the list again."""
    found = get_object_or_404(AdmissionRoster, pk=pk)
    error = ""
    if request.method == "POST":
        chosen = chosen_in(request.POST, VOCABULARY)
        try:
            actions.list_headings_choose(actor=scope_of(request), roster=found, chosen=chosen)
        except Invalid as invalid:
            error = str(invalid.message)
        else:
            return redirect("students:admission_roster", pk)
    choices = choices_of(found.school_id, actions.CHOICES)
    page = page_of(actions.file_of(found), choices, request.GET.get("again", ""), VOCABULARY)
    context = {"roster": found, "page": page, "error": error, "skip": SKIP_IT}
    return render(request, "admission/list_mapping.html", context, status=422 if error else 200)


@registrar
@require_POST
def roster_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check again in the background."""
    found = get_object_or_404(AdmissionRoster, pk=pk)
    actions.list_check_start(actor=scope_of(request), roster=found)
    return redirect("students:admission_roster", pk)


@registrar
@require_POST
def roster_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the good rows in the background; or, with `discard`, put the list aside."""
    found = get_object_or_404(AdmissionRoster, pk=pk)
    if "discard" in request.POST:
        actions.list_discard(actor=scope_of(request), roster=found)
        return redirect("students:admission_lists")
    actions.list_commit_start(actor=scope_of(request), roster=found)
    messages.info(request, _("开始入库。写完之前不会有一半的结果。"))
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
