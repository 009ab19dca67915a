"""The list of certificates, and giving one to those who graduated."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.actions import certificates_draft_create, rare_characters
from certificates.forms import MOST, IssueForm
from certificates.listing import owed, page_of, state_chips
from certificates.models import Certificate
from students.models import Student
from xueji import clock
from xueji.database.fence import Level
from xueji.errors import Conflict, Invalid
from xueji.organizations.scope import Scope
from xueji.web import searching
from xueji.web.access import permission_required, scope_of
from xueji.web.asked import whole, wholes


@require_safe
@never_cache
@permission_required("view_students")
def certificate_list(request: HttpRequest) -> HttpResponse:
    """The certificates of the scope, newest first."""
    scope = scope_of(request)
    text = searching.kept(request, request.GET.get("find", ""))
    state = request.GET.get("state", "")
    found = Certificate.objects.select_related("school").in_state(state).matching(text)
    context = {
        "page": page_of(found, after=whole(request.GET.get("after")), before=whole(request.GET.get("before"))),
        "chips": state_chips(scope, state),
        "state": state,
        "text": text,
        "is_school": scope.level is Level.SCHOOL,
        "owed": owed()[: MOST + 1].count() if _issues(scope) else 0,
    }
    return render(request, "certificates/list.html", context)


@require_POST
@permission_required("view_students")
def certificate_search(request: HttpRequest) -> HttpResponse:
    """Keep what was typed (a name is no part of an address) and go to its result."""
    text = request.POST.get("q", "").strip()[:60]
    query = f"?find={searching.keep(request, text)}" if text else ""
    return redirect(reverse("certificates:list") + query)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permission_required("issue_certificates")
def issue(request: HttpRequest) -> HttpResponse:
    """Graduates without a certificate: who of them is given one, of which day. Posted without a day it only picks."""
    students = list(owed()[:MOST])
    picked = set(wholes(request.POST.getlist("student")))
    wanted = "issued_on" in request.POST
    form = IssueForm(
        request.POST if wanted else None, students=[student.pk for student in students], initial=_usual_day(students)
    )
    if wanted and form.is_valid():
        try:
            drafts = certificates_draft_create(
                actor=scope_of(request),
                students=[student for student in students if student.pk in form.cleaned_data["student"]],
                issued_on=form.cleaned_data["issued_on"],
            )
        except (Invalid, Conflict) as error:
            form.add_error("issued_on" if getattr(error, "field", None) == "issued_on" else None, str(error.message))
        else:
            messages.success(request, _("已取 %s 个证书号，正在生成文件，生成后自动签发。") % len(drafts))
            return redirect(drafts[0] if len(drafts) == 1 else "certificates:list")
    context = {
        "form": form,
        "students": students,
        "picked": picked or {student.pk for student in students},
        "lacking": rare_characters(students),
        "is_cut": len(students) == MOST,
    }
    return render(request, "certificates/issue.html", context, status=422 if wanted else 200)


def _usual_day(students: list[Student]) -> dict[str, object]:
    days = [student.left_on for student in students if student.left_on]
    return {"issued_on": max(days) if days else clock.today()}


def _issues(scope: Scope) -> bool:
    return scope.level is Level.SCHOOL and scope.allows("issue_certificates")
