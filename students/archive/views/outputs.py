"""Whole files taken out: asked for with a purpose, made by a job, fetched once they are ready. And the card alone."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from students.archive import jobs
from students.archive.card import card_print
from students.archive.doors import get_class_for, get_output_for
from students.archive.forms import TakeOutForm
from students.archive.views.papers import served
from students.doors import get_student_for
from xueji import clock
from xueji.errors import Invalid
from xueji.jobs import registry
from xueji.jobs.models import Job
from xueji.web.access import permission_required, scope_of

seen = permission_required("view_students")


@require_POST
@seen
def take_out(request: HttpRequest, student_pk: int) -> HttpResponse:
    """Start making the whole file of a student."""
    student = get_student_for(scope_of(request), student_pk)
    said = _said(request)
    kind = said["kind"] or jobs.PDF
    job = jobs.file_take_out(actor=scope_of(request), student=student, kind=kind, purpose=said["purpose"])
    return redirect("archive:output", pk=job.pk)


@require_POST
@seen
def take_out_class(request: HttpRequest, pk: int) -> HttpResponse:
    """Start making the files of a class."""
    found = get_class_for(scope_of(request), pk)
    job = jobs.class_take_out(actor=scope_of(request), school_class=found, purpose=_said(request)["purpose"])
    return redirect("archive:output", pk=job.pk)


@require_safe
@never_cache
@seen
def output(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; when it is ready, where to fetch it. Asked for every two seconds in place."""
    job = get_output_for(scope_of(request), pk)
    route, more = ("archive:class", []) if job.kind == jobs.CLASS else ("students:section", ["archive"])
    context = {
        "job": job,
        "label": registry.get(job.kind).label,
        "is_done": job.state == Job.State.DONE,
        "back_url": reverse(route, args=[job.subject_id, *more]),
    }
    template = "archive/_output.html" if request.htmx else "archive/output.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@require_safe
@seen
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """The result; recorded."""
    job = get_output_for(scope_of(request), pk)
    if job.state != Job.State.DONE:
        raise Http404
    try:
        content, media, name = jobs.result_of(actor=scope_of(request), job=job)
    except FileNotFoundError:
        messages.error(request, _("文件只保留七天，已经清理，请重新生成。"))
        return redirect("archive:output", pk=pk)
    return served(content, media, name, as_attachment=True)


@require_safe
@never_cache
@seen
def card(request: HttpRequest, student_pk: int) -> HttpResponse:
    """The card as PDF, today or as on a day (`as_of`)."""
    student = get_student_for(scope_of(request), student_pk)
    data = card_print(actor=scope_of(request), student=student, on=_day(request.GET.get("as_of", "")))
    return served(data, "application/pdf", f"card-{student.pk}.pdf")


def _day(text: str) -> date:
    if not text:
        return clock.today()
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    return min(day, clock.today())


def _said(request: HttpRequest) -> dict[str, str]:
    form = TakeOutForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请选用途，会记入留痕。"), field="purpose")
    said: dict[str, str] = form.cleaned_data
    return said
