"""Pages of the re-check of entry conditions: the school's grid, and who is late below a level above."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from students.eligibility.actions import recheck_record
from students.eligibility.forms import GridForm
from students.eligibility.pages import SHOWN, Asked, grid_lines, grid_page, overview_page
from xueji import clock
from xueji.errors import Conflict, Invalid
from xueji.organizations.models import Organization
from xueji.web.access import officers_only, permission_required, scope_of
from xueji.web.asked import whole


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def grid(request: HttpRequest) -> HttpResponse:
    """The new students of a year, class by class; results are recorded for many at once."""
    scope = scope_of(request)
    school = get_object_or_404(Organization.objects.select_related("parent"), pk=scope.organization_id, kind="school")
    asked = _asked(request)
    lines = grid_lines(school, asked.year)
    form = GridForm(request.POST if request.method == "POST" else None, lines=lines)
    if request.method == "POST" and form.is_valid():
        try:
            rows = recheck_record(actor=scope, findings=form.findings, checked_on=form.cleaned_data["checked_on"])
        except (Invalid, Conflict) as error:
            form.add_error(None, str(error.message))
        else:
            drafts = sum(1 for row in rows if row.case_id)
            messages.success(request, _("已记入 %(count)d 人") % {"count": len(rows)})
            if drafts:
                messages.warning(request, _("已为不合格的 %(count)d 人起草注销，请核对后提交") % {"count": drafts})
            return redirect(reverse("students:eligibility") + asked.url())
    context = grid_page(school, asked, form, lines)
    return render(request, "students/eligibility/grid.html", context, status=422 if form.errors else 200)


@require_GET
@officers_only
def overview(request: HttpRequest) -> HttpResponse:
    """How far the schools below are; with a school in the address the students behind its numbers."""
    scope, asked = scope_of(request), _asked(request)
    body = get_object_or_404(Organization.objects.exclude(kind="school"), pk=scope.organization_id)
    if (key := whole(request.GET.get("school"))) is None:
        return render(request, "students/eligibility/overview.html", overview_page(scope, body, asked.year))
    below = Organization.objects.within(body).schools().select_related("parent")
    school = get_object_or_404(below, pk=key)
    lines = grid_lines(school, asked.year)
    context = grid_page(school, replace(asked, school_id=school.pk), GridForm(lines=lines), lines)
    return render(request, "students/eligibility/school.html", context)


def _asked(request: HttpRequest) -> Asked:
    """Year, what is shown and the class, as the address says."""
    wanted, shown, school_class = (request.GET.get(name, "") for name in ("year", "show", "class"))
    year = (whole(wanted) if len(wanted) == 4 else None) or clock.today().year
    return Asked(year, shown if shown in SHOWN else "open", whole(school_class))
