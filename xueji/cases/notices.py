"""Notices: lines for an organization, and that they were read."""

from xueji import clock
from xueji.cases.models import Notice
from xueji.organizations.scope import Scope


def notices_read(*, actor: Scope) -> int:
    """Mark every notice of the actor's organization as read; returns how many were not."""
    return Notice.objects.for_organization(actor.organization_id).unread().update(read_at=clock.now())
