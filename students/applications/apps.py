from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "students.applications"
    label = "applications"
    verbose_name = _("学生申请")

    def ready(self) -> None:
        from students.applications.cards import applications_waiting, count_applications, own_applications
        from xueji.cases.presenters import portal
        from xueji.web import navigation, workbench

        navigation.register(
            navigation.Item("applications", _("学生申请"), "applications:list", "inbox", "students", 25, _may_take)
        )
        portal.register_section("applications/_own.html", own_applications)
        workbench.register_counts("applications", count_applications)
        workbench.register_numbers("applications", applications_waiting, order=25)


def _may_take(scope: Any) -> bool:
    return scope.level == "school" and bool(scope.office_id) and scope.allows("open_cases")
