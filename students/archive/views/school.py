"""A school's files: overview, the grid of a class, gaps, who keeps them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from students.archive import pages
from students.archive.actions import apprentices_note, may_keep
from students.archive.doors import get_class_for, get_school_for
from students.archive.forms import KeeperForm, TakeOutForm
from students.archive.jobs import may_take_out
from students.archive.keepers import candidates, keeper_appoint, may_appoint
from students.models import Student
from xueji import clock
from xueji.database.fence import Level
from xueji.errors import Invalid
from xueji.organizations.models import Organization
from xueji.web.access import permission_required, scope_of

seen = permission_required("view_students")


@require_safe
@never_cache
@seen
def overview(request: HttpRequest) -> HttpResponse:
    """The own school; for a bureau its schools."""
    scope = scope_of(request)
    if scope.level is Level.SCHOOL:
        found = get_school_for(scope, None)
        return render(request, "archive/overview.html", pages.overview_page(found))
    body = get_object_or_404(Organization, pk=scope.organization_id)
    return render(request, "archive/bureau.html", pages.bureau_page(body))


@require_safe
@never_cache
@seen
def school(request: HttpRequest, pk: int) -> HttpResponse:
    """One school's files, by kind and class."""
    found = get_school_for(scope_of(request), pk)
    return render(request, "archive/overview.html", pages.overview_page(found))


@require_safe
@never_cache
@seen
def school_class(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid of a class."""
    scope = scope_of(request)
    found = get_class_for(scope, pk)
    context = pages.class_page(found) | {
        "keeps": may_keep(scope, found.school_id),
        "take_out": TakeOutForm(auto_id="take_out_%s") if may_take_out(scope, found.school_id) else None,
    }
    return render(request, "archive/class.html", context)


@require_POST
@seen
def apprentices(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a whole class as modern apprentices, or take the mark away."""
    scope = scope_of(request)
    found = get_class_for(scope, pk)
    students = list(Student.objects.filter(school_class=found))
    changed = apprentices_note(actor=scope, students=students, are=request.POST.get("are") == "1")
    messages.success(request, _("已更新 %(count)d 名学生") % {"count": changed})
    return redirect("archive:class", pk=pk)


@require_safe
@never_cache
@seen
def gaps(request: HttpRequest, pk: int) -> HttpResponse:
    """Who lacks what; `kind` narrows it."""
    found = get_school_for(scope_of(request), pk)
    return render(request, "archive/gaps.html", pages.gaps_page(found, request.GET.get("kind", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@seen
def keepers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who keeps the files, since when, what was handed over; naming the next one."""
    scope = scope_of(request)
    found = get_school_for(scope, pk)
    form = (
        KeeperForm(request.POST or None, officers=candidates(found.pk, clock.today())) if may_appoint(scope) else None
    )
    if form is not None and form.is_bound and form.is_valid():
        try:
            keeper_appoint(actor=scope, **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field, str(error.message))
        else:
            messages.success(request, _("已登记，交接数目一并记下"))
            return redirect("archive:keepers", pk=found.pk)
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "archive/keepers.html", pages.keepers_page(found) | {"form": form}, status=status)
