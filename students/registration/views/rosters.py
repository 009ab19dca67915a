"""Rosters of integrated programmes, their copies for colleges, and the registration roster on paper."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from students.registration.deciding_forms import CopyForm
from students.registration.documents import college_pdf, college_workbook, roster_pdf
from students.registration.doors import get_batch_for, get_roster_case_for, get_school_for
from students.registration.rosters import integrated_roster_open, roster_copy_record, unsettled_students
from xueji.cases.models import Case
from xueji.errors import Invalid, RegisterError
from xueji.web.access import officers_only, permission_required, scope_of
from xueji.web.asked import wholes

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def integrated(request: HttpRequest) -> HttpResponse:
    """The newcomers of integrated programmes who are on no roster yet; those ticked go onto one."""
    scope = scope_of(request)
    get_school_for(scope)
    error = ""
    if request.method == "POST":
        picked = wholes(request.POST.getlist("student"))
        try:
            case = integrated_roster_open(actor=scope, student_ids=picked)
        except Invalid as refused:
            error = str(refused.message)
        else:
            messages.success(request, _("草稿已保存，提交前只有本校可见。"))
            return redirect("cases:case", pk=case.pk)
    context = {
        "students": list(unsettled_students(scope)),
        "error": error,
        "cases": list(
            Case.objects.filter(opened_for=scope.organization_id, kind="integrated_roster").order_by("-id")[:8]
        ),
    }
    return render(request, "students/registration/integrated.html", context, status=422 if error else 200)


@require_POST
@permission_required("open_cases")
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The roster went to a college on a day."""
    scope = scope_of(request)
    case = get_roster_case_for(scope, pk)
    form = CopyForm(request.POST)
    if not form.is_valid():
        said = "；".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items())
        messages.error(request, said)
        return redirect("cases:case", pk=pk)
    try:
        roster_copy_record(actor=scope, case=case, **form.cleaned_data)
        messages.success(request, _("已登记报送高校"))
    except RegisterError as error:
        messages.error(request, str(error.message))
    return redirect("cases:case", pk=pk)


@require_http_methods(["GET", "POST"])
@never_cache
@officers_only
def college_list(request: HttpRequest, pk: int) -> FileResponse:
    """The list for a college, as PDF or workbook. Asked for by POST it carries whole numbers, which is recorded."""
    scope = scope_of(request)
    case = get_roster_case_for(scope, pk)
    asked = request.POST if request.method == "POST" else request.GET
    purpose = _("报送对口培养高校名册（完整证件号）") if request.method == "POST" else ""
    wanted: dict[str, Any] = {
        "actor": scope,
        "case": case,
        "college": asked.get("college", "")[:60],
        "purpose": purpose,
    }
    if asked.get("format") == "xlsx":
        return _served(college_workbook(**wanted), f"{case.number}-college.xlsx", _XLSX)
    return _served(college_pdf(**wanted), f"{case.number}-college.pdf", "application/pdf")


@require_http_methods(["GET", "POST"])
@never_cache
@officers_only
def roster(request: HttpRequest, pk: int) -> FileResponse:
    """The registration roster in three copies. Asked for by POST it carries whole numbers, which is recorded."""
    scope = scope_of(request)
    case = get_batch_for(scope, pk)
    purpose = _("打印新生注册名册（完整证件号）") if request.method == "POST" else ""
    return _served(roster_pdf(actor=scope, case=case, purpose=purpose), f"{case.number}-roster.pdf", "application/pdf")


def _served(data: bytes, filename: str, content_type: str) -> FileResponse:
    response = FileResponse(BytesIO(data), content_type=content_type, filename=filename)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
