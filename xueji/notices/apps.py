from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "xueji.notices"
    label = "notices"
    verbose_name = _("通知")

    def ready(self) -> None:
        from xueji.notices import checks, navigation  # noqa: F401

        navigation.announce()
