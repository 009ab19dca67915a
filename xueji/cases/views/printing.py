"""A case on paper. Addresses and file names carry the case's number and nothing of the student."""

from io import BytesIO

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xueji.cases.doors import get_case_for
from xueji.cases.models import Case
from xueji.cases.printing.documents import file_print, form_print
from xueji.web.access import officers_only, scope_of


@require_http_methods(["GET", "POST"])
@never_cache
@officers_only
def form(request: HttpRequest, pk: int) -> FileResponse:
    """The form with every opinion. Asked for by POST it carries whole numbers, which is recorded."""
    scope = scope_of(request)
    case = get_case_for(scope, pk)
    purpose = _("打印审批表（完整证件号）") if request.method == "POST" else ""
    asked = request.POST if purpose else request.GET
    return _served(form_print(actor=scope, case=case, each="each" in asked, purpose=purpose), case, "form")


@require_GET
@never_cache
@officers_only
def dossier(request: HttpRequest, pk: int) -> FileResponse:
    """The whole case as a file."""
    scope = scope_of(request)
    case = get_case_for(scope, pk)
    return _served(file_print(actor=scope, case=case), case, "file")


def _served(data: bytes, case: Case, what: str) -> FileResponse:
    response = FileResponse(BytesIO(data), content_type="application/pdf", filename=f"{case.number}-{what}.pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
