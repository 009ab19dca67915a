"""The lines of cases in the left navigation, with what waits behind each."""

from django.utils.translation import gettext_lazy as _

from xueji.cases import oversight, to_do
from xueji.cases.models import Step
from xueji.database.fence import Level
from xueji.organizations.scope import Scope, notes
from xueji.web.navigation import Item, register

_OVERSEERS = {Level.COUNTY, Level.CITY, Level.PROVINCE}


def announce() -> None:
    """Register the lines: today, cases, oversight."""
    register(Item("today", _("今天"), "web:workbench", "sun", order=10, permission=_is_office, count=_to_do))
    register(Item("cases", _("办件"), "cases:list", "stack-2", order=20, permission=_is_office))
    register(
        Item(
            "overdue",
            _("超期与督办"),
            "cases:overdue",
            "alarm",
            order=30,
            permission=_oversees,
            count=_overdue,
            patience=60,
        )
    )


def _is_office(scope: Scope) -> bool:
    return scope.office_id is not None


def _oversees(scope: Scope) -> bool:
    return scope.level in _OVERSEERS and scope.allows("oversee")


def _to_do(scope: Scope) -> int:
    counted = notes().get(to_do.TO_DO_TOTAL)
    return counted if counted is not None else to_do.tally(Step.objects.to_do(scope.organization_id)).total


def _overdue(scope: Scope) -> int:
    return oversight.overdue_below(scope)
