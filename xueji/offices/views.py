"""Pages of offices (任职): who holds which, who acts for whom, what was handed over, what is filed with the level above."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xueji.errors import Invalid
from xueji.offices import actions
from xueji.offices.doors import get_hand_over_for, get_office_for, organizations_of
from xueji.offices.filing import changes_read
from xueji.offices.forms import AppointForm, DeputyForm, EndForm, HandOverForm
from xueji.offices.models import OfficeChange
from xueji.offices.presenting import changes_page, list_page, office_page
from xueji.offices.work import open_work
from xueji.organizations.models import Office
from xueji.web.access import officers_only, permission_required, scope_of
from xueji.web.asked import whole


@require_GET
@permission_required("manage_offices")
def listing(request: HttpRequest) -> HttpResponse:
    """The offices of the organization and of those below it."""
    return render(request, "offices/list.html", list_page(scope_of(request), request.GET))


@require_http_methods(["GET", "POST"])
@permission_required("manage_offices")
@never_cache
def appoint(request: HttpRequest) -> HttpResponse:
    """A person into an office; a new account's first password is shown once, on the page that answers."""
    scope = scope_of(request)
    wanted = whole(request.GET.get("organization"))
    initial = {"organization": scope.organization_id if wanted is None else wanted}
    form = AppointForm(request.POST or None, organizations=organizations_of(scope), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user, password = actions.account_for(actor=scope, organization=data["organization"], **form.person)
            held = {key: data[key] for key in ("organization", "role", "starts_on", "ends_on")}
            given = actions.officer_appoint(actor=scope, user=user, **held)
        except Invalid as error:
            form.add_error(_field(form, error), str(error.message))
        else:
            return _appointed(request, given, password)
    return render(request, "offices/appoint.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@officers_only
def office(request: HttpRequest, pk: int) -> HttpResponse:
    """One office: dates, who acts, what happened to it."""
    scope = scope_of(request)
    return render(request, "offices/office.html", office_page(scope, get_office_for(scope, pk)))


@require_POST
@permission_required("manage_offices")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of an office."""
    scope = scope_of(request)
    found, form = get_office_for(scope, pk), EndForm(request.POST)
    if form.is_valid():
        try:
            actions.officer_end(actor=scope, office=found, last_day=form.cleaned_data["ends_on"])
            messages.success(request, _("已办理离任，并报上级备案。"))
            return redirect("offices:office", pk=pk)
        except Invalid as error:
            form.add_error(_field(form, error), str(error.message))
    return render(request, "offices/office.html", office_page(scope, found, end=form), status=422)


@require_POST
@permission_required("manage_offices")
@never_cache
def deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who acts for the officer while the dates run."""
    scope = scope_of(request)
    found, form = get_office_for(scope, pk), DeputyForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            user, password = actions.account_for(actor=scope, organization=found.organization, **form.person)
            dates = {"starts_on": data["starts_on"], "ends_on": data["ends_on"]}
            given = actions.deputy_appoint(actor=scope, office=found, user=user, **dates)
        except Invalid as error:
            form.add_error(_field(form, error), str(error.message))
        else:
            return _appointed(request, given, password)
    return render(request, "offices/office.html", office_page(scope, found, deputy=form), status=422)


@require_POST
@permission_required("manage_offices")
@never_cache
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new first password for who forgot his, shown once."""
    scope = scope_of(request)
    found = get_office_for(scope, pk)
    fresh = actions.password_reset(actor=scope, office=found)
    return render(request, "offices/first_password.html", {"office": found, "password": fresh, "is_reset": True})


@require_http_methods(["GET", "POST"])
@officers_only
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer's open work, and to whom it goes."""
    scope = scope_of(request)
    found = get_object_or_404(Office.objects.filter(organization=scope.organization_id), pk=pk)
    found = get_office_for(scope, found.pk)
    form = HandOverForm(request.POST or None, office=found)
    if request.method == "POST" and form.is_valid():
        try:
            handed = actions.work_hand_over(actor=scope, office=found, **form.cleaned_data)
            messages.success(request, _("移交已记录，接收人已收到通知。"))
            return redirect("offices:handed_over", pk=handed.pk)
        except Invalid as error:
            form.add_error(_field(form, error), str(error.message))
    context = {"office": found, "form": form, "work": open_work(found)}
    return render(request, "offices/hand_over.html", context, status=422 if form.errors else 200)


@require_GET
@officers_only
def handed_over(request: HttpRequest, pk: int) -> HttpResponse:
    """A hand-over as it was recorded."""
    scope = scope_of(request)
    found = get_hand_over_for(scope, pk)
    may_confirm = found.confirmed_at is None and found.to_office.user_id == scope.user_id
    context = {"hand_over": found, "items": found.items.all(), "may_confirm": may_confirm}
    return render(request, "offices/handed_over.html", context)


@require_POST
@officers_only
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The successor confirms."""
    scope = scope_of(request)
    actions.hand_over_confirm(actor=scope, hand_over=get_hand_over_for(scope, pk))
    messages.success(request, _("已确认接收。"))
    return redirect("offices:handed_over", pk=pk)


@require_GET
@permission_required("oversee")
def changes(request: HttpRequest) -> HttpResponse:
    """Changes of officers filed by those below."""
    return render(request, "offices/changes.html", changes_page(scope_of(request), request.GET))


@require_POST
@permission_required("oversee")
def changes_mark_read(request: HttpRequest) -> HttpResponse:
    """Note that they were read: one, or all."""
    scope, pk = scope_of(request), whole(request.POST.get("change"))
    if pk is not None:
        get_object_or_404(OfficeChange.objects.filter(superior=scope.organization_id), pk=pk)
    changes_read(actor=scope, pk=pk)
    return redirect("offices:changes")


def _appointed(request: HttpRequest, given: Office, password: str) -> HttpResponse:
    """Back to the office; or, where an account was made, the page with its password, which nothing keeps."""
    if password:
        return render(request, "offices/first_password.html", {"office": given, "password": password})
    messages.success(request, _("已办理任职，并报上级备案。"))
    return redirect("offices:office", pk=given.pk)


def _field(form: Any, error: Invalid) -> str | None:
    """The form's field that the error names, if it has it."""
    return error.field if error.field in form.fields else None
