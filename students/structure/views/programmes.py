"""Programmes: the list, the catalogue, one programme and the verbs on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from students.structure import programmes as verbs
from students.structure.doors import programme_for, school_of
from students.structure.forms import CatalogueForm, ExchangeForm, ProgrammeForm, RetireForm, told
from students.structure.pages import Chip, found_in_catalogue, framed, programme_edits, programmes_of
from students.study_length import out_of_bounds
from xueji import clock
from xueji.codes.majors import major
from xueji.errors import Invalid
from xueji.web.access import permission_required, scope_of
from xueji.web.asked import whole

_STATES = {"": _("现用"), "retired": _("已停用"), "all": _("全部")}


@require_GET
@permission_required("view_students")
def programme_list(request: HttpRequest) -> HttpResponse:
    """What the school offers, directions below their programme."""
    state = request.GET.get("state", "")
    rows = programmes_of(school_of(scope_of(request)), state)
    chips = [Chip(label, f"?state={key}" if key else "?", key == state) for key, label in _STATES.items()]
    context = {"programmes": rows, "chips": chips, "state": state}
    return render(request, "structure/programmes.html", context | framed(scope_of(request), "programmes"))


@require_GET
@permission_required("view_students")
def catalogue(request: HttpRequest) -> HttpResponse:
    """Search the national catalogue; each major leads to the form that offers it."""
    school_of(scope_of(request))
    form = CatalogueForm(request.GET)
    found = form.cleaned_data if form.is_valid() else {}
    rows, count = found_in_catalogue(found.get("q", ""), found.get("group", ""))
    context = {"form": form, "majors": rows, "count": count, "can_keep": scope_of(request).allows("manage_students")}
    return render(request, "structure/catalogue.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("manage_students")
def programme_new(request: HttpRequest) -> HttpResponse:
    """Offer a programme; the catalogue and a parent fill in what they know."""
    scope = scope_of(request)
    known = major(request.GET.get("code", ""))
    parent = request.GET.get("parent", "")
    start = {"major_code": known.code, "name": known.name, "short_name": known.name} if known else {}
    if whole(parent) is not None:
        start |= {"kind": "direction", "parent": parent}
    form = ProgrammeForm(request.POST or None, school_id=school_of(scope), start=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.programme_add(actor=scope, offer=form.offer())
        except Invalid as error:
            told(form, error)
        else:
            messages.success(request, _("已开设“%(name)s”。") % {"name": made.label})
            return redirect("students:programme", made.pk)
    return render(request, "structure/programme_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required("view_students")
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme: what is said of it, its history, its classes; saved by those who keep the register."""
    scope = scope_of(request)
    found = programme_for(scope, pk)
    form = ProgrammeForm(request.POST or None, school_id=found.school_id, programme=found)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.programme_change(actor=scope, programme=found, offer=form.offer())
        except Invalid as error:
            told(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("students:programme", pk)
    context = {
        "programme": found,
        "form": form,
        "edits": programme_edits(found),
        "classes": found.classes.order_by("-cohort", "name"),
        "count": found.students.current().count(),
        "exchange": ExchangeForm(initial={"cohort": clock.today().year + 1}),
        "retire": RetireForm(initial={"on": clock.today()}),
        "can_keep": scope.allows("manage_students"),
        "out_of_bounds": out_of_bounds(found),
    }
    return render(request, "structure/programme.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required("manage_students")
def programme_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Not offered any more."""
    scope, form = scope_of(request), RetireForm(request.POST)
    found = programme_for(scope, pk)
    if not form.is_valid():
        raise Invalid(_("请填停用日期。"))
    verbs.programme_retire(actor=scope, programme=found, on=form.cleaned_data["on"])
    messages.success(request, _("已停用：不再提供选择，已用的照常显示。"))
    return redirect("students:programme", pk)


@require_POST
@permission_required("manage_students")
def programme_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Offered again."""
    scope = scope_of(request)
    verbs.programme_take_up(actor=scope, programme=programme_for(scope, pk))
    messages.success(request, _("已重新启用。"))
    return redirect("students:programme", pk)


@require_POST
@permission_required("manage_students")
def programme_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    """A new code, for cohorts to come."""
    scope, form = scope_of(request), ExchangeForm(request.POST)
    found = programme_for(scope, pk)
    if not form.is_valid():
        raise Invalid(_("请填新代码和启用的年级。"))
    made = verbs.programme_exchange(actor=scope, programme=found, **form.cleaned_data)
    messages.success(request, _("已换代码：旧记录保留旧代码。"))
    return redirect("students:programme", made.pk)


@require_POST
@permission_required("manage_students")
def programme_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Only what nobody used."""
    scope = scope_of(request)
    verbs.programme_delete(actor=scope, programme=programme_for(scope, pk))
    messages.success(request, _("已删除。"))
    return redirect("students:programmes")
