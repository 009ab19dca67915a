"""Pages of the duplicate check (查重)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from students.doors import get_student_for
from students.identity import pages
from students.identity.actions import (
    claim_withdraw,
    duplicates_recheck,
    obstacle,
    remedy_open,
    statement_make,
)
from students.identity.forms import WAYS, FormerNumberForm, StatementForm
from students.identity.models import DuplicateFinding
from students.identity.numbers import former_number_add
from xueji.errors import Conflict, Invalid
from xueji.organizations.scope import Scope
from xueji.web.access import officers_only, permission_required, scope_of
from xueji.web.asked import whole

_SHOWN = ("open", "hear", "solved")
_JOINED = ("student__school_class", "student__programme", "school")


@require_GET
@never_cache
@officers_only
def duplicates(request: HttpRequest) -> HttpResponse:
    """Every finding of the scope: to be settled, to be heard, settled."""
    shown, before = request.GET.get("show", ""), request.GET.get("before", "")
    context = pages.list_page(scope_of(request), shown if shown in _SHOWN else "open", whole(before) or 0)
    return render(request, "students/identity/list.html", context)


@require_GET
@never_cache
@officers_only
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding with its ways out."""
    finding = _finding(pk)
    context = pages.finding_page(finding, scope_of(request)) | {"form": StatementForm()}
    return render(request, "students/identity/finding.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("manage_students")
def way(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One of the three ways: its form; saving drafts the case."""
    scope = scope_of(request)
    finding = _own(scope, pk)
    if key not in WAYS:
        raise Http404
    if why_not := obstacle(finding, f"duplicate_{key}"):
        messages.warning(request, why_not)
        return redirect("students:duplicate", pk=pk)
    form = WAYS[key](request.POST if request.method == "POST" else None, finding=finding)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        case = remedy_open(actor=scope, finding=finding, kind=f"duplicate_{key}", reason=reason, **form.options())
        messages.success(request, _("草稿已保存。请交齐材料后提交。"))
        return redirect(reverse("cases:case", args=[case.pk]))
    context = pages.finding_page(finding, scope) | {"form": form, "way": _way(finding, key)}
    return render(request, "students/identity/way.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required("manage_students")
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """The side that is heard says something."""
    scope = scope_of(request)
    finding, form = _own(scope, pk), StatementForm(request.POST)
    if not form.is_valid():
        context = pages.finding_page(finding, scope) | {"form": form}
        return render(request, "students/identity/finding.html", context, status=422)
    statement_make(actor=scope, finding=finding, statement=form.cleaned_data["statement"])
    messages.success(request, _("陈述已记下，裁定的单位可以看到"))
    return redirect("students:duplicate", pk=pk)


@require_POST
@permission_required("manage_students")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """A row without a record is given up."""
    scope = scope_of(request)
    claim_withdraw(actor=scope, finding=_own(scope, pk))
    messages.success(request, _("已撤下这一行"))
    return redirect("students:duplicates")


@require_POST
@permission_required("manage_students")
def recheck(request: HttpRequest) -> HttpResponse:
    """Look again for all who wait for registration."""
    left = duplicates_recheck(actor=scope_of(request))
    messages.success(request, _("已重新查重，还有 %(count)d 条待处理") % {"count": left})
    return redirect("students:duplicates")


@require_POST
@permission_required("manage_students")
def former_number(request: HttpRequest, student_pk: int) -> HttpResponse:
    """Write down a number that the student had before."""
    scope = scope_of(request)
    student = get_student_for(scope, student_pk)
    form = FormerNumberForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid(_("请填写历史学籍号，最长 100 位。"), field="number")
        former_number_add(actor=scope, student=student, **form.cleaned_data)
        messages.success(request, _("历史学籍号已登记，按它可以查到该生"))
    except (Invalid, Conflict) as error:
        messages.error(request, str(error.message))
    return redirect("students:section", pk=student.pk, section="identity")


def _finding(pk: int) -> DuplicateFinding:
    """Never joined to its clash, which most readers may not see."""
    return get_object_or_404(DuplicateFinding.objects.select_related(*_JOINED), pk=pk)


def _own(scope: Scope, pk: int) -> DuplicateFinding:
    return get_object_or_404(DuplicateFinding.objects.select_related(*_JOINED), pk=pk, school=scope.organization_id)


def _way(finding: DuplicateFinding, key: str) -> pages.Way:
    return next(each for each in pages.ways_of(finding) if each.key == f"duplicate_{key}")
