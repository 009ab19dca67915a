"""Pages of transfer: the list, opening by either side, correcting, giving a class."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from students.doors import get_student_for
from students.matters.doors import get_school_for
from students.matters.finding import PickForm, found_students
from transfers import pages
from transfers.actions import (
    takes_arrivals,
    transfer_arrival_open,
    transfer_change,
    transfer_class_assign,
    transfer_open,
)
from transfers.doors import get_change_for, get_transfer_for
from transfers.forms import ClaimForm, ClassForm
from transfers.listing import Filters, change_lines
from transfers.lookup import claimed_student, student_claim
from xueji.errors import Invalid
from xueji.web.access import officers_only, permission_required, scope_of
from xueji.web.asked import whole

_CLAIM = "transfer_claim"


@require_GET
@officers_only
def transfer_list(request: HttpRequest) -> HttpResponse:
    """Every status change that the office may see, the newest first; by kind, state and term."""
    scope = scope_of(request)
    reader = request.office.organization  # type: ignore[attr-defined]
    context = change_lines(Filters.of(request.GET), reader)
    if scope.allows("open_cases"):
        context |= {"can_open": True, "can_take": takes_arrivals(get_school_for(scope))}
    return render(request, "transfers/list.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def open_transfer(request: HttpRequest) -> HttpResponse:
    """The from-school: without a student find one; with one fill in the form, the rules beside it; `save` drafts it."""
    scope = scope_of(request)
    school = get_school_for(scope)
    if (picked := whole(request.GET.get("student"))) is None:
        wanted = PickForm(request.POST or None)
        found = found_students(scope, wanted, current=True)
        return render(request, "transfers/pick.html", {"form": wanted, "students": found})
    student = get_student_for(scope, picked)
    sheet = pages.own_sheet(school, student)
    form = sheet.form(request.POST if request.method == "POST" else None)
    if "save" in request.POST and form.is_valid():
        try:
            case = transfer_open(actor=scope, student=student, place=form.place())
        except Invalid as error:
            pages.refused(form, error)
        else:
            return _drafted(request, pages.case_url(case))
    return _form(request, sheet, form)


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def claim(request: HttpRequest) -> HttpResponse:
    """The to-school: what the student shows, number and name. Both must match; which one did not is not said."""
    scope = scope_of(request)
    get_school_for(scope)
    form = ClaimForm(request.POST or None)
    if form.is_valid():
        try:
            found = student_claim(actor=scope, **form.cleaned_data)
        except Invalid as error:
            form.add_error(None, str(error.message))
        else:
            if found:
                request.session[_CLAIM] = found
                return redirect("transfers:arrival")
            form.add_error(
                None, _("没有找到证件号与姓名都一致、可以转入的在册学生。请与学生、监护人当面核对证件后再填。")
            )
    return render(request, "transfers/claim.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def arrival(request: HttpRequest) -> HttpResponse:
    """The to-school fills in the transfer of the student who showed number and name."""
    scope = scope_of(request)
    token = request.session.get(_CLAIM, "")
    try:
        student = claimed_student(actor=scope, claim=token)
    except Invalid as error:
        messages.warning(request, str(error.message))
        return redirect("transfers:claim")
    sheet = pages.arrival_sheet(get_school_for(scope), student)
    form = sheet.form(request.POST if request.method == "POST" else None)
    if "save" in request.POST and form.is_valid():
        try:
            case = transfer_arrival_open(actor=scope, claim=token, place=form.place())
        except Invalid as error:
            pages.refused(form, error)
        else:
            del request.session[_CLAIM]
            return _drafted(request, pages.case_url(case))
    return _form(request, sheet, form)


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def change(request: HttpRequest, case_pk: int) -> HttpResponse:
    """The opener corrects a draft or a returned transfer."""
    scope = scope_of(request)
    transfer = get_change_for(scope, case_pk)
    if transfer.outside:
        return redirect("transfers:outside_change", case_pk=case_pk)
    sheet = pages.case_sheet(transfer.case, transfer)
    form = sheet.form(request.POST if request.method == "POST" else None)
    if "save" in request.POST and form.is_valid():
        try:
            transfer_change(actor=scope, case=transfer.case, place=form.place())
        except Invalid as error:
            pages.refused(form, error)
        else:
            return _drafted(request, pages.case_url(transfer.case))
    return _form(request, sheet, form)


@require_POST
@permission_required("decide_cases")
def class_assign(request: HttpRequest, case_pk: int) -> HttpResponse:
    """The to-school gives the student a class."""
    scope = scope_of(request)
    transfer = get_transfer_for(scope, case_pk)
    form = ClassForm(request.POST, classes=transfer.offered_classes())
    if form.is_valid():
        transfer_class_assign(actor=scope, case=transfer.case, school_class=form.cleaned_data["school_class"])
        messages.success(request, _("已安排班级，可以核办了"))
    else:
        messages.error(request, _("请从所申请专业和年级的班级中选。"))
    return redirect(pages.case_url(transfer.case))


def _form(request: HttpRequest, sheet: pages.Sheet, form: object) -> HttpResponse:
    """The whole page, or for HTMX the columns inside it."""
    template = "transfers/_sheet.html" if request.htmx else "transfers/open.html"  # type: ignore[attr-defined]
    refused = "save" in request.POST
    return render(request, template, sheet.context(form) | {"refused": refused}, status=422 if refused else 200)  # type: ignore[arg-type]


def _drafted(request: HttpRequest, url: str) -> HttpResponse:
    messages.success(request, _("草稿已保存，提交前只有本校可见。请交齐材料后提交。"))
    return redirect(url)
