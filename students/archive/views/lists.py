"""Hand-over lists: drafts, handing over, receipts, the frozen papers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from students.archive import handing, pages
from students.archive.actions import may_keep
from students.archive.doors import get_list_for, get_school_for
from students.archive.forms import HandOverForm, ReceiptForm
from students.archive.models import HandOverList
from students.archive.queries import keeper_on, lists_of
from students.archive.storage import SHELF
from students.archive.views.closing import blame, ticked
from students.archive.views.papers import served
from xueji import clock
from xueji.audit.actions import event_record
from xueji.errors import Invalid
from xueji.organizations.scope import Scope
from xueji.web.access import permission_required, scope_of

seen = permission_required("view_students")
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMS = {"pdf": ("pdf_sha256", "application/pdf"), "xlsx": ("workbook_sha256", _WORKBOOK)}
_LISTED = 200


@require_safe
@never_cache
@seen
def lists(request: HttpRequest) -> HttpResponse:
    """Lists by which files left and arrived."""
    school = get_school_for(scope_of(request), None)
    rows = lists_of(school.pk)
    given, received = rows.filter(school=school)[:_LISTED], rows.filter(receiver=school)[:_LISTED]
    return render(request, "archive/lists.html", {"school": school, "given": given, "received": received})


@require_safe
@never_cache
@seen
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A list: its lines, and what comes next."""
    scope = scope_of(request)
    return _page(request, scope, get_list_for(scope, pk))


@require_POST
@seen
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Boxes and shelves of a draft; files that are no longer ticked are left out."""
    scope = scope_of(request)
    found = get_list_for(scope, pk)
    lines = [
        {"file": key, "box": request.POST.get(f"box-{key}", ""), "shelf": request.POST.get(f"shelf-{key}", "")}
        for key in ticked(request, "file")
    ]
    handing.list_change(actor=scope, hand_over=found, lines=lines)
    messages.success(request, _("清单已保存"))
    return redirect("archive:list", pk=pk)


@require_POST
@seen
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a draft."""
    scope = scope_of(request)
    handing.list_discard(actor=scope, hand_over=get_list_for(scope, pk))
    messages.success(request, _("清单已作废"))
    return redirect("archive:lists")


@require_POST
@seen
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the files over and freeze the list."""
    scope = scope_of(request)
    found = get_list_for(scope, pk)
    form = HandOverForm(request.POST)
    if form.is_valid():
        try:
            handing.list_hand_over(actor=scope, hand_over=found, **form.cleaned_data)
        except Invalid as error:
            blame(form, error)
        else:
            messages.success(request, _("已移交，清单已固定"))
            return redirect("archive:list", pk=pk)
    return _page(request, scope, found, hand_over_form=form)


@require_POST
@seen
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm that the files arrived."""
    scope = scope_of(request)
    found = get_list_for(scope, pk)
    form = ReceiptForm(request.POST, hand_over=found)
    if form.is_valid():
        try:
            handing.receipt_confirm(actor=scope, hand_over=found, **form.cleaned_data)
        except Invalid as error:
            blame(form, error)
        else:
            messages.success(request, _("已确认收讫"))
            return redirect("archive:list", pk=pk)
    return _page(request, scope, found, receipt_form=form)


@require_safe
@seen
def frozen(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The frozen list as PDF or workbook; recorded."""
    scope = scope_of(request)
    found = get_list_for(scope, pk)
    field, media = _FORMS.get(form, ("", ""))
    digest = getattr(found, field, "") if field else ""
    if not digest or not SHELF.exists(digest):
        raise Http404
    event_record(
        kind="archive_list_read",
        actor_id=scope.user_id,
        organization_id=scope.organization_id,
        subject="hand_over",
        subject_id=found.pk,
        data={"form": form},
    )
    return served(SHELF.fetch(digest), media, f"{found.number}.{form}", as_attachment=form != "pdf")


def _page(request: HttpRequest, scope: Scope, found: HandOverList, **forms: Any) -> HttpResponse:
    is_draft = found.state == HandOverList.State.DRAFT
    keeps = may_keep(scope, found.school_id)
    confirms = handing.may_confirm(scope, found) and not hasattr(found, "receipt")
    context = {
        "list": found,
        "draft_lines": pages.draft_lines(found) if is_draft else [],
        "lines": list(found.lines.all()),
        "hand_over_form": HandOverForm() if keeps and is_draft else None,
        "keeps": keeps,
        "keeper": keeper_on(found.school_id, clock.today()),
        "receipt_form": ReceiptForm(hand_over=found) if confirms else None,
        "is_receiver": found.receiver_id == scope.organization_id,
    }
    return render(request, "archive/list.html", context | forms, status=422 if forms else 200)
