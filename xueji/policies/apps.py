"""Django's entry for the regulations."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    """Registers the label ``policies``; rules are loaded on first use, not here."""

    name = "xueji.policies"
    label = "policies"
    verbose_name = _("办法与口径")

    def ready(self) -> None:
        from xueji.policies import readings
        from xueji.policies.engine import overlays

        overlays.provide(readings.changes)
        _navigation()


def _navigation() -> None:
    from xueji.web import navigation

    navigation.register(
        navigation.Item(
            "school_rules", _("学校实施细则"), "policies:schools", "adjustments", "management", 70, _is_officer
        )
    )


def _is_officer(scope: Any) -> bool:
    return scope.office_id is not None
