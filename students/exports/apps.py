from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    name = "students.exports"
    label = "exports"
    verbose_name = _("导出")

    def ready(self) -> None:
        from students import sections
        from students.exports.blocks import readings_of
        from students.exports.jobs import register_jobs
        from students.exports.sources import base, changes, figures, groups, newcomers, people, roll, terms, work
        from xueji.web import navigation

        register_jobs()
        for source in (
            roll.Roll(), changes.Changes(), people.Graduates(), people.Registered(), terms.TermRegistrations(),
            newcomers.Newcomers(), groups.Groups(), work.Cases(), work.ToDo(), work.Overdue(),
            figures.Standings(), figures.Crossings(), figures.Findings(),
        ):  # fmt: skip
            base.register(source)
        sections.register_readings(readings_of)
        sections.register_bulk(
            sections.BulkVerb(
                "export", _("导出"), "exports:picked", "download", "view_students", url_args=("students",)
            )
        )
        navigation.register(
            navigation.Item("exports", _("导出"), "exports:list", "download", "figures", 90, _may_export)
        )


def _may_export(scope: Any) -> bool:
    return bool(scope.office_id) and scope.allows("view_students")
