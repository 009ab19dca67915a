"""Doors to what pages of registration work on: what is not theirs does not exist."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from students.models import Student
from students.registration.integrated import KIND
from students.statuses import Status
from xueji.cases.models import Case
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope


def get_school_for(scope: Scope) -> Organization:
    """The school of the office; 404 for the levels above."""
    schools = Organization.objects.select_related("parent", "province")
    return get_object_or_404(schools, pk=scope.organization_id, kind="school")


def get_body_for(scope: Scope) -> Organization:
    """The body of an office above schools; 404 for a school's."""
    return get_object_or_404(Organization.objects.exclude(kind="school"), pk=scope.organization_id)


def get_waiting_for(scope: Scope, pk: int) -> Student:
    """A newcomer of the office's own school who waits for registration."""
    found = Student.objects.with_places().filter(school=scope.organization_id, status=Status.PENDING)
    return get_object_or_404(found, pk=pk)


def get_standing_school_for(scope: Scope, pk: int) -> Organization:
    """A school of which the office may know the standing: its own, or one below."""
    school = get_object_or_404(Organization.objects.select_related("parent"), pk=pk, kind="school")
    if scope.organization_id not in school.key_chain():
        raise Http404
    return school


def get_roster_case_for(scope: Scope, pk: int) -> Case:
    """A roster of an integrated programme that the office may see."""
    return get_object_or_404(Case.objects.select_related("opened_for"), pk=pk, kind=KIND)


def get_batch_for(scope: Scope, pk: int) -> Case:
    """A registration batch that the office may see."""
    return get_object_or_404(Case.objects.select_related("opened_for"), pk=pk, kind="registration")
