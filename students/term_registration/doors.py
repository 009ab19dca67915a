"""Doors: the reader's organization, a term by its name, a class of the own school; 404 otherwise."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from students.models import SchoolClass
from students.term_registration.rounds import term_named
from xueji import clock
from xueji.calendars.models import SchoolTerm
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope


def organization_for(scope: Scope) -> Organization:
    """The organization of the reader's office."""
    return get_object_or_404(Organization.objects.select_related("parent", "province"), pk=scope.organization_id or 0)


def school_for(scope: Scope) -> Organization:
    """The reader's own school; 404 for the levels above."""
    if scope.level is not Level.SCHOOL:
        raise Http404
    return organization_for(scope)


def term_for(organization: Organization, name: str) -> SchoolTerm:
    """The term of that name, or the present one for ""; 404 when there is none."""
    found = term_named(organization, name, clock.today())
    if found is None:
        raise Http404
    return found


def class_for(school: Organization, pk: int) -> SchoolClass:
    return get_object_or_404(SchoolClass.objects.select_related("programme"), pk=pk, school=school)
