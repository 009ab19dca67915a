"""The page of one newcomer, and what is done there."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from students.admission import actions, serving
from students.admission.actions.health import Finding
from students.admission.doors import get_admission_for
from students.admission.forms import (
    AmendForm,
    DecisionForm,
    DeferralForm,
    EntryForm,
    ExaminationForm,
    KeepForm,
    NoteForm,
    PaperForm,
    SchoolingForm,
)
from students.admission.models import Admission, AdmissionPaper, Deferral
from students.admission.person import person_page
from students.forms import PurposeForm
from xueji.errors import Conflict, Invalid, RegisterError, RuleViolated
from xueji.organizations.scope import Scope
from xueji.web.access import permission_required, scope_of

Verb = Callable[[Scope, Admission, Any], object]
reader, registrar = permission_required("view_students"), permission_required("manage_students")


@reader
@never_cache
@require_GET
def admission(request: HttpRequest, pk: int) -> HttpResponse:
    """One newcomer: state, what may be done, applications, examinations, papers, history."""
    found = get_admission_for(scope_of(request), pk)
    return render(request, "admission/person.html", person_page(found, scope_of(request)))


@registrar
@never_cache
@require_http_methods(["GET", "POST"])
def admission_new(request: HttpRequest) -> HttpResponse:
    """One person typed in."""
    scope = scope_of(request)
    form = EntryForm(request.POST or None, school_id=scope.organization_id or 0)
    if request.method == "POST" and form.is_valid():
        try:
            entered = actions.admission_enter(actor=scope, entered=form.entered())
        except Invalid as error:
            form.add_error(error.field, str(error.message))
        else:
            messages.success(request, _("已列入录取名单：%s") % entered.name)
            return redirect("students:admission", entered.pk)
    return render(request, "admission/new.html", {"form": form}, status=422 if form.is_bound else 200)


@registrar
@never_cache
@require_POST
def admission_amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what the list had wrong."""
    found = get_admission_for(scope_of(request), pk)
    form = AmendForm(request.POST, instance=Admission.objects.get(pk=found.pk))
    return _done(request, found, "amend", form, _amend, _("已更正"))


def _amend(actor: Scope, found: Admission, cleaned: Any) -> object:
    return actions.admission_amend(actor=actor, admission=found, values=cleaned)


