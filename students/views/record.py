"""The record of one student."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from students import sections
from students.actions import can_show_numbers, identity_show, record_read
from students.doors import get_record_for, get_student_for
from students.forms import DayForm, PurposeForm
from students.models import Student
from students.presenters.as_of import past_context
from students.presenters.record import photo_url, record_of
from xueji.web.access import permission_required, scope_of

OVERVIEW = "overview"


@require_safe
@never_cache
@permission_required("view_students")
def record(request: HttpRequest, pk: int, section: str = OVERVIEW) -> HttpResponse:
    """One part of the record (a tab); opening it is recorded."""
    student = get_record_for(scope_of(request), pk)
    asked = DayForm(request.GET)
    day = asked.past_day(student)
    record_read(actor=scope_of(request), student=student, via="page")
    if day is not None:
        context = past_context(student, scope_of(request), day, section, request.GET)
        return render(request, "students/record.html", context | {"day_form": asked})
    return render(request, "students/record.html", section_context(request, student, section) | {"day_form": asked})


@require_POST
@never_cache
@permission_required("view_students")
def show_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole numbers, once, for the purpose given; in place for HTMX, else on the record's page."""
    student = get_student_for(scope_of(request), pk)
    form = PurposeForm(request.POST)
    shown = {}
    if form.is_valid():
        identity, number = identity_show(actor=scope_of(request), student=student, purpose=form.cleaned_data["purpose"])
        shown = {"identity": identity, "number": number}
    if request.htmx:  # type: ignore[attr-defined]
        context = {"student": student, "shown": shown, "purposes": form, "can_show": True}
        return render(request, "students/_numbers.html", context, status=200 if shown else 422)
    return render(request, "students/record.html", section_context(request, student, OVERVIEW) | {"shown": shown})


def section_context(request: HttpRequest, student: Student, key: str) -> dict[str, Any]:
    """What the page needs; 404 for a tab that this record has not."""
    scope = scope_of(request)
    tabs = sections.shown(student, scope)
    section = next((tab for tab in tabs if tab.key == key), None)
    if section is None:
        raise Http404
    found = record_of(student, scope, tabs)
    shown = section.context(student, scope)
    return {
        "student": student,
        "record": found,
        "section": section,
        "purposes": PurposeForm(),
        "can_show": can_show_numbers(scope),
        "can_put_photo": student.school_id == scope.organization_id and scope.allows("manage_students"),
        "day_form": DayForm(),
        "photo_url": photo_url(student, getattr(student, "photo", None)),
        **(section.pick(shown, request.GET) if section.pick else shown),
    }
