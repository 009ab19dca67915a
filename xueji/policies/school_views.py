"""学校实施细则: what a school has set for itself, for everybody to read; the school's own officers set it."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from xueji import clock
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.access import officers_only, scope_of

from .actions import school_rule_set
from .assignments import policy_key_of
from .engine.registry import get
from .forms_of_values import SchoolRuleForm
from .models import SchoolRule
from .school_rules import Setting, settings_of


@officers_only
def schools(request: HttpRequest) -> HttpResponse:
    """An office's own school, or the schools below it that have set something."""
    scope = scope_of(request)
    own = get_object_or_404(Organization, pk=scope.organization_id)
    if own.kind == Organization.Kind.SCHOOL:
        return redirect("policies:school", own.pk)
    below = Organization.objects.schools().within(own).filter(is_active=True).select_related("parent").order_by("code")
    rules = SchoolRule.objects.filter(school__in=below.order_by().values("pk")).order_by()
    counts = dict(rules.values_list("school").annotate(Count("pk")))
    rows = [(school, counts.get(school.pk, 0)) for school in below]
    return render(request, "policies/schools.html", {"rows": rows, "own": own})


def school(request: HttpRequest, school_id: int) -> HttpResponse:
    """The rules of one school, readable for the levels above, other schools and students."""
    found = _school(school_id)
    scope = scope_of(request)
    context = {
        "school": found,
        "policy": get(policy_key_of(found)),
        "settings": settings_of(found),
        "today": clock.today(),
        "may_set": _may_set(scope, found),
    }
    page = "policies/school_portal.html" if scope.person_id else "policies/school.html"
    return render(request, page, context)


def school_rule(request: HttpRequest, school_id: int, name: str) -> HttpResponse:
    """Set one value from a date; only the school itself."""
    found = _school(school_id)
    scope = scope_of(request)
    if scope.organization_id != found.pk:
        raise Http404
    if not _may_set(scope, found):
        raise NotAllowed(_("实施细则由学校自己制定，只有本校的学籍管理员和负责人可以录入。"))
    setting = next((item for item in settings_of(found) if item.parameter.key == name), None)
    if setting is None:
        raise Http404
    form = SchoolRuleForm(
        request.POST or None, parameter=setting.parameter, current=setting.value, initial={"since": clock.today()}
    )
    if request.method == "POST" and form.is_valid() and _set(form, scope, found, setting):
        messages.success(request, _("已录入，自所填日期起施行"))
        return redirect("policies:school", found.pk)
    return render(request, "policies/school_rule.html", {"school": found, "setting": setting, "form": form})


def _set(form: SchoolRuleForm, scope: Scope, found: Organization, setting: Setting) -> bool:
    given = {name: form.cleaned_data[name] for name in ("since", "decided_by", "decided_on", "published_on", "link")}
    try:
        school_rule_set(actor=scope, school=found, key=setting.parameter.key, value=form.value, **given)
    except Invalid as wrong:
        form.add_error(wrong.field if wrong.field in form.fields else None, str(wrong.message))
        return False
    return True


def _may_set(scope: Scope, found: Organization) -> bool:
    return scope.organization_id == found.pk and scope.allows("decide_cases")


def _school(school_id: int) -> Organization:
    return get_object_or_404(Organization.objects.schools().select_related("parent"), pk=school_id)
