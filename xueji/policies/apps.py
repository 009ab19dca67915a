"""Django's entry for the regulations; the app has no tables."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    """Registers the label ``policies``; rules are loaded on first use, not here."""

    name = "xueji.policies"
    label = "policies"
    verbose_name = _("办法与口径")
