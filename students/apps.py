from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudentsConfig(AppConfig):
    name = "students"
    verbose_name = _("学生")

    def ready(self) -> None:
        from students import sections
        from students.api import StudentViewSet
        from students.finding import find_students
        from students.matters.pages import bulk_verbs
        from students.numbers import whole_numbers
        from students.presenters.record import register_sections
        from students.rosters.jobs import register_jobs
        from xueji.api import registry as api
        from xueji.cases.printing.facts import register_numbers
        from xueji.web import navigation, searching

        register_sections()
        register_jobs()
        register_numbers(whole_numbers)
        sections.register_bulk_source(bulk_verbs)
        navigation.register(
            navigation.Item("students", _("学生"), "students:list", "users", "students", 20, _may_see_students)
        )
        navigation.register(
            navigation.Item(
                "rosters", _("名册导入"), "students:roster_list", "file-import", "entering", 10, _may_import
            )
        )
        searching.register(searching.Searcher("students", _("学生"), find_students, order=10))
        api.register("students", StudentViewSet, basename="student")


def _may_see_students(scope: Any) -> bool:
    return scope.allows("view_students")


def _may_import(scope: Any) -> bool:
    return scope.allows("manage_students")
