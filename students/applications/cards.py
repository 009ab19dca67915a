"""How many applications wait for the school, on its workbench; and the student's own, on the first page of the portal."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from students.applications.models import Application, ApplicationState
from students.applications.offers import offers
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.workbench import Number, counts_for

# What is taken up is shown as a case; what was declined stays until the student applies again.
_SHOWN = [ApplicationState.FILLING, ApplicationState.SENT, ApplicationState.DECLINED]


def count_applications(scope: Scope, organization: Organization) -> dict[str, QuerySet[Any]]:
    """Those sent to the school, for those who may take them up."""
    if scope.level != "school" or not scope.allows("open_cases"):
        return {}
    return {"applications_waiting": Application.objects.filter(school=organization, state=ApplicationState.SENT)}


def applications_waiting(scope: Scope, organization: Organization) -> list[Number]:
    """One number for those who may take applications up, while there are any."""
    waiting = counts_for(scope, organization)["applications_waiting"]
    return [Number(_("学生申请"), waiting, _("等学校受理"), reverse("applications:list"), "wait")] if waiting else []


def own_applications(scope: Scope) -> dict[str, Any] | None:
    """What the student has not finished or waits for, with one sentence each; None where there is nothing."""
    rows = Application.objects.filter(person_id=scope.person_id or 0, state__in=_SHOWN).order_by("-pk")[:10]
    labels = {each.key: each.label for each in offers()}
    found = [(row, labels.get(row.kind, row.kind)) for row in rows]
    return {"applications": found} if found else None
