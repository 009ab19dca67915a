"""The pages of data quality."""

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from students.quality import pages, queries
from students.quality.checking import school_check
from students.quality.league import league_page
from students.quality.rules import BY_KEY
from xueji.organizations.models import Organization
from xueji.web.access import permission_required, scope_of
from xueji.web.asked import whole

looker = permission_required("view_students")


@looker
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What is wrong or missing: a school by rule, a bureau by what lies below."""
    scope = scope_of(request)
    reader = Organization.objects.get(pk=scope.organization_id or 0)
    place = _place(request.GET)
    if place is not None and not queries.is_place(place):
        raise Http404
    page = pages.overview_page(scope, reader, place)
    return render(request, "quality/overview.html", page)


@looker
@require_GET
def findings(request: HttpRequest, rule: str) -> HttpResponse:
    """The records behind a number."""
    if rule not in BY_KEY:
        raise Http404
    page = pages.list_page(
        scope_of(request),
        BY_KEY[rule],
        field=request.GET.get("field", "")[:30],
        place=_place(request.GET),
        offset=_number(request.GET.get("offset", "")) or 0,
    )
    urls = {f"{name}_url": _at(request, page[name]) for name in ("previous", "next")}
    return render(request, "quality/findings.html", page | urls)


@looker
@require_GET
def league(request: HttpRequest) -> HttpResponse:
    """Those below a bureau, by completeness or by late registration."""
    if scope_of(request).level == "school":
        raise Http404
    by = "late" if request.GET.get("by") == "late" else "complete"
    reader = Organization.objects.get(pk=scope_of(request).organization_id or 0)
    page = league_page(by, reader, request.GET.get("of", ""))
    return render(request, "quality/league.html", page)


@require_POST
@permission_required("manage_students")
def check(request: HttpRequest) -> HttpResponse:
    """Look at the school's records now."""
    scope = scope_of(request)
    school_check(actor=scope)
    cache.delete(pages.card_key(scope.organization_id or 0))
    messages.success(request, _("已重新检查本校全部在册学生。"))
    return redirect("quality:overview")


def _place(query: QueryDict) -> tuple[str, int] | None:
    """The narrowest place that the address names."""
    for kind in ("school", "county", "city"):
        key = _number(query.get(kind, ""))
        if key is not None:
            return kind, key
    return None


def _number(text: str) -> int | None:
    return whole(text)


def _at(request: HttpRequest, offset: Any) -> str:
    query = request.GET.copy()
    query["offset"] = str(offset)
    return "" if offset is None else f"?{query.urlencode()}"
