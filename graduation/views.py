"""The page of the graduation audit: choose a class or students, enter the findings, open the case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from graduation import pages
from graduation.actions import candidates, graduation_audit_record, graduation_open
from graduation.forms import AuditForm
from students.models import Student
from xueji.errors import Invalid
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.access import permission_required, scope_of
from xueji.web.asked import whole, wholes


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def open_graduation(request: HttpRequest) -> HttpResponse:
    """Without students the classes; with them the audit. `record` keeps findings of the ticked, `save` drafts the case."""
    scope = scope_of(request)
    school = get_object_or_404(
        Organization.objects.select_related("parent", "province"), pk=scope.organization_id, kind="school"
    )
    ticked = wholes(request.POST.getlist("student"))
    form = AuditForm(request.POST if "record" in request.POST else None)
    try:
        if "record" in request.POST and form.is_valid():
            graduation_audit_record(actor=scope, student_ids=ticked, findings=form.findings())
            messages.success(request, _("已记入 %(count)d 名学生的审核结果") % {"count": len(ticked)})
        if "save" in request.POST:
            case = graduation_open(actor=scope, student_ids=ticked)
            return redirect("cases:case", pk=case.pk)
    except Invalid as error:
        form = AuditForm({}) if not form.is_bound else form
        form.add_error(None, str(error.message))
    students = _students(request, scope, ticked)
    if not students:
        return render(request, "graduation/classes.html", {"classes": pages.classes_of(scope), "form": form})
    context = {
        "form": form,
        "lines": pages.audit_lines(students),
        "ticked": set(ticked) or {student.pk for student in students},
        "query": request.GET.urlencode(),
        **pages.rules_beside(school, students),
    }
    return render(request, "graduation/open.html", context, status=422 if form.errors else 200)


def _students(request: HttpRequest, scope: Scope, ticked: list[int]) -> list[Student]:
    """Those of the class or the one student in the address, or those ticked in a list elsewhere."""
    found = candidates(scope)
    for name, column in (("class", "school_class"), ("student", "pk")):
        if (wanted := whole(request.GET.get(name))) is not None:
            return list(found.filter(**{column: wanted})[: pages.SHOWN])
    return list(found.filter(pk__in=ticked)[: pages.SHOWN]) if ticked else []
