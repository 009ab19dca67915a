from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    name = "students.archive"
    label = "archive"
    verbose_name = _("学籍档案")

    def ready(self) -> None:
        from students.archive import cards, record, sources, watch
        from students.archive.jobs import register_jobs
        from xueji.cases.presenters import portal
        from xueji.web import navigation

        sources.register_own()
        record.register_record()
        register_jobs()
        watch.register_watches()
        cards.register_cards()
        portal.register_section("archive/_own.html", record.own_file)
        navigation.register(
            navigation.Item("archive", _("学籍档案"), "archive:overview", "folder", "students", 60, _may_see)
        )


def _may_see(scope: Any) -> bool:
    return bool(scope.allows("view_students"))
