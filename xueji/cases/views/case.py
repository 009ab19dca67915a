"""The case page and what is done on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xueji.cases import actions, to_do
from xueji.cases.deciding import decide as decide_on
from xueji.cases.deciding_later import decide_later, decision_under_way, is_too_many
from xueji.cases.doors import get_case_for, open_step_for
from xueji.cases.engine import who_was_faster
from xueji.cases.forms import DecisionForm, HandUpForm
from xueji.cases.models import Case
from xueji.cases.presenters.decision import decision_form
from xueji.cases.presenters.page import page
from xueji.cases.states import DecisionVerb
from xueji.errors import Conflict, Invalid, RegisterError, RuleViolated
from xueji.policies.engine.verdicts import Verdicts
from xueji.web.access import officers_only, scope_of


@require_GET
@officers_only
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case, everything on one page."""
    scope = scope_of(request)
    found = get_case_for(scope, pk)
    return render(request, "cases/case.html", page(found, scope, shown_evidence=request.GET.get("evidence", "")))


@require_POST
@officers_only
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide for the office on the step that is open there; then on to the next in the to-do list."""
    scope = scope_of(request)
    found = get_case_for(scope, pk)
    steps = list(found.steps.select_related("organization"))
    step = open_step_for(scope, steps)
    if step is None:
        return _too_late(request, found)
    form = decision_form(found, step, steps, Verdicts.from_list(found.verdicts), data=request.POST)
    if not form.is_valid():
        return _again(request, found, status=422, form=form)
    try:
        if _left_to_a_job(found, form):
            return redirect("cases:case", pk=pk)
        decide_on(actor=scope, case=found, **_decision(form))
    except Conflict as error:
        return _too_late(request, found, error)
    except RuleViolated as error:
        form.add_error(None, str(error.message))
        return _again(request, found, status=error.status, form=form, verdicts=error.verdicts)
    except Invalid as error:
        form.refuse(error.field, error.message)
        return _again(request, found, status=error.status, form=form)
    messages.success(request, _said(form))
    following = to_do.next_after(to_do.cursor_of(step), scope.organization_id, not_case=found.pk)
    return redirect("cases:case", pk=following.case_id) if following else redirect("web:workbench")


@require_GET
@officers_only
def deciding(request: HttpRequest, pk: int) -> HttpResponse:
    """The line of the job that decides on a large batch, asked for every two seconds; then the page anew."""
    found = get_case_for(scope_of(request), pk)
    job = decision_under_way(found)
    if job is None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "cases/_deciding.html", {"case": found, "deciding": job})


@require_POST
@officers_only
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand up a draft or a returned case."""
    scope = scope_of(request)
    found = get_case_for(scope, pk)
    form = HandUpForm(request.POST)
    try:
        opinion = form.cleaned_data["opinion"] if form.is_valid() else ""
        actions.case_submit(actor=scope, case=found, opinion=opinion)
    except RegisterError as error:
        return _refused(request, found, error)
    messages.success(request, _("已提交，办到哪一步可在本页看"))
    return redirect("cases:case", pk=pk)


@require_POST
@officers_only
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a case back before it has taken effect."""
    scope = scope_of(request)
    found = get_case_for(scope, pk)
    try:
        actions.case_withdraw(actor=scope, case=found, opinion=request.POST.get("opinion", "")[:1000])
    except RegisterError as error:
        return _refused(request, found, error)
    messages.success(request, _("已撤回，学生可以重新申请"))
    return redirect("cases:case", pk=pk)


@require_POST
@officers_only
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the rules again on the facts of this moment."""
    scope = scope_of(request)
    found = get_case_for(scope, pk)
    try:
        actions.case_check(actor=scope, case=found)
    except RegisterError as error:
        return _refused(request, found, error)
    messages.success(request, _("已按最新事实重新核对"))
    return redirect("cases:case", pk=pk)


def _left_to_a_job(found: Case, form: DecisionForm) -> bool:
    """Whether the decision is on so many students that a job carries it out; the job is started."""
    decision = _decision(form)
    if not is_too_many(found, decision["verb"]):
        return False
    decide_later(case=found, decision=decision)
    return True


def _decision(form: DecisionForm) -> dict[str, Any]:
    return {
        "verb": DecisionVerb(form.cleaned_data["verb"]),
        "revision": form.cleaned_data["version"],
        "opinion": form.opinion,
        "exceptions": form.exceptions,
        "returned_items": form.returned_items,
        "rejected_items": form.rejected_items,
        "to_position": form.cleaned_data["to_position"],
        "working_days": form.cleaned_data["working_days"],
    }


def _said(form: DecisionForm) -> str:
    verb = DecisionVerb(form.cleaned_data["verb"])
    if verb == DecisionVerb.RETURN:
        return _("已退回到第 %(number)s 步，本步停钟") % {"number": form.cleaned_data["to_position"]}
    return _("已办：%(verb)s") % {"verb": verb.label}


def _again(request: HttpRequest, found: Case, *, status: int, **parts: Any) -> HttpResponse:
    """The page once more, with what was written still in its fields."""
    return render(request, "cases/case.html", page(found, scope_of(request), **parts), status=status)


def _too_late(request: HttpRequest, found: Case, error: Conflict | None = None) -> HttpResponse:
    """Somebody was faster, or the case has changed: say who, show the case as it is now, keep what was written."""
    scope = scope_of(request)
    fresh = get_case_for(scope, found.pk)
    said = str(error.message) if error else who_was_faster(fresh, scope)
    context = page(fresh, scope)
    if context.get("decision"):
        context = page(fresh, scope, form=_filled_in(request, fresh))
        return render(request, "cases/case.html", context | {"conflict": said}, status=409)
    return render(
        request, "cases/case.html", context | {"conflict": said, "kept_opinion": _written(request)}, status=409
    )


def _filled_in(request: HttpRequest, found: Case) -> DecisionForm | None:
    """The form of the case as it is now, with what was written for the case as it was."""
    steps = list(found.steps.select_related("organization"))
    step = open_step_for(scope_of(request), steps)
    return decision_form(found, step, steps, Verdicts.from_list(found.verdicts), data=request.POST) if step else None


def _written(request: HttpRequest) -> str:
    verb = request.POST.get("verb", "")
    known = DecisionVerb.values
    return request.POST.get(f"{verb}_opinion", "").strip() if verb in known else ""


def _refused(request: HttpRequest, found: Case, error: RegisterError) -> HttpResponse:
    """The page with what stands against it above, and the rules as they answered just now."""
    scope = scope_of(request)
    fresh = get_case_for(scope, found.pk)
    context = page(fresh, scope, verdicts=getattr(error, "verdicts", None)) | {"refusal": str(error.message)}
    return render(request, "cases/case.html", context, status=error.status)
