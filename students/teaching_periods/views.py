"""The page of several terms in a year: the school lays them down, levels above read them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from students.articles import cited
from students.parties import policy_key_of
from students.teaching_periods.actions import ARTICLES, may_have_periods, period_drop, period_set
from students.teaching_periods.forms import PeriodForm, years
from students.teaching_periods.models import TeachingPeriod
from xueji import clock
from xueji.database.fence import Level
from xueji.errors import Invalid
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.access import permission_required, scope_of
from xueji.web.asked import whole


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("view_students")
def periods(request: HttpRequest) -> HttpResponse:
    """The periods of this school year and the next; 404 where the regulation knows none."""
    scope = scope_of(request)
    body = get_object_or_404(Organization, pk=scope.organization_id)
    if not may_have_periods(body):
        raise Http404
    can_keep = scope.level is Level.SCHOOL and scope.allows("manage_students")
    if request.method == "POST" and "drop" in request.POST:
        period_drop(actor=scope, period=get_object_or_404(TeachingPeriod, pk=whole(request.POST["drop"])))
        messages.success(request, _("已取消。"))
        return redirect("students:periods")
    form = PeriodForm(request.POST or None) if can_keep else None
    if request.method == "POST" and _laid(request, scope, form):
        return redirect("students:periods")
    rows = TeachingPeriod.objects.filter(school_year__in=years(), dropped_at=None).select_related("school")
    basis = cited(ARTICLES, policy_key_of(body))
    context = {
        "rows": rows,
        "form": form,
        "is_school": scope.level is Level.SCHOOL,
        "today": clock.today(),
        "basis": basis,
    }
    return render(request, "teaching_periods/periods.html", context, status=422 if form and form.errors else 200)


def _laid(request: HttpRequest, scope: Scope, form: PeriodForm | None) -> bool:
    if form is None or not form.is_valid():
        return False
    try:
        made = period_set(actor=scope, **form.cleaned_data)
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
        return False
    messages.success(request, _("已登记“%(name)s”。") % {"name": made.name})
    return True
