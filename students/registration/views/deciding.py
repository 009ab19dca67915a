"""What levels above decide and see: who has not finished, extensions, suspended and qualified schools."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from students.registration.deciding_forms import ExtensionForm, StandingForm
from students.registration.decisions import extensions_page, kinds_for, may_grant, standing_page, standings_page
from students.registration.doors import get_body_for, get_standing_school_for
from students.registration.extensions import extension_grant
from students.registration.pages import overview_page
from students.registration.standings import standing_set, standings_on
from xueji import clock
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.web.access import officers_only, scope_of


@require_GET
@never_cache
@officers_only
def overview(request: HttpRequest) -> HttpResponse:
    """Who has not finished registering below."""
    scope = scope_of(request)
    return render(request, "students/registration/overview.html", overview_page(scope, get_body_for(scope)))


@require_http_methods(["GET", "POST"])
@never_cache
@officers_only
def extensions(request: HttpRequest) -> HttpResponse:
    """The extensions that concern the office; who may grants another one here."""
    scope = scope_of(request)
    body = get_object_or_404(Organization, pk=scope.organization_id)
    data = request.POST if request.method == "POST" else None
    form = ExtensionForm(data, body=body, target=request.GET.get("target", "")) if may_grant(scope, body) else None
    if request.method == "POST":
        if form is None:
            raise NotAllowed(_("按当地的规定，注册截止日由上一级决定延期，请向上一级申请。"))
        if form.is_valid():
            try:
                extension_grant(actor=scope, **form.decision)
                messages.success(request, _("延期已生效，有关学校随后收到通知"))
                return redirect("students:registration_extensions")
            except Invalid as error:
                form.add_error(error.field if error.field in form.fields else None, str(error.message))
    status = 422 if form is not None and form.errors else 200
    return render(request, "students/registration/extensions.html", extensions_page(scope, body, form), status=status)


@require_GET
@never_cache
@officers_only
def standings(request: HttpRequest) -> HttpResponse:
    """The schools below: suspended ones and those qualified for foreign students."""
    return render(request, "students/registration/standings.html", standings_page(get_body_for(scope_of(request))))


@require_http_methods(["GET", "POST"])
@never_cache
@officers_only
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """One school: what holds, its history; a level above changes it."""
    scope = scope_of(request)
    school = get_standing_school_for(scope, pk)
    may_decide = scope.allows("decide_cases") and scope.organization_id != school.pk
    present = standings_on([school.pk], clock.today())[school.pk]
    asked = request.POST.get("kind", "") if request.method == "POST" else ""
    forms = {
        kind: StandingForm(request.POST if asked == kind else None, kind=kind, holds=kind in present)
        for kind in kinds_for(school)
    }
    form = next((forms[kind] for kind in forms if kind == asked), None)
    if form is not None and form.is_valid():
        try:
            standing_set(actor=scope, school=school, kind=form.kind, holds=not form.ends, **form.cleaned_data)
            messages.success(request, _("已记录并通知学校"))
            return redirect("students:registration_standing", pk=pk)
        except (Invalid, Conflict) as error:
            form.add_error(getattr(error, "field", None) or None, str(error.message))
    status = 422 if form is not None and form.errors else 200
    context = standing_page(school, forms, may_decide=may_decide)
    return render(request, "students/registration/standing.html", context, status=status)
