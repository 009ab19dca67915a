"""Django's entry for the regulations."""

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
