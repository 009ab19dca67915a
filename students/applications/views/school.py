"""The school's side: what students applied for, and the answer: take it up, ask for more, or decline."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from students.applications import actions, pages
from students.applications.doors import get_application_for, get_paper_for
from students.applications.forms import AnswerForm
from students.applications.listing import application_lines
from students.applications.models import Application, ApplicationState
from students.applications.papers import kept_papers
from students.matters import pages as matters
from students.matters.actions import matter_open
from students.matters.doors import get_school_for
from students.matters.forms import MatterForm
from xueji.audit.actions import event_record
from xueji.cases.evidence import evidence_take_over
from xueji.cases.serving import paper_response
from xueji.errors import Conflict, Invalid
from xueji.organizations.scope import Scope
from xueji.web.access import permission_required, scope_of


@require_safe
@permission_required("open_cases")
def application_list(request: HttpRequest) -> HttpResponse:
    """Those that wait first, then the answered ones."""
    scope = scope_of(request)
    get_school_for(scope)
    return render(request, "applications/list.html", application_lines(scope, before=request.GET.get("before", "")))


@require_safe
@never_cache
@permission_required("open_cases")
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application with the rules' answer and its papers."""
    return _page(request, get_application_for(scope_of(request), pk))


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The kind's form, filled with what the student asked for; saving drafts the case with the student's papers in it."""
    scope = scope_of(request)
    found = get_application_for(scope, pk)
    kind, asked = actions.offer_and_form(found)
    if kind.matter is None or found.state != ApplicationState.SENT:
        raise Http404
    row = asked.matters()[0] if asked.is_valid() else None
    if row is not None:
        row.applied_on = localtime(found.sent_at).date() if found.sent_at else None
        row.student_consent, row.guardian_consent = True, found.consented_at is not None
    given = frozenset(found.papers.values_list("key", flat=True))
    sheet = matters.Sheet(kind.matter, get_school_for(scope), [found.student], prefilled=row, handed_in=given)
    form = sheet.form(request.POST if request.method == "POST" else None)
    if "save" in request.POST and form.is_valid():
        try:
            return _taken(request, scope, found, sheet, form)
        except Invalid as error:
            matters.refused(form, error)
    template = "matters/_sheet.html" if request.htmx else "matters/form.html"  # type: ignore[attr-defined]
    refused = "save" in request.POST
    return render(request, template, sheet.context(form) | {"refused": refused}, status=422 if refused else 200)


@require_POST
@permission_required("open_cases")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline, or give back to be completed; both with a word to the student."""
    scope = scope_of(request)
    found = get_application_for(scope, pk)
    form = AnswerForm(request.POST)
    said = form.cleaned_data["answer"] if form.is_valid() else ""
    act = actions.application_return if "return" in request.POST else actions.application_decline
    try:
        act(actor=scope, application=found, answer=said)
    except Invalid as error:
        form.add_error("answer", str(error.message))
        return _page(request, found, status=422, form=form)
    messages.success(request, _("已答复学生"))
    return redirect("applications:list")


@require_POST
@permission_required("open_cases")
def mark_taken(request: HttpRequest, pk: int) -> HttpResponse:
    """For kinds that are opened on a page of their own (transfer): the school goes on there."""
    scope = scope_of(request)
    found = get_application_for(scope, pk)
    kind, _form = actions.offer_and_form(found)
    if kind.matter is not None:
        raise Http404
    actions.application_taken(actor=scope, application=found)
    return redirect(kind.take_url(found))


@require_safe
def paper(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    """A paper, to the student and the school; every look is recorded."""
    scope = scope_of(request)
    row = get_paper_for(scope, pk, paper_pk)
    response = paper_response(sha256=row.sha256, content_type=row.content_type, label=row.label)
    event_record(
        kind="application_paper_read",
        actor_id=scope.user_id,
        organization_id=scope.organization_id,
        subject="application",
        subject_id=pk,
        data={"paper": row.pk},
    )
    return response


@transaction.atomic
def _taken(
    request: HttpRequest, scope: Scope, found: Application, sheet: matters.Sheet, form: MatterForm
) -> HttpResponse:
    case = matter_open(actor=scope, kind=sheet.kind, matters=form.matters())
    actions.application_taken(actor=scope, application=found, case=case)
    evidence_take_over(actor=scope, case=case, papers=kept_papers(found))
    messages.success(request, _("已受理，申请和材料已放进办件。请核对后提交。"))
    return redirect("cases:case", pk=case.pk)


def _page(
    request: HttpRequest, found: Application, *, status: int = 200, form: AnswerForm | None = None
) -> HttpResponse:
    try:
        context = pages.school_page(found)
    except Conflict as error:
        context = {"application": found, "refusal": str(error.message)}
    return render(request, "applications/application.html", context | {"form": form or AnswerForm()}, status=status)
