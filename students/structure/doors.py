"""Doors: what a page asks for by id, or 404. Every office reads what a school offers; these are the reader's own only."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from students.models import Programme, SchoolClass, Student
from students.statuses import OPEN_STATUSES
from students.structure.models import Promotion, Reshaping
from xueji.database.fence import Level
from xueji.organizations.scope import Scope
from xueji.web.asked import wholes


def school_of(scope: Scope) -> int:
    """The id of the reader's school; 404 for the levels above."""
    if scope.level is not Level.SCHOOL or scope.organization_id is None:
        raise Http404
    return scope.organization_id


def programme_for(scope: Scope, pk: int) -> Programme:
    return get_object_or_404(Programme.objects.select_related("parent"), pk=pk, school=school_of(scope))


def class_for(scope: Scope, pk: int) -> SchoolClass:
    return get_object_or_404(SchoolClass.objects.select_related("programme"), pk=pk, school=school_of(scope))


def reshaping_for(scope: Scope, pk: int) -> Reshaping:
    return get_object_or_404(Reshaping.objects.select_related("source", "target"), pk=pk, school=school_of(scope))


def promotion_for(scope: Scope, pk: int) -> Promotion:
    return get_object_or_404(Promotion, pk=pk, school=school_of(scope))


def students_for(scope: Scope, keys: list[str]) -> list[Student]:
    """Those of these ids on the school's register, by school number; what is no id is left out."""
    ids = wholes(keys)
    rows = Student.objects.filter(pk__in=ids, school=school_of(scope), status__in=OPEN_STATUSES)
    return list(rows.select_related("programme", "school_class").order_by("school_class__name", "school_number", "id"))
