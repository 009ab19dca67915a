from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdmissionConfig(AppConfig):
    name = "students.admission"
    label = "admission"
    verbose_name = _("新生录取与报到")

    def ready(self) -> None:
        from students import sections
        from students.admission.lists.jobs import register_jobs
        from students.admission.person import record_events
        from students.admission.watch import WATCHES
        from xueji.cases import watches
        from xueji.web import navigation

        register_jobs()
        for watch in WATCHES:
            watches.register(watch)
        sections.register_events(record_events)
        navigation.register(
            navigation.Item("admission", _("新生"), "students:admission_list", "door-enter", "entering", 5, _may_see)
        )
        navigation.register(
            navigation.Item(
                "newcomers",
                _("新生报到"),
                "students:admission_overview",
                "chart-bar",
                "entering",
                6,
                _is_above,
                within="students:admission_list",
            )
        )


def _may_see(scope: Any) -> bool:
    return str(scope.level) == "school" and scope.allows("view_students")


def _is_above(scope: Any) -> bool:
    return str(scope.level) in {"county", "city", "province"} and scope.allows("view_students")
