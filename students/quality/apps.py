from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QualityConfig(AppConfig):
    name = "students.quality"
    label = "quality"
    verbose_name = _("数据质量")

    def ready(self) -> None:
        from students.quality.pages import worst
        from students.quality.watch import FlexibleStudyEnds
        from xueji.cases import watches
        from xueji.web import navigation, workbench

        watches.register(FlexibleStudyEnds())
        navigation.register(
            navigation.Item("quality", _("数据质量"), "quality:overview", "checklist", "figures", 85, _may_look)
        )
        workbench.register_card(workbench.Card("quality", "quality/_card.html", worst, place="aside", order=60))


def _may_look(scope: Any) -> bool:
    return bool(scope.office_id) and scope.allows("view_students")
