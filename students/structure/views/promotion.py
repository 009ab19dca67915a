"""The turn of the school year: the dry run, decisions, the job, taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from students.structure import promoting
from students.structure.doors import promotion_for, school_of
from students.structure.forms import ChoicesForm
from students.structure.models import Promotion
from students.structure.pages import framed
from students.structure.promotion import dry_run, year_to_turn
from xueji import clock
from xueji.errors import Invalid
from xueji.jobs.progress import job_of, progress
from xueji.web.access import permission_required, scope_of

manager = permission_required("manage_students")


@require_GET
@never_cache
@manager
def promotion(request: HttpRequest) -> HttpResponse:
    """The promotion of the year that is turned to; what was confirmed in other years below."""
    school, year = school_of(scope_of(request)), year_to_turn(clock.today())
    rows = list(Promotion.objects.filter(school=school))
    found = next((row for row in rows if row.school_year == year and row.state != Promotion.State.UNDONE), None)
    context: dict[str, Any] = {"promotion": found, "year": year, "earlier": [row for row in rows if row is not found]}
    if found is not None:
        run = dry_run(found)
        asked = [entry.student for entry in run.exceptions if entry.is_asked and not entry.is_confirmed]
        context |= {"run": run, "form": ChoicesForm(students=asked, chosen=found.choices), "job": job_of(found)}
        context["obstacle"] = promoting.undo_obstacle(found)
    return render(request, "structure/promotion.html", context | framed(scope_of(request), "promotion"))


@require_POST
@manager
def promotion_begin(request: HttpRequest) -> HttpResponse:
    """Make the dry run of the year."""
    promoting.promotion_begin(actor=scope_of(request))
    return redirect("students:promotion")


@require_POST
@manager
def promotion_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the decisions; `start` starts the job as well."""
    scope = scope_of(request)
    found = promotion_for(scope, pk)
    asked = [entry.student for entry in dry_run(found).exceptions if entry.is_asked and not entry.is_confirmed]
    form = ChoicesForm(request.POST, students=asked, chosen=found.choices)
    if not form.is_valid():
        raise Invalid(_("有的选择没有收到，请刷新本页再选。"))
    promoting.promotion_decide(actor=scope, promotion=found, choices=form.choices())
    if "start" in request.POST:
        promoting.promotion_start(actor=scope, promotion=found)
        messages.info(request, _("开始升级。可以离开本页，回来时看结果。"))
    else:
        messages.success(request, _("已保存。"))
    return redirect("students:promotion")


@require_POST
@manager
def promotion_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole year back."""
    scope = scope_of(request)
    promoting.promotion_undo(actor=scope, promotion=promotion_for(scope, pk))
    messages.success(request, _("已撤销这一学年的升级。"))
    return redirect("students:promotion")


@require_GET
@manager
def promotion_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The job's line, asked for every two seconds; when it is over, the page is fetched anew."""
    found = promotion_for(scope_of(request), pk)
    return progress(
        request,
        "structure/_progress.html",
        {"promotion": found},
        job=job_of(found),
        is_working=found.state == Promotion.State.RUNNING,
        page=reverse("students:promotion"),
    )
