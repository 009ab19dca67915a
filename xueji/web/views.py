"""The pages of the house itself: today, the switch between offices, the student's portal."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from xueji.cases.presenters.portal import portal_page
from xueji.web.access import scope_of, unscoped
from xueji.web.today import today_page


@require_GET
def workbench(request: HttpRequest) -> HttpResponse:
    """Today: what is to be done, by its last day; for a student, where each application lies."""
    scope = scope_of(request)
    if scope.office_id is None:
        return render(request, "portal/home.html", portal_page(scope))
    organization = request.office.organization  # type: ignore[attr-defined]
    return render(request, "web/workbench.html", today_page(scope, organization, request.GET))


@require_POST
def switch_office(request: HttpRequest) -> HttpResponse:
    """Act in another of the person's offices from now on."""
    wanted = request.POST.get("office", "")
    if wanted not in {str(office.pk) for office in request.offices}:  # type: ignore[attr-defined]
        raise Http404
    request.session["office_id"] = int(wanted)
    return redirect("web:workbench")


@unscoped
def no_office(request: HttpRequest) -> HttpResponse:
    """A person who is signed in but holds no office and is no student."""
    return render(request, "web/no_office.html", status=403)
