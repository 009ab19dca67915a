"""The list of students."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from students.actions import number_looked_up
from students.filters import Filters
from students.forms import ColumnsForm, FilterForm, SearchForm
from students.presenters.listing import listing_of
from students.searching import understand
from xueji import clock
from xueji.web import searching
from xueji.web.access import permission_required, scope_of

_COLUMNS = "students_columns"
_PART = "students"  # the element that HTMX swaps


@require_safe
@never_cache
@permission_required("view_students")
def student_list(request: HttpRequest) -> HttpResponse:
    """The list, or for HTMX its part below the title."""
    scope = scope_of(request)
    text = searching.kept(request, request.GET.get("find", ""))
    search = understand(text, scope.level)
    query = request.GET.copy()
    for key in ("after", "before", "at"):
        query.pop(key, None)
    filters = Filters(scope, FilterForm(request.GET).chosen(), query, clock.today(), search is not None)
    listing = listing_of(filters, search, text, request.session.get(_COLUMNS))
    htmx = request.htmx  # type: ignore[attr-defined]
    is_part = htmx.target == _PART and not htmx.history_restore_request
    response = render(request, "students/_list.html" if is_part else "students/list.html", {"listing": listing})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@require_POST
@permission_required("view_students")
def search_students(request: HttpRequest) -> HttpResponse:
    """Keep what was typed and go to its result; the filters of the address stay."""
    form = SearchForm(request.POST)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    query = request.GET.copy()
    for key in ("find", "after", "before", "at"):
        query.pop(key, None)
    if text:
        query["find"] = searching.keep(request, text)
        search = understand(text, scope_of(request).level)
        if search is not None and search.by_number:
            number_looked_up(actor=scope_of(request))
    return redirect(f"{reverse('students:list')}?{query.urlencode()}".rstrip("?"))


@require_POST
@permission_required("view_students")
def choose_columns(request: HttpRequest) -> HttpResponse:
    """Keep which columns the person wants to see; an empty choice takes the usual ones back."""
    form = ColumnsForm(request.POST)
    if "reset" in request.POST or not form.is_valid():
        request.session.pop(_COLUMNS, None)
    else:
        request.session[_COLUMNS] = form.cleaned_data["columns"]
    return redirect(f"{reverse('students:list')}?{request.GET.urlencode()}".rstrip("?"))
