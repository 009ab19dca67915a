from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReorganizationConfig(AppConfig):
    name = "students.reorganization"
    label = "reorganization"
    verbose_name = _("学校划转")

    def ready(self) -> None:
        from xueji.web import navigation

        navigation.register(
            navigation.Item(
                "reorganization", _("学校划转"), "reorganization:moves", "building", "management", 62, _may_look
            )
        )


def _may_look(scope: Any) -> bool:
    return scope.level in {"city", "province"} and scope.allows("manage_offices")
