"""The student's own file, on the phone: what is there, what is missing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from students.archive.actions import closed_file_of
from students.archive.checklist import checklist_of
from students.archive.doors import get_own_student_for
from students.archive.record import look, paper_row
from students.archive.whole import papers_of
from xueji import clock
from xueji.web.access import scope_of


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Every kind with its standing and its papers."""
    student = get_own_student_for(scope_of(request))
    found = checklist_of(student, clock.today())
    papers = [paper_row(row) for row in papers_of(student)]
    context = {
        "student": student,
        "checklist": found,
        "looks": [
            (look(row), [paper for paper in papers if paper.material.kind == row.kind.key.value]) for row in found.rows
        ],
        "closed_file": closed_file_of(student.pk),
    }
    return render(request, "archive/mine.html", context)
