"""The school's list of applications, paged by the newest first; those that wait stand above."""

from types import SimpleNamespace
from typing import Any

from students.applications.models import Application, ApplicationState
from students.applications.offers import offers
from xueji.organizations.scope import Scope
from xueji.web.asked import whole

PAGE = 50


def application_lines(scope: Scope, *, before: str = "") -> dict[str, Any]:
    """What waits (on the first page), and a page of the answered ones."""
    rows = Application.objects.filter(school=scope.organization_id).select_related("student__school_class", "case")
    waiting = [] if before else list(rows.filter(state=ApplicationState.SENT).order_by("sent_at", "pk"))
    answered = rows.filter(state__in=[ApplicationState.TAKEN, ApplicationState.DECLINED]).order_by("-pk")
    if (above := whole(before)) is not None:
        answered = answered.filter(pk__lt=above)
    found = list(answered[: PAGE + 1])
    labels = {each.key: each.label for each in offers()}
    return {
        "waiting": [_line(row, labels) for row in waiting],
        "answered": [_line(row, labels) for row in found[:PAGE]],
        "page": SimpleNamespace(
            summary="", previous_cursor=None, next_cursor=found[PAGE - 1].pk if len(found) > PAGE else None
        ),
    }


def _line(row: Application, labels: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(application=row, student=row.student, label=labels.get(row.kind, row.kind))
