"""The page on which a school puts a batch of new students together."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from students.matters.doors import get_school_for
from students.registration.actions import registration_open, waiting_students
from students.registration.forms import BatchForm
from students.registration.preview import preview_of
from xueji.errors import Invalid
from xueji.organizations.models import Organization
from xueji.web.access import permission_required, scope_of

SHOWN = 200


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def open_registration(request: HttpRequest) -> HttpResponse:
    """Who waits for registration, what the rules say of them; `save` drafts the case. Picked ids come as `student`."""
    scope = scope_of(request)
    school = get_school_for(scope)
    form = BatchForm(request.POST if request.method == "POST" else None, waiting=waiting_students(scope))
    if "save" in request.POST and form.is_valid():
        keys = form.picked or [student.pk for student in form.students()]
        try:
            case = registration_open(actor=scope, student_ids=keys, late_reason=form.cleaned_data["late_reason"])
        except Invalid as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("草稿已保存，提交前只有本校可见。"))
            return redirect("cases:case", pk=case.pk)
    template = "students/registration/_sheet.html" if request.htmx else "students/registration/open.html"  # type: ignore[attr-defined]
    return render(request, template, _context(school, form), status=422 if form.errors else 200)


def _context(school: Organization, form: BatchForm) -> dict[str, Any]:
    students = form.students()
    return {
        "form": form,
        "students": students[:SHOWN],
        "count": len(students),
        "left_out": max(len(students) - SHOWN, 0),
        "preview": preview_of(school, students) if students else None,
    }
