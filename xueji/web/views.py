"""The pages of the house itself: today, the switch between offices."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from xueji.web.access import unscoped


def workbench(request: HttpRequest) -> HttpResponse:
    """Today: what is to be done, by its last day."""
    return render(request, "web/workbench.html")


@require_POST
def switch_office(request: HttpRequest) -> HttpResponse:
    """Act in another of the person's offices from now on."""
    wanted = request.POST.get("office", "")
    if wanted not in {str(office.pk) for office in request.offices}:
        raise Http404
    request.session["office_id"] = int(wanted)
    return redirect("web:workbench")


@unscoped
def no_office(request: HttpRequest) -> HttpResponse:
    """A person who is signed in but holds no office and is no student."""
    return render(request, "web/no_office.html", status=403)
