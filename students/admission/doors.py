"""Doors: how a view comes to an admission. What is not visible behind the fence does not exist (404)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from students.admission.models import Admission
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope


def school_of(scope: Scope) -> Organization:
    """The school of the office; 404 for the levels above."""
    schools = Organization.objects.select_related("parent")
    return get_object_or_404(schools, pk=scope.organization_id, kind="school")


def get_admission_for(scope: Scope, pk: int) -> Admission:
    """The admission with school, programme and record at hand; 404 for strangers and for students."""
    if scope.office_id is None:
        raise Http404
    rows = Admission.objects.select_related("school", "programme", "student__school_class", "return_list", "roster")
    return get_object_or_404(rows, pk=pk)
