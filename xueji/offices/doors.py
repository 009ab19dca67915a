"""Doors: offices are in a table without a fence (they are read before anybody has a scope), so who may see one is asked here."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from xueji.offices.models import HandOver
from xueji.organizations.models import Office, Organization
from xueji.organizations.scope import Scope


def organizations_of(scope: Scope) -> QuerySet[Organization]:
    """The scope's organization and everything below it."""
    own = Organization.objects.filter(pk=scope.organization_id or 0).first()
    if own is None:
        raise Http404
    return Organization.objects.within(own).filter(is_active=True)


def offices_of(scope: Scope) -> QuerySet[Office]:
    """The offices of the organization and of those below it."""
    offices: Any = Office.objects.filter(organization__in=organizations_of(scope))
    return offices.select_related("user", "organization", "deputy_of__user", "appointed_by")


def get_office_for(scope: Scope, pk: int) -> Office:
    """An office of the scope's subtree, for who appoints there, or the own one; 404 for any other."""
    office = get_object_or_404(offices_of(scope), pk=pk)
    if not (scope.allows("manage_offices") or office.user_id == scope.user_id):
        raise Http404
    return office


def get_hand_over_for(scope: Scope, pk: int) -> HandOver:
    """A hand-over of the organization, for the two concerned and for who appoints there; 404 for any other."""
    rows = HandOver.objects.select_related("from_office__user", "to_office__user", "organization", "by")
    handed = get_object_or_404(rows, pk=pk)
    concerned = {handed.from_office.user_id, handed.to_office.user_id}
    if not (scope.allows("manage_offices") or scope.user_id in concerned):
        raise Http404
    return handed
