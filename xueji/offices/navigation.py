"""The lines of officers in the left navigation."""

from django.utils.translation import gettext_lazy as _

from xueji.offices.filing import unread_changes
from xueji.organizations.scope import Scope
from xueji.web.navigation import Item, register


def announce() -> None:
    """Register the lines: who holds which office, and what changed below."""
    register(
        Item("offices", _("任职"), "offices:list", "user-cog", section="management", order=60, permission=_appoints)
    )
    register(
        Item(
            "office_changes",
            _("人员变动"),
            "offices:changes",
            "users",
            section="management",
            order=61,
            permission=_oversees,
            count=unread_changes,
            patience=60,
        )
    )


def _appoints(scope: Scope) -> bool:
    return scope.allows("manage_offices")


def _oversees(scope: Scope) -> bool:
    return scope.level != "school" and scope.allows("oversee")
