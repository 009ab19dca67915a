"""The student's side: choose, fill in, hand in papers, let the guardian consent, send, withdraw."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from students.applications import actions, pages
from students.applications.doors import get_offer_for, get_own_application_for, get_own_student_for
from students.applications.forms import ConsentForm
from students.applications.models import Application, ApplicationState
from xueji.cases.forms import EvidenceForm
from xueji.errors import Conflict, Invalid
from xueji.notices.codes import Checked, Sent
from xueji.web.access import scope_of

_SAID = {
    Checked.WRONG: _("验证码不对，请核对后再填"),
    Checked.EXPIRED: _("验证码已过期或已用过，请重新发送"),
    Checked.TOO_MANY: _("错的次数太多，请重新发送验证码"),
}


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """What may be applied for."""
    student = get_own_student_for(scope_of(request))
    return render(request, "applications/start.html", {"choices": pages.choices_for(student)})


@require_http_methods(["GET", "POST"])
@never_cache
def fill(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of one kind, with what the rules say of it."""
    scope = scope_of(request)
    student, wanted = get_own_student_for(scope), get_offer_for(kind)
    form = wanted.form(pages.query(request.POST), student)
    if "save" in request.POST and form.is_valid():
        try:
            application = actions.application_fill(actor=scope, kind=wanted, student=student, data=request.POST)
        except Conflict as error:
            form.add_error(None, str(error.message))
        else:
            return redirect("applications:mine", pk=application.pk)
    return _form(request, pages.fill_page(wanted, student, form, None))


@require_http_methods(["GET", "POST"])
@never_cache
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was filled in; the guardian's consent has to be given again."""
    scope = scope_of(request)
    application = get_own_application_for(scope, pk)
    if application.state != ApplicationState.FILLING:
        raise Conflict(_("已经提交，不能再改；需要改时先撤回。"))
    kind, form = actions.offer_and_form(application)
    form = kind.form(pages.query(request.POST) or form.data, application.student)
    if "save" in request.POST and form.is_valid():
        actions.application_fill(
            actor=scope, kind=kind, student=application.student, data=request.POST, application=application
        )
        return redirect("applications:mine", pk=application.pk)
    return _form(request, pages.fill_page(kind, application.student, form, application))


@require_safe
@never_cache
def mine(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: what to do now."""
    return _own(request, get_own_application_for(scope_of(request), pk))


@require_POST
def paper_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in a paper; what is wrong with it stands above the papers."""
    scope = scope_of(request)
    application = get_own_application_for(scope, pk)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        found = form.cleaned_data
        try:
            actions.application_paper_add(
                actor=scope, application=application, key=found["key"], label=found["label"], upload=found["file"]
            )
        except Invalid as error:
            form.add_error("file", str(error.message))
        else:
            messages.success(request, _("已收到"))
            return redirect("applications:mine", pk=pk)
    wrong = next(iter(form.errors.values()))[0]
    return _own(request, application, status=422, paper_refused=wrong)


@require_POST
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the guardian a code."""
    scope = scope_of(request)
    application = get_own_application_for(scope, pk)
    try:
        sent = actions.consent_ask(actor=scope, application=application)
    except Conflict as error:
        return _own(request, application, status=409, refusal=str(error.message))
    if sent is Sent.TOO_OFTEN:
        return _own(request, application, status=429, refusal=_("发得太勤了，请过一分钟再发；一小时最多 5 次。"))
    messages.success(request, _("验证码已发到监护人手机，10 分钟内有效"))
    return redirect("applications:mine", pk=pk)


@require_POST
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The guardian agrees with the code from the telephone."""
    scope = scope_of(request)
    application = get_own_application_for(scope, pk)
    form = ConsentForm(request.POST)
    if form.is_valid():
        checked = actions.consent_give(actor=scope, application=application, code=form.cleaned_data["code"])
        if checked is Checked.RIGHT:
            messages.success(request, _("监护人已确认"))
            return redirect("applications:mine", pk=pk)
        form.add_error("code", _SAID[checked])
    return _own(request, application, status=422, consent_form=form)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the application to the school."""
    scope = scope_of(request)
    application = get_own_application_for(scope, pk)
    try:
        actions.application_send(actor=scope, application=application)
    except Conflict as error:
        return _own(request, application, status=409, refusal=str(error.message))
    messages.success(request, _("已提交给学校"))
    return redirect("applications:mine", pk=pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the application back."""
    scope = scope_of(request)
    actions.application_withdraw(actor=scope, application=get_own_application_for(scope, pk))
    messages.success(request, _("已撤回"))
    return redirect("web:workbench")


def _form(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    refused = "save" in request.POST
    form: Any = context["form"]
    if request.htmx and hasattr(form, "keeps_shape") and form.keeps_shape(request.POST):  # type: ignore[attr-defined]
        return retarget(reswap(render(request, "applications/_rules.html", context), "innerHTML"), "#fill-rules")
    if form.is_bound and not refused and hasattr(form, "forgive_empty"):
        form.forgive_empty()
    template = "applications/_fill.html" if request.htmx else "applications/fill.html"  # type: ignore[attr-defined]
    return render(request, template, context | {"refused": refused}, status=422 if refused else 200)


def _own(request: HttpRequest, application: Application, *, status: int = 200, **parts: object) -> HttpResponse:
    context = pages.own_page(application) | {"consent_form": ConsentForm(), "paper_form": EvidenceForm()} | parts
    return render(request, "applications/mine.html", context, status=status)
