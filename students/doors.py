"""Doors: how a view comes to a student. What is not visible behind the fence does not exist (404)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from students.models import Student
from xueji.organizations.scope import Scope


def get_student_for(scope: Scope, pk: int) -> Student:
    """The record with school, programme, class (and its programme), person and photo at hand; 404 for strangers and for students
    (see students:me)."""
    if scope.office_id is None:
        raise Http404
    students = Student.objects.with_places().select_related("person", "photo", "school_class__programme")
    return get_object_or_404(students, pk=pk)
