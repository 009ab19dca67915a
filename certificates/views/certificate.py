"""One certificate: what it says, its file, and ending it."""

from collections.abc import Callable
from typing import Any

import structlog
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certificates import storage
from certificates.actions import (
    certificate_active_revoke,
    certificate_file_read,
    certificate_render_retry,
    certificate_spoil,
)
from certificates.codes import grouped
from certificates.doors import get_certificate_for
from certificates.forms import ReasonForm
from certificates.models import Certificate
from certificates.presenters import citation_of, fingerprint, history_of, masked_rows, own_card, progress_of
from certificates.states import ISSUED
from xueji.database.fence import Level
from xueji.errors import Invalid
from xueji.organizations.models import User
from xueji.web.access import officers_only, permission_required, scope_of

log = structlog.get_logger()


@require_safe
@never_cache
@permission_required("view_students")
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Every printed fact (numbers masked), the state, the file, what happened."""
    return _page(request, get_certificate_for(scope_of(request), pk))


@require_safe
@never_cache
@officers_only
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """For HTMX: how far the file is; when it is done, the page is loaded anew."""
    found = get_certificate_for(scope_of(request), pk)
    response = render(request, "certificates/_progress.html", {"certificate": found, "progress": progress_of(found)})
    if not found.is_draft:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@never_cache
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen PDF, which carries whole numbers: reading it is recorded. 404 while there is none."""
    scope = scope_of(request)
    found = get_certificate_for(scope, pk)
    if not found.has_file or (scope.office_id and not scope.allows("view_students")):
        raise Http404
    try:
        data = storage.get(found.pdf_sha256)
    except storage.Damaged:
        log.error("certificate_file_damaged", certificate_id=found.pk)
        return render(request, "certificates/damaged.html", {"certificate": found}, status=500)
    certificate_file_read(actor=scope, certificate=found)
    response = HttpResponse(data, content_type="application/pdf")
    way = "attachment" if "download" in request.GET else "inline"
    response["Content-Disposition"] = f'{way}; filename="{found.number}.pdf"'
    return response


@require_POST
@permission_required("issue_certificates")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End an issued certificate, with a reason."""
    return _end(request, pk, certificate_active_revoke, _("证书 %s 已作废，公开核验页已改为“已作废”。"), "revoke")


@require_POST
@permission_required("issue_certificates")
def spoil(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was printed wrong."""
    return _end(request, pk, certificate_spoil, _("编号 %s 已登记打废，可以重新取号发证。"), "spoil")


@require_POST
@permission_required("issue_certificates")
def render_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again to make the file of a draft."""
    found = get_certificate_for(scope_of(request), pk)
    certificate_render_retry(actor=scope_of(request), certificate=found)
    return redirect("certificates:certificate", pk=pk)


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """The holder's own certificates; 404 for officers."""
    scope = scope_of(request)
    if scope.person_id is None:
        raise Http404
    found = Certificate.objects.filter(person_id=scope.person_id, state__in=ISSUED).order_by("-issued_on", "-pk")
    return render(request, "certificates/mine.html", {"cards": [own_card(each) for each in found]})


def _end(request: HttpRequest, pk: int, action: Callable[..., Certificate], done: str, which: str) -> HttpResponse:
    found = get_certificate_for(scope_of(request), pk)
    form = ReasonForm(request.POST, auto_id=f"{which}-%s")
    if form.is_valid():
        try:
            action(actor=scope_of(request), certificate=found, reason=form.cleaned_data["reason"])
        except Invalid as error:
            form.add_error("reason", str(error.message))
        else:
            messages.success(request, done % found.number)
            return redirect("certificates:certificate", pk=pk)
    return _page(request, found, status=422, **{f"{which}_form": form})


def _page(request: HttpRequest, found: Certificate, status: int = 200, **more: Any) -> HttpResponse:
    scope = scope_of(request)
    may_end = scope.allows("issue_certificates")
    officers = [key for key in (found.created_by, found.revoked_by) if key]
    names = dict(User.objects.filter(pk__in=officers).values_list("pk", "name")) if officers else {}
    context = {
        "certificate": found,
        "rows": masked_rows(found),
        "fields": found.document.printed(found.fields),
        "progress": progress_of(found),
        "fingerprint": fingerprint(found),
        "code": grouped(found.verify_code),
        "citation": citation_of(found),
        "history": history_of(found, names),
        "can_revoke": may_end and found.is_active,
        "can_spoil": may_end and scope.level is Level.SCHOOL and (found.is_active or found.is_draft),
        "revoke_form": ReasonForm(auto_id="revoke-%s"),
        "spoil_form": ReasonForm(auto_id="spoil-%s"),
    }
    return render(request, "certificates/certificate.html", context | more, status=status)
