"""The calendars app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarsConfig(AppConfig):
    """Working days and terms: tables that everybody may read."""

    name = "xueji.calendars"
    verbose_name = _("日历")

    def ready(self) -> None:
        from xueji.calendars import checks  # noqa: F401 (registers itself)
