"""Doors: how a view comes to a student. What is not visible behind the fence does not exist (404)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from students.models import Student
from xueji.organizations.scope import Scope


def get_record_for(scope: Scope, pk: int) -> Student:
    """The same for the page of the record, with all that every record has one of: looked at, not to be changed."""
    return _student(scope, pk, "profile", "admission__programme")


def get_student_for(scope: Scope, pk: int) -> Student:
    """The record with school, programme, class (and its programme), person and photo at hand; 404 for strangers and for students
    (see students:me)."""
    return _student(scope, pk)


def _student(scope: Scope, pk: int, *more: str) -> Student:
    if scope.office_id is None:
        raise Http404
    students = Student.objects.with_places().select_related("person", "photo", "school_class__programme", *more)
    return get_object_or_404(students, pk=pk)
