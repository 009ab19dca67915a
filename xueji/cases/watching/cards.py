"""On the workbench: what the watches told an organization of late without a draft (the drafts stand with its own)."""

from datetime import timedelta
from typing import Any

from xueji import clock
from xueji.cases import watches
from xueji.cases.watching.models import WatchEvent
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.workbench import Card, register_card

SHOWN = 8
RECENT = timedelta(days=30)


def _told(scope: Scope, organization: Organization) -> dict[str, Any] | None:
    events = WatchEvent.objects.filter(organization=organization, case=None, at__gte=clock.now() - RECENT)
    found = list(events.order_by("-id")[:SHOWN])
    labels = {watch.key: watch.label for watch in watches.all_watches()}
    lines = [{"event": event, "label": labels.get(event.watch, "")} for event in found]
    return {"lines": lines} if lines else None


register_card(Card("watches", "cases/_watched.html", _told, place="main", order=40))
