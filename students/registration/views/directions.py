"""The sheet on which a class of a broad category is moved to its directions."""

from itertools import groupby
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from students.models import Student
from students.registration.directions import Target, choices_of, directions_open, undirected_students
from students.registration.doors import get_school_for
from xueji import clock
from xueji.errors import Conflict, Invalid
from xueji.organizations.scope import Scope
from xueji.web.access import permission_required, scope_of
from xueji.web.asked import whole

SHOWN = 400


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def directions(request: HttpRequest) -> HttpResponse:
    """Who studies under a category; what is chosen for each becomes one draft."""
    scope = scope_of(request)
    get_school_for(scope)
    error = ""
    if request.method == "POST":
        try:
            day = _day(request.POST.get("decided_on", ""))
            chosen = _chosen(request.POST, list(undirected_students(scope)[:SHOWN]))
            case = directions_open(actor=scope, chosen=chosen, decided_on=day)
        except (Invalid, Conflict) as refused:
            error = str(refused.message)
        else:
            messages.success(request, _("草稿已保存，核对后提交。"))
            return redirect("cases:case", pk=case.pk)
    context = _context(scope, request.POST) | {"error": error}
    return render(request, "students/registration/directions.html", context, status=422 if error else 200)


def _day(raw: str) -> Any:
    try:
        day = parse_date(raw)
    except ValueError:
        day = None
    if day is None:
        raise Invalid(_("请填确定方向的日期。"), field="decided_on")
    return day


def _chosen(data: QueryDict, students: list[Student]) -> dict[int, Target]:
    """`to_<student>` holds the direction, or direction and class as 12-34; where it is empty, what `class_<class>` says
    for the whole class."""
    found = {}
    for student in students:
        value = data.get(f"to_{student.pk}") or data.get(f"class_{student.school_class_id}") or ""
        programme, _dash, school_class = value.partition("-")
        wanted, group = whole(programme), whole(school_class)
        if wanted is not None and (group is not None or not school_class):
            found[student.pk] = Target(wanted, group)
    return found


def _context(scope: Scope, data: QueryDict) -> dict[str, Any]:
    waiting = undirected_students(scope)
    students = list(waiting[:SHOWN])
    offered = choices_of(students)
    groups = [
        SimpleNamespace(
            name=name,
            class_id=found[0].school_class_id,
            chosen=data.get(f"class_{found[0].school_class_id}", ""),
            programme=found[0].programme,
            options=_options(offered[found[0].programme_id, found[0].cohort]),
            rows=[SimpleNamespace(student=each, chosen=data.get(f"to_{each.pk}", "")) for each in found],
        )
        for name, found in _classes(students)
    ]
    return {"groups": groups, "count": waiting.count(), "today": data.get("decided_on") or clock.today().isoformat()}


def _classes(students: list[Student]) -> list[tuple[str, list[Student]]]:
    return [(name, list(found)) for name, found in groupby(students, key=lambda each: each.school_class.name)]


def _options(offered: Any) -> list[tuple[str, str]]:
    found = []
    for programme, classes in offered:
        found.append((str(programme.pk), f"{programme.label}　{_('暂留原班')}"))
        found += [(f"{programme.pk}-{each.pk}", f"{programme.label}　{each.name}") for each in classes]
    return found
