"""The pages of the import: list, upload, result; the verbs on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from students.models import Roster
from students.rosters import actions
from students.rosters.choices import choices_of
from students.rosters.forms import CommitForm, CorrectionForm, RosterForm
from students.rosters.mapping_page import SKIP_IT, chosen_in, mapping_page
from students.rosters.pages import STEPS, preview_page, result_page
from students.rosters.sheets import template_workbook
from students.rosters.undo import in_the_way
from students.rosters.working import check_roster
from xueji.errors import Invalid
from xueji.jobs.progress import job_of, progress
from xueji.web.access import permission_required, scope_of

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED = 100

registrar = permission_required("manage_students")


@registrar
@require_GET
def roster_list(request: HttpRequest) -> HttpResponse:
    """Earlier imports, newest first."""
    rosters = Roster.objects.defer("problems", "mapping", "corrections_cipher")[:LISTED]
    return render(request, "students/rosters/list.html", {"rosters": rosters})


@registrar
@require_http_methods(["GET", "POST"])
def roster_new(request: HttpRequest) -> HttpResponse:
    """Step 1: the file. What can be refused at once is refused at the field."""
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            roster = actions.roster_upload(actor=scope_of(request), filename=upload.name, data=upload.read())
        except Invalid as error:
            form.add_error(error.field, str(error.message))
        else:
            return redirect("students:roster", roster.pk)
    status = 422 if form.is_bound else 200
    return render(request, "students/rosters/new.html", {"form": form, "steps": STEPS}, status=status)


@registrar
@require_GET
def roster_template(request: HttpRequest) -> HttpResponse:
    """The heading template, empty."""
    return _download(template_workbook(), _("学生名册表头模板.xlsx"))


@registrar
@require_GET
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an import stands: its progress, or its result."""
    found = get_object_or_404(Roster, pk=pk)
    job = job_of(found)
    context = {"roster": found, "job": job, "steps": STEPS}
    if found.state == Roster.State.REFUSED:
        return render(request, "students/rosters/refused.html", context)
    if found.is_working:
        return render(request, "students/rosters/working.html", context)
    return render(request, "students/rosters/result.html", context | {"result": result_page(found, request.GET)})


@registrar
@require_GET
def roster_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The job's line, asked for every two seconds; when it is over, the page is fetched anew."""
    found = get_object_or_404(Roster.objects.defer("problems"), pk=pk)
    return progress(
        request,
        "students/rosters/_progress.html",
        {"roster": found},
        job=job_of(found),
        is_working=found.is_working,
        page=reverse("students:roster", args=[pk]),
    )


@registrar
@require_POST
def roster_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put another value in a cell; small rosters are checked again at once."""
    found = get_object_or_404(Roster, pk=pk)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("改正的内容没有收到，请刷新本页再试。"))
    found = actions.roster_correct(actor=scope_of(request), roster=found, **form.cleaned_data)
    return _checked_again(request, found)


@registrar
@require_POST
def roster_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Take every certain suggestion and check again."""
    found = actions.roster_adopt(actor=scope_of(request), roster=get_object_or_404(Roster, pk=pk))
    return _checked_again(request, found)


def _checked_again(request: HttpRequest, found: Roster) -> HttpResponse:
    if found.count("rows") <= actions.AT_ONCE:
        check_roster(actor=scope_of(request), roster=found)
    return redirect("students:roster", found.pk)


@registrar
@require_http_methods(["GET", "POST"])
def roster_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 2: what headings mean that nobody knew; saying it checks the file again."""
    found = get_object_or_404(Roster, pk=pk)
    error = ""
    if request.method == "POST":
        try:
            actions.headings_choose(actor=scope_of(request), roster=found, chosen=chosen_in(request.POST))
        except Invalid as invalid:
            error = str(invalid.message)
        else:
            return redirect("students:roster", pk)
    page = mapping_page(found, choices_of(found.school_id), again=request.GET.get("again", ""))
    context = {"roster": found, "page": page, "steps": STEPS, "error": error, "skip": SKIP_IT}
    return render(request, "students/rosters/mapping.html", context, status=422 if error else 200)


@registrar
@require_POST
def roster_mapping_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget what was said about headings, and check again."""
    actions.headings_forget(actor=scope_of(request), roster=get_object_or_404(Roster, pk=pk))
    return redirect("students:roster", pk)


@registrar
@require_GET
def roster_preview(request: HttpRequest, pk: int, sort: str) -> HttpResponse:
    """The rows that a commit would add, change (old and new) or leave alone."""
    found = get_object_or_404(Roster, pk=pk)
    context = {"roster": found, "page": preview_page(found, sort, request.GET)}
    return render(request, "students/rosters/preview.html", context)


@registrar
@require_http_methods(["GET", "POST"])
def roster_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What taking the import back would do, or who is in the way; asked for once more before it is done."""
    found = get_object_or_404(Roster, pk=pk)
    if request.method == "POST":
        actions.roster_undo_start(actor=scope_of(request), roster=found)
        messages.info(request, _("开始撤销。撤完之前不会有一半的结果。"))
        return redirect("students:roster", pk)
    context = {"roster": found, "blocked": in_the_way(found), "images": found.images.count()}
    return render(request, "students/rosters/undo.html", context)


@registrar
@require_POST
def roster_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check again in the background."""
    found = get_object_or_404(Roster, pk=pk)
    actions.roster_check_start(actor=scope_of(request), roster=found)
    return redirect("students:roster", pk)


@registrar
@require_POST
def roster_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the good rows in the background."""
    found = get_object_or_404(Roster, pk=pk)
    form = CommitForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else -1
    actions.roster_commit_start(actor=scope_of(request), roster=found, version=version)
    messages.info(request, _("开始写入。写完之前不会有一半的结果。"))
    return redirect("students:roster", pk)


@registrar
@require_GET
def roster_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The error workbook."""
    found = get_object_or_404(Roster, pk=pk)
    data = actions.errors_take_out(actor=scope_of(request), roster=found)
    return _download(data, _("名册错误表-%(number)s.xlsx") % {"number": pk})


def _download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=WORKBOOK)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response
