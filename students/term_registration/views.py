"""The pages of term registration: progress, the grid of a class, who is late, the days."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from students.teaching_periods.actions import may_have_periods
from students.term_registration import actions, pages
from students.term_registration.doors import class_for, organization_for, school_for, term_for
from students.term_registration.forms import AllButForm, ContactForm, EntryForm, RoundForm
from students.term_registration.grid import Line, lines_of
from students.term_registration.models import Round
from students.term_registration.rounds import round_for, round_seen, term_name
from xueji import clock
from xueji.database.fence import Level
from xueji.errors import Invalid
from xueji.organizations.models import Organization
from xueji.web.access import permission_required, scope_of
from xueji.web.asked import whole, wholes


@require_GET
@never_cache
@permission_required("view_students")
def overview(request: HttpRequest) -> HttpResponse:
    """How far a term has come: the classes of a school, or the schools of a scope."""
    scope = scope_of(request)
    organization = organization_for(scope)
    term = term_for(organization, request.GET.get("term", ""))
    context: dict[str, Any] = {"term": term, "name": term_name(term), "terms": pages.term_chips(organization, term)}
    context["has_periods"] = may_have_periods(organization)
    if scope.level is Level.SCHOOL:
        context |= pages.overview_of_school(organization, term) | {"can_keep": scope.allows("manage_students")}
        return render(request, "term_registration/school.html", context)
    context |= pages.overview_of_bureau(organization, term, scope)
    return render(request, "term_registration/bureau.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("view_students")
def grid(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """The grid of one class; saved at once, rows that are wrong say why."""
    scope = scope_of(request)
    school = school_for(scope)
    rnd, group = _round(request, school, name), class_for(school, pk)
    lines = lines_of(school, rnd, group)
    forms = [EntryForm(request.POST or None, line=line) for line in lines if line.registers]
    status = 200
    if request.method == "POST":
        status = _save(request, rnd, forms)
        if status == 200:
            return redirect("students:term_class", name, pk)
    return render(request, "term_registration/grid.html", _grid(request, rnd, group, lines, forms), status=status)


def _save(request: HttpRequest, rnd: Round, forms: list[EntryForm]) -> int:
    if not all(form.is_valid() for form in forms):
        return 422
    entries = [form.entry() for form in forms if form.is_filled]
    try:
        count = actions.entries_save(actor=scope_of(request), rnd=rnd, entries=entries)
    except Invalid as error:
        by_student = {form.line.student.pk: form for form in forms}
        for key, wrong in error.details.get("rows", {}).items():
            for field, sentence in wrong.items():
                by_student[key].add_error(field, sentence)
        messages.error(request, str(error.message))
        return 422
    messages.success(request, _("已登记 %(count)d 人。") % {"count": count} if count else _("没有改动。"))
    return 200


def _grid(request: HttpRequest, rnd: Round, group: Any, lines: list[Line], forms: list[EntryForm]) -> dict[str, Any]:
    waiting = [line.student.pk for line in lines if line.registers and line.row is None]
    by_student = {form.line.student.pk: form for form in forms}
    return {
        "round": rnd,
        "name": term_name(rnd),
        "group": group,
        "rows": [(line, by_student.get(line.student.pk)) for line in lines],
        "waiting": len(waiting),
        "all_but": AllButForm(students=waiting, rnd=rnd),
        "today": clock.today(),
        "is_begun": rnd.opens_on <= clock.today(),
        "can_keep": scope_of(request).allows("manage_students"),
    }


@require_POST
@permission_required("manage_students")
def all_but(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Everybody of the class who is not entered yet, but those picked."""
    scope = scope_of(request)
    school = school_for(scope)
    rnd, group = _round(request, school, name), class_for(school, pk)
    waiting = [line.student.pk for line in lines_of(school, rnd, group) if line.registers and line.row is None]
    form = AllButForm(request.POST, students=waiting, rnd=rnd)
    if not form.is_valid():
        raise Invalid(_("请填注册日期和原因；名单变了的，请刷新本页再选。"))
    found = form.cleaned_data
    count = actions.register_all_except(
        actor=scope, rnd=rnd, school_class=group, absent=found["student"], registered_on=found["registered_on"],
        reason=found["reason"],
    )  # fmt: skip
    messages.success(request, _("已登记 %(count)d 人。") % {"count": count})
    return redirect("students:term_class", name, pk)


@require_http_methods(["GET", "POST"])
@permission_required("manage_students")
def days(request: HttpRequest, name: str) -> HttpResponse:
    """The days on which the school registers the term."""
    scope = scope_of(request)
    rnd = _round(request, school_for(scope), name)
    form = RoundForm(request.POST or None, rnd=rnd)
    if request.method == "POST" and form.is_valid():
        try:
            actions.round_set(actor=scope, rnd=rnd, **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field, str(error.message))
        else:
            messages.success(request, _("已保存注册日期。"))
            return redirect(f"{reverse('students:terms')}?term={name}")
    context = {"form": form, "round": rnd, "name": name}
    return render(request, "term_registration/days.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("view_students")
def late(request: HttpRequest) -> HttpResponse:
    """Who did not come; the school records whom it tried to reach."""
    scope = scope_of(request)
    organization = organization_for(scope)
    term = term_for(organization, request.GET.get("term", ""))
    can_keep = scope.level is Level.SCHOOL and scope.allows("manage_students")
    form = ContactForm(request.POST or None, by_name=getattr(request.user, "name", ""))
    if request.method == "POST" and can_keep and form.is_valid():
        keys = wholes(request.POST.getlist("student"))
        rnd = round_for(organization, term)
        try:
            rows = actions.contact_record(actor=scope, rnd=rnd, students=keys, **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            messages.success(request, _("已登记 %(count)d 次联系。") % {"count": len(rows)})
            return redirect(f"{reverse('students:term_late')}?term={term_name(term)}")
    context = _late(request, organization, term) | {"form": form, "can_keep": can_keep}
    return render(request, "term_registration/late.html", context, status=422 if form.errors else 200)


def _late(request: HttpRequest, organization: Organization, term: Any) -> dict[str, Any]:
    school = request.GET.get("school", "")
    lines = pages.late_list(term, whole(school))
    return {
        "term": term,
        "name": term_name(term),
        "terms": pages.term_chips(organization, term),
        "lines": lines,
        "is_school": organization.kind == "school",
        "round": round_seen(organization, term) if organization.kind == "school" else None,
    }


def _round(request: HttpRequest, school: Organization, name: str) -> Round:
    """The round of a term; readers who may not keep the register write none."""
    term = term_for(school, name)
    return round_for(school, term) if scope_of(request).allows("manage_students") else round_seen(school, term)
