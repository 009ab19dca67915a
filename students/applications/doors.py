"""Doors: the student's own applications, and those sent to a school. What is not theirs does not exist (404)."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from students.applications.models import Application, ApplicationPaper, ApplicationState
from students.applications.offers import Offer, offer
from students.models import Student
from xueji.organizations.scope import Scope


def get_own_student_for(scope: Scope) -> Student:
    """The present record of the student who is signed in; 404 for officers."""
    if scope.person_id is None:
        raise Http404
    found = Student.objects.of_person(scope.person_id).select_related(
        "school__province", "school__parent", "programme", "school_class"
    )
    student = found.current().first() or found.first()
    if student is None:
        raise Http404
    return student


def get_offer_for(key: str) -> Offer:
    """What may be applied for under that key."""
    found = offer(key)
    if found is None:
        raise Http404
    return found


def get_own_application_for(scope: Scope, pk: int) -> Application:
    """An application of the student who is signed in; 404 for anybody else."""
    if scope.person_id is None:
        raise Http404
    return get_object_or_404(_rows(), pk=pk, person_id=scope.person_id)


def get_application_for(scope: Scope, pk: int) -> Application:
    """An application that was sent to the office's school; 404 for what is still being filled in."""
    if scope.office_id is None or not scope.allows("open_cases"):
        raise Http404
    return get_object_or_404(
        _rows().exclude(state=ApplicationState.FILLING, sent_at__isnull=True), pk=pk, school=scope.organization_id
    )


def get_paper_for(scope: Scope, pk: int, paper_pk: int) -> ApplicationPaper:
    """A paper of an application that the reader may see."""
    application = get_own_application_for(scope, pk) if scope.person_id else get_application_for(scope, pk)
    return get_object_or_404(application.papers, pk=paper_pk)


def _rows() -> "QuerySet[Application]":
    return Application.objects.select_related(
        "student__school__province", "student__school__parent", "student__programme", "student__school_class", "case"
    )
