"""The calendar in the navigation, and the warning on the workbench of those who keep it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from xueji import clock
from xueji.calendars.coverage import running_out
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web import navigation, workbench
from xueji.web.calendar.actions import keeps_calendar


def announce() -> None:
    """Register both."""
    navigation.register(
        navigation.Item(
            "calendar",
            _("工作日历"),
            "calendar:overview",
            "calendar",
            section="management",
            order=90,
            permission=lambda scope: scope.office_id is not None,
            count=_years_to_enter,
            patience=60,
        )
    )
    workbench.register_card(workbench.Card("calendar", "calendar/_warning.html", _warning, place="aside", order=5))


def _years_to_enter(scope: Scope) -> int | None:
    """1 for who keeps the calendar while the next year has to be entered."""
    return 1 if keeps_calendar(scope) and running_out(clock.today()) else None


def _warning(scope: Scope, organization: Organization) -> dict[str, Any] | None:
    found = running_out(clock.today()) if keeps_calendar(scope) else None
    return {"running_out": found} if found else None
