from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficesConfig(AppConfig):
    name = "xueji.offices"
    label = "offices"
    verbose_name = _("任职")

    def ready(self) -> None:
        from xueji.offices import navigation

        navigation.announce()
