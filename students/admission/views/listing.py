"""The list of newcomers, and one thing done to many of them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from students.admission.filtering import listing_of
from students.admission.forms import DeskForm
from students.admission.many import VERBS, Many, many_of
from xueji.errors import RegisterError
from xueji.web import searching
from xueji.web.access import permission_required, scope_of


@require_safe
@never_cache
@permission_required("view_students")
def admission_list(request: HttpRequest) -> HttpResponse:
    """Newcomers of a year with filters; bureaus see those of one school when they chose it."""
    text = searching.kept(request, request.GET.get("find", ""))
    listing = listing_of(scope_of(request), request.GET, text)
    return render(request, "admission/list.html", {"listing": listing})


@require_POST
@permission_required("view_students")
def admission_search(request: HttpRequest) -> HttpResponse:
    """Keep what was typed and go to its result; the filters of the address stay."""
    form, query = DeskForm(request.POST), request.GET.copy()
    for key in ("find", "after", "before", "at"):
        query.pop(key, None)
    if form.is_valid() and form.cleaned_data["q"]:
        query["find"] = searching.keep(request, form.cleaned_data["q"])
    return redirect(f"{reverse('students:admission_list')}?{query.urlencode()}".rstrip("?"))


@require_POST
@never_cache
@permission_required("manage_students")
def admission_many(request: HttpRequest, verb: str) -> HttpResponse:
    """Who was picked, what would become of each and why; `confirm` does it."""
    if verb not in VERBS:
        raise Http404
    many = many_of(scope_of(request), verb, request.POST)
    if "confirm" in request.POST and many.is_valid():
        try:
            text, refused = many.do(scope_of(request))
        except RegisterError as error:
            many.add_error(error)
        else:
            if text:
                messages.success(request, text)
            if not refused:
                return redirect(many.next_url)
            many = many_of(scope_of(request), verb, request.POST, refused=refused)
    return _many(request, many)


def _many(request: HttpRequest, many: Many) -> HttpResponse:
    context: dict[str, Any] = {"many": many}
    return render(request, "admission/many.html", context, status=422 if many.has_errors else 200)
