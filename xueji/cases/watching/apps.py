from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WatchingConfig(AppConfig):
    name = "xueji.cases.watching"
    label = "watching"
    verbose_name = _("到期提醒")
