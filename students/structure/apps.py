from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StructureConfig(AppConfig):
    name = "students.structure"
    label = "structure"
    verbose_name = _("专业与班级")

    def ready(self) -> None:
        from students import sections
        from students.structure.events import events_of
        from students.structure.promoting import register_jobs
        from xueji.web import navigation

        register_jobs()
        sections.register_events(events_of)
        sections.register_bulk(
            sections.BulkVerb(
                "class_move", _("调整班级"), "students:class_move", "arrows-shuffle", permission="manage_students"
            )
        )
        navigation.register(
            navigation.Item("structure", _("专业与班级"), "students:programmes", "stack-2", "students", 60, _is_school)
        )


def _is_school(scope: Any) -> bool:
    return str(scope.level) == "school" and scope.allows("view_students")
