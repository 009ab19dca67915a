"""The pages of exports."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from students.exports import actions, pages
from students.exports.doors import get_export_for, get_source_for
from students.exports.forms import ExportForm, picked_of
from students.exports.making import asked_of
from students.exports.models import Form
from students.exports.sources.base import Source
from students.filters import Filters
from students.forms import FilterForm
from students.found import NAMES, found_by
from students.models import Student
from students.searching import understand
from xueji import clock
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import Scope
from xueji.web import searching
from xueji.web.access import officers_only, permission_required, scope_of

_COLUMNS = "students_columns"
_FIXED = ("school_number", "name", "status")


@require_safe
@never_cache
@permission_required("view_students")
def export_list(request: HttpRequest) -> HttpResponse:
    """The person's own exports."""
    return render(request, "exports/list.html", pages.list_page(scope_of(request)))


@require_safe
@never_cache
@permission_required("view_students")
def log(request: HttpRequest) -> HttpResponse:
    """What officers of this organization took out."""
    scope = scope_of(request)
    if not pages.may_see_log(scope):
        raise NotAllowed
    number = request.GET.get("number", "").strip()
    return render(request, "exports/log.html", pages.log_page(scope, number))


@require_http_methods(["GET", "POST"])
@never_cache
@officers_only
def new(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for an export of what the address says, or of the rows that were picked."""
    scope = scope_of(request)
    source = get_source_for(scope, key)
    picked = picked_of(request.POST.getlist("student")) or _found(request, source)
    forms = _forms(request, source, scope)
    if request.method == "POST" and all(form.is_valid() for form in (forms["form"], forms["own"])):
        said = source.said(request.GET) | forms["own"].said()
        try:
            export = actions.export_ask(actor=scope, source=source, order=forms["form"].order(said, picked))
        except Invalid as error:
            forms["form"].add_error(error.field if error.field in forms["form"].fields else None, str(error.message))
        else:
            return redirect("exports:export", pk=export.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "exports/new.html", pages.form_page(source, scope, forms, picked), status=status)


@require_POST
@never_cache
@officers_only
def picked(request: HttpRequest, key: str) -> HttpResponse:
    """The same for the rows that were picked in a list: ids are posted, so that they stand in no address."""
    scope = scope_of(request)
    source = get_source_for(scope, key)
    rows = picked_of(request.POST.getlist("student"))
    if rows is None:
        messages.error(request, _("请先勾选要导出的行。"))
        return redirect(source.back or "exports:list")
    forms = _forms(request, source, scope, is_bound=False)
    return render(request, "exports/new.html", pages.form_page(source, scope, forms, rows))


@require_safe
@never_cache
@officers_only
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; when it is ready, where to fetch it. HTMX asks again in place."""
    context = pages.export_page(get_export_for(scope_of(request), pk), scope_of(request))
    template = "exports/_export.html" if request.htmx else "exports/export.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@require_GET
@never_cache
@officers_only
def fetch(request: HttpRequest, pk: int) -> Any:
    """The file; recorded."""
    scope = scope_of(request)
    found = get_export_for(scope, pk)
    source = get_source_for(scope, found.source)
    asked = asked_of(found, scope)
    try:
        pieces = actions.export_fetch(actor=scope, export=found, personal=source.is_personal(asked))
    except FileNotFoundError:
        messages.error(request, _("文件已过保留期，请重新导出。"))
        return redirect("exports:export", pk=pk)
    form = Form(found.form)
    response = StreamingHttpResponse(pieces, content_type=form.media_type)
    # A text table has no room for a trace: its name bears the number under which the log tells who, when and what for.
    number = _("编号%(number)s") % {"number": found.pk}
    name = f"{source.title(asked)}_{localtime(found.asked_at):%Y%m%d}_{number}.{form.suffix}"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Content-Length"] = str(found.size)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@officers_only
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off."""
    try:
        actions.export_cancel(actor=scope_of(request), export=get_export_for(scope_of(request), pk))
    except Conflict as error:
        messages.warning(request, str(error.message))
    return redirect("exports:export", pk=pk)


@require_POST
@officers_only
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same again, as the register is now."""
    scope = scope_of(request)
    found = get_export_for(scope, pk)
    try:
        made = actions.export_again(actor=scope, source=get_source_for(scope, found.source), export=found)
    except Invalid as error:
        messages.error(request, str(error.message))
        return redirect("exports:export", pk=pk)
    return redirect("exports:export", pk=made.pk)


def _forms(request: HttpRequest, source: Source, scope: Scope, *, is_bound: bool = True) -> dict[str, Any]:
    data = request.POST if request.method == "POST" and is_bound else None
    initial = {}
    if source.key == "students" and (wanted := request.session.get(_COLUMNS)) is not None:
        initial["columns"] = [*_FIXED, *wanted]
    may = actions.may_take_numbers(scope)
    form = ExportForm(data, source=source, scope=scope, may_take_numbers=may, initial=initial)
    return {"form": form, "own": source.form_class(data, scope=scope, initial=_told(request)), "query": request.GET}


def _told(request: HttpRequest) -> dict[str, str]:
    """What an address says of the source's own question."""
    return {"period": request.GET["period"]} if "period" in request.GET else {}


def _found(request: HttpRequest, source: Source) -> tuple[int, ...] | None:
    """The students that the search of the address finds; words are kept nowhere. None where nothing is searched for."""
    if source.key != "students" or "find" not in request.GET:
        return None
    scope = scope_of(request)
    search = understand(searching.kept(request, request.GET["find"]), scope.level)
    if search is None:
        return None
    filters = Filters(scope, FilterForm(request.GET).chosen(), QueryDict(), clock.today(), has_search=True)
    found = found_by(search, filters.apply(Student.objects.all()))
    keys = tuple(found.ids(NAMES, actions.MOST_PICKED + 1))
    if not keys:
        raise Http404
    return keys
