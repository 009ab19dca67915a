"""The search box of the top bar: posts what was typed, shows what every chapter finds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xueji.web import searching
from xueji.web.access import officers_only, scope_of

LONGEST = 60


@never_cache
@officers_only
def search(request: HttpRequest) -> HttpResponse:
    """POST keeps the text and leads to its result; GET shows the result of the key `find`."""
    if request.method == "POST":
        text = request.POST.get("q", "").replace("\x00", "").strip()[:LONGEST]
        if not text:
            return redirect("web:search")
        return redirect(f"{reverse('web:search')}?find={searching.keep(request, text)}")
    return _results(request)


@require_safe
def _results(request: HttpRequest) -> HttpResponse:
    text = searching.kept(request, request.GET.get("find", ""))
    found = searching.search(scope_of(request), text) if text else []
    hits = [hit for group in found for hit in group.hits]
    if len(hits) == 1 and hits[0].is_exact:
        return redirect(hits[0].url)
    context = {"search_query": text, "found": found, "was_asked": bool(request.GET.get("find"))}
    return render(request, "web/search.html", context)
