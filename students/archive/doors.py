"""Doors: how a view comes to a paper, a class, a list, a result. What is behind the fence does not exist (404)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from students.archive.jobs import KINDS
from students.archive.models import HandOverList, Material
from students.models import SchoolClass, Student
from xueji.database.fence import Level
from xueji.jobs.models import Job
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope


def get_material_for(scope: Scope, pk: int) -> Material:
    """A paper with its student and school at hand; students see their own by the fence."""
    found = Material.objects.select_related("student__school", "student__programme", "student__school_class")
    return get_object_or_404(found, pk=pk)


def get_class_for(scope: Scope, pk: int) -> SchoolClass:
    """A class of the own school, or one below the bureau: what a school offers is open, its files are not."""
    if scope.office_id is None:
        raise Http404
    found = get_object_or_404(SchoolClass.objects.select_related("school", "programme"), pk=pk)
    if scope.organization_id not in found.school.key_chain():
        raise Http404
    return found


def get_school_for(scope: Scope, pk: int | None) -> Organization:
    """A school by its id: the own one (also without an id), or for a bureau one below it."""
    if scope.office_id is None:
        raise Http404
    own = scope.organization_id if scope.level is Level.SCHOOL else None
    found = get_object_or_404(Organization.objects.schools(), pk=own if pk is None else pk)
    if scope.organization_id not in found.key_chain():
        raise Http404
    return found


def get_list_for(scope: Scope, pk: int) -> HandOverList:
    """A list of the own school, one by which it received files, or one below the bureau."""
    if scope.office_id is None:
        raise Http404
    return get_object_or_404(HandOverList.objects.select_related("school", "receiver", "receipt"), pk=pk)


def get_output_for(scope: Scope, pk: int) -> Job:
    """A job of the own office's organization that made files. Others of the same organization did not ask for it."""
    if scope.office_id is None:
        raise Http404
    return get_object_or_404(Job, pk=pk, kind__in=KINDS, actor_id=scope.user_id)


def get_own_student_for(scope: Scope) -> Student:
    """The present record of the student who is signed in; 404 for officers."""
    if scope.person_id is None:
        raise Http404
    found = Student.objects.of_person(scope.person_id).with_places().first()
    if found is None:
        raise Http404
    return found
