"""The line of notices in the left navigation; the bell in the top bar leads to the same page."""

from django.utils.translation import gettext_lazy as _

from xueji.organizations.scope import Scope
from xueji.web.navigation import Item, register


def announce() -> None:
    """Register the line."""
    register(Item("notices", _("通知"), "notices:list", "bell", order=40, permission=_is_office))


def _is_office(scope: Scope) -> bool:
    return scope.office_id is not None
