"""Doors: what is not there for this office is not there at all."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from students.exports.models import Export
from students.exports.sources import base
from xueji.organizations.scope import Scope


def get_export_for(scope: Scope, pk: int) -> Export:
    """An export that this person asked for in this office; nobody else's, also of the same organization."""
    if scope.office_id is None or scope.user_id is None:
        raise Http404
    return get_object_or_404(Export, pk=pk, asked_by_id=scope.user_id, organization_id=scope.organization_id)


def get_source_for(scope: Scope, key: str) -> base.Source:
    """A source that this office may export."""
    found = base.get(key)
    if found is None or not found.may(scope):
        raise Http404
    return found
