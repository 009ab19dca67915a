"""Doors: how a view comes to the school, the students and the case of a matter. What is not theirs does not exist (404)."""

from collections.abc import Iterable

from django.http import Http404
from django.shortcuts import get_object_or_404

from students.matters.kind import MatterKind, matter_kind
from students.models import Student
from xueji.cases.doors import get_case_for
from xueji.cases.models import Case
from xueji.cases.states import CaseState
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.asked import wholes


def get_school_for(scope: Scope) -> Organization:
    """The school that the office belongs to; 404 for the levels above."""
    return get_object_or_404(
        Organization.objects.select_related("parent", "province"), pk=scope.organization_id, kind="school"
    )


def get_kind_for(scope: Scope, key: str) -> MatterKind:
    """The kind of that key; 404 for another, and for offices that may not open it."""
    kind = matter_kind(key)
    if kind is None or not scope.allows(kind.start_permission):
        raise Http404
    return kind


def get_students_for(scope: Scope, keys: Iterable[str]) -> list[Student]:
    """The school's students of these ids, in their order; 404 when one of them is not the school's."""
    wanted = wholes(dict.fromkeys(keys))
    found = Student.objects.with_places().filter(school=scope.organization_id).in_bulk(wanted)
    if not wanted or len(found) != len(wanted):
        raise Http404
    return [found[key] for key in wanted]


def get_classmates_for(scope: Scope, kind: MatterKind, keys: Iterable[str]) -> list[Student]:
    """The students of these classes for whom the kind may be opened, class by class; 404 for a kind that takes one student
    at a time and where nobody is found."""
    wanted = wholes(dict.fromkeys(keys))
    found = Student.objects.with_places().filter(
        school=scope.organization_id, school_class__in=wanted, status__in=kind.statuses
    )
    students = list(found.order_by("school_class__cohort", "school_class__name", "school_number", "pk"))
    if not kind.for_many or not students:
        raise Http404
    return students


def get_change_for(scope: Scope, case_pk: int) -> tuple[Case, MatterKind]:
    """A draft or a returned case that the office opened, and its kind; 404 otherwise."""
    case = get_case_for(scope, case_pk)
    kind = matter_kind(case.kind)
    if kind is None or case.opened_for_id != scope.organization_id:
        raise Http404
    if case.state not in {CaseState.DRAFT, CaseState.RETURNED}:
        raise Http404
    return case, kind
