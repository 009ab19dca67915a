"""The list of cases and the page of what is overdue below."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xueji.cases import listing, oversight
from xueji.cases.presenters.overdue import overdue_page
from xueji.errors import RegisterError
from xueji.organizations.models import Organization
from xueji.web.access import officers_only, permission_required, scope_of
from xueji.web.asked import wholes


@require_GET
@officers_only
def case_list(request: HttpRequest) -> HttpResponse:
    """Every case that the office sees, newest first."""
    scope = scope_of(request)
    filters = listing.Filters.of(request.GET)
    cases, pager = listing.page_of(
        listing.filtered(filters, scope), request.GET.get("after", ""), request.GET.get("before", "")
    )
    context = {
        "lines": listing.lines_of(cases),
        "page": pager,
        "filters": filters,
        "chips": listing.chips_of(filters, request.GET),
        "decides": scope.allows("decide_cases"),
        "at": Organization.objects.filter(pk=filters.organization).first() if filters.organization else None,
    }
    return render(request, "cases/list.html", context)


@require_GET
@permission_required("oversee")
def overdue(request: HttpRequest) -> HttpResponse:
    """What is overdue below this bureau: by county and organization, and the cases themselves."""
    return render(request, "cases/overdue.html", overdue_page(scope_of(request), _reader(request), request.GET))


@require_POST
@permission_required("oversee")
def remind(request: HttpRequest) -> HttpResponse:
    """Press the organizations that were chosen, or the one beside which the button stood."""
    reader, scope = _reader(request), scope_of(request)
    chosen = [request.POST["only"]] if "only" in request.POST else request.POST.getlist("organization")
    bodies = Organization.objects.within(reader).exclude(pk=reader.pk)
    keys = set(wholes(chosen))
    organizations = list(bodies.filter(pk__in=keys).order_by("code"))
    if chosen and len(organizations) != len(set(chosen)):
        raise Http404
    if not organizations:
        messages.error(request, _("请先勾选要督办的单位。"))
    for organization in organizations:
        try:
            told = oversight.organization_remind(actor=scope, organization=organization)
        except RegisterError as error:
            messages.error(request, str(error.message))
        else:
            said = {"name": organization.name, "count": told}
            messages.success(request, _("已提醒%(name)s，共 %(count)d 件") % said)
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return redirect(f"{reverse('cases:overdue')}?{query}" if query else "cases:overdue")


def _reader(request: HttpRequest) -> Organization:
    """The bureau that oversees; a school has nobody below."""
    organization = request.office.organization  # type: ignore[attr-defined]
    if organization.kind == Organization.Kind.SCHOOL:
        raise Http404
    return organization
