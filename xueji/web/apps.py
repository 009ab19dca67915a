from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "xueji.web"
    label = "web"
    verbose_name = _("页面")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from django.utils.module_loading import autodiscover_modules

        from xueji.web import navigation, sessions, window_sources
        from xueji.web.calendar import cards as calendar_cards

        user_logged_in.connect(sessions.begin)
        calendar_cards.announce()
        window_sources.announce()

        # Chapters fill the workbench from a module of that name.
        autodiscover_modules("cards")

        navigation.register(
            navigation.Item(
                "regulations", _("办法与口径"), "policies:regulations", "book-2", section="management", order=80
            )
        )
