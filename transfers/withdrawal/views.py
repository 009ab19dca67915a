"""Pages of required withdrawal: record a contact, announce, print the announcement."""

from io import BytesIO

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from transfers.withdrawal import pages
from transfers.withdrawal.actions import contact_attempts_record, public_notice_record
from transfers.withdrawal.doors import get_notice_for, get_required_for
from transfers.withdrawal.printing import notice_pdf
from xueji.errors import Conflict, Invalid
from xueji.web.access import officers_only, permission_required, scope_of


@require_POST
@permission_required("open_cases")
def contacts(request: HttpRequest, case_pk: int) -> HttpResponse:
    """Write down a try to reach somebody."""
    scope = scope_of(request)
    case = get_required_for(scope, case_pk)
    form = pages.contact_form(case, request.POST)
    if not form.is_valid():
        return _refused(request, case_pk, form)
    stated = {name: form.cleaned_data[name] for name in form.Meta.fields}
    try:
        contact_attempts_record(actor=scope, case=case, students=form.chosen(), **stated)
    except (Conflict, Invalid) as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("联系记录已登记，规则已重新核对"))
    return _back(case_pk)


@require_POST
@permission_required("open_cases")
def notice(request: HttpRequest, case_pk: int) -> HttpResponse:
    """Write down the announcement, or that it was prolonged."""
    scope = scope_of(request)
    case = get_required_for(scope, case_pk)
    form = pages.notice_form(case, request.POST)
    if not form.is_valid():
        return _refused(request, case_pk, form)
    try:
        public_notice_record(actor=scope, case=case, **form.cleaned_data)
    except (Conflict, Invalid) as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("公示已登记，期满后会提醒您"))
    return _back(case_pk)


@require_GET
@never_cache
@officers_only
def notice_print(request: HttpRequest, case_pk: int) -> FileResponse:
    """The announcement as it is put up. The file's name carries the case's number and nobody's name."""
    case, found = get_notice_for(scope_of(request), case_pk)
    response = FileResponse(
        BytesIO(notice_pdf(case, found)), content_type="application/pdf", filename=f"{case.number}-notice.pdf"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _refused(request: HttpRequest, case_pk: int, form: forms.BaseForm) -> HttpResponse:
    """Say what is wrong under which field, and go back to the case."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, f"{label}：{errors[0]}" if label else str(errors[0]))
    return _back(case_pk)


def _back(case_pk: int) -> HttpResponse:
    return redirect("cases:case", pk=case_pk)
