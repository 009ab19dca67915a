from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatisticsConfig(AppConfig):
    name = "students.statistics"
    label = "statistics"
    verbose_name = _("统计")

    def ready(self) -> None:
        from xueji.web import navigation

        navigation.register(
            navigation.Item("statistics", _("统计"), "statistics:table", "chart-bar", "figures", 80, _may_count)
        )


def _may_count(scope: Any) -> bool:
    return bool(scope.office_id) and scope.allows("view_students")