@registrar
@never_cache
@require_POST
def admission_defer(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an application for a later day with its papers."""
    found = get_admission_for(scope_of(request), pk)
    return _done(
        request, found, "defer", DeferralForm(request.POST, request.FILES), _defer, _("延期申请已登记，待审批")
    )


def _defer(actor: Scope, found: Admission, cleaned: dict[str, Any]) -> object:
    for name, kind in DeferralForm.PAPERS:
        if upload := cleaned.pop(name):
            with serving.field_named(name):
                actions.paper_add(actor=actor, admission=found, kind=kind, upload=upload)
    return actions.deferral_ask(actor=actor, admission=found, **cleaned)


@reader
@never_cache
@require_POST
def deferral_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse."""
    deferral = get_object_or_404(Deferral.objects.select_related("admission"), pk=pk)
    found = get_admission_for(scope_of(request), deferral.admission_id)
    granted = request.POST.get("decision") == "grant"

    def decide(actor: Scope, _found: Admission, cleaned: dict[str, Any]) -> object:
        return actions.deferral_decide(
            actor=actor,
            deferral=deferral,
            granted=granted,
            until=cleaned["granted_until"],
            note=cleaned["decision_note"],
        )

    text = _("已准予延期") if granted else _("已决定不准延期")
    return _done(request, found, "decide", DecisionForm(request.POST), decide, text)


@registrar
@never_cache
@require_POST
def admission_examine(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an examination, or the re-check while the place is kept."""
    found = get_admission_for(scope_of(request), pk)
    return _done(request, found, "examine", ExaminationForm(request.POST, request.FILES), _examine, _("体检结果已登记"))


def _examine(actor: Scope, found: Admission, cleaned: dict[str, Any]) -> object:
    upload, paper = cleaned.pop("file"), None
    if upload:
        kind = AdmissionPaper.Kind.RECHECK if found.state == "kept" else AdmissionPaper.Kind.HEALTH
        paper = actions.paper_add(actor=actor, admission=found, kind=kind, upload=upload)
    cleaned["hospital_grade"] = cleaned["hospital_grade"] or "unknown"
    return actions.examination_record(actor=actor, admission=found, finding=Finding(**cleaned, paper=paper))


@registrar
@never_cache
@require_POST
def admission_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the place of who is ill."""
    found = get_admission_for(scope_of(request), pk)
    return _done(request, found, "keep", KeepForm(request.POST), _keep, _("已保留入学资格"))


def _keep(actor: Scope, found: Admission, cleaned: dict[str, Any]) -> object:
    return actions.place_keep(actor=actor, admission=found, decided_on=cleaned["decided_on"])


@registrar
@never_cache
@require_POST
def admission_schooling(request: HttpRequest, pk: int) -> HttpResponse:
    """Compulsory schooling was finished here."""
    found = get_admission_for(scope_of(request), pk)
    return _done(request, found, "schooling", SchoolingForm(request.POST), _finish_schooling, _("已登记完成义务教育"))


def _finish_schooling(actor: Scope, found: Admission, cleaned: dict[str, Any]) -> object:
    return actions.schooling_finish(actor=actor, admission=found, **cleaned)


@registrar
@never_cache
@require_POST
def admission_reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a confirmation back."""
    found = get_admission_for(scope_of(request), pk)

    def do(actor: Scope, row: Admission, cleaned: dict[str, Any]) -> object:
        return actions.reinstate(actor=actor, admission=row, note=cleaned["note"])

    return _done(request, found, "reinstate", NoteForm(request.POST), do, _("已恢复入学资格"))


@registrar
@never_cache
@require_POST
def admission_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a check-in, or a place in a class, back."""
    found = get_admission_for(scope_of(request), pk)

    def do(actor: Scope, row: Admission, cleaned: dict[str, Any]) -> object:
        if request.POST.get("what") == "class":
            return actions.release(actor=actor, admission=row)
        return actions.check_in_undo(actor=actor, admission_id=row.pk, note=cleaned["note"])

    return _done(request, found, "undo", NoteForm(request.POST), do, _("已撤回"))


@registrar
@never_cache
@require_POST
def admission_paper_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a paper into the file."""
    found = get_admission_for(scope_of(request), pk)
    return _done(request, found, "paper", PaperForm(request.POST, request.FILES), _paper, _("材料已存"))


def _paper(actor: Scope, found: Admission, cleaned: dict[str, Any]) -> object:
    return actions.paper_add(
        actor=actor,
        admission=found,
        kind=cleaned["kind"],
        upload=cleaned["file"],
        document_number=cleaned["document_number"],
    )


@reader
@never_cache
@require_GET
def admission_paper(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    """A paper itself; every look is recorded."""
    found = get_admission_for(scope_of(request), pk)
    paper = get_object_or_404(AdmissionPaper, pk=paper_pk, admission=found)
    return serving.paper(scope_of(request), paper)


@reader
@never_cache
@require_POST
def admission_number(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole identity number, once, for the purpose given."""
    found, form = get_admission_for(scope_of(request), pk), PurposeForm(request.POST)
    page = person_page(found, scope_of(request))
    if form.is_valid():
        page["shown"] = serving.whole_number(scope_of(request), found, form.cleaned_data["purpose"])
    return render(request, "admission/person.html", page, status=200 if form.is_valid() else 422)


def _done(request: HttpRequest, found: Admission, name: str, form: forms.BaseForm, do: Verb, text: str) -> HttpResponse:
    """Do it and come back to the page; what is wrong stands beside its form, what the rules say above it."""
    problem: RegisterError | None = None
    if form.is_valid():
        try:
            with serving.all_or_nothing():
                do(scope_of(request), found, form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        except (RuleViolated, Conflict) as error:
            problem = error
        else:
            messages.success(request, text)
            return redirect("students:admission", found.pk)
    fresh = get_admission_for(scope_of(request), found.pk)
    page = person_page(fresh, scope_of(request), forms={name: form}, problem=problem)
    return render(request, "admission/person.html", page, status=getattr(problem, "status", 422))
