from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("证书")

    def ready(self) -> None:
        from certificates import checks, exporting, finding, record  # noqa: F401
        from students import sections
        from students.archive import card, sources
        from xueji.web import marks, navigation, searching

        marks.PROCESS["spoiled"] = marks.Mark(_("打废"), "bad", "file-x")
        navigation.register(
            navigation.Item("certificates", _("证书"), "certificates:list", "certificate", "leaving", 40, _may_see)
        )
        searching.register(searching.Searcher("certificates", _("证书"), finding.find_certificates, order=40))
        exporting.register()
        sections.register(record.SECTION)
        sections.register_events(record.events_of)
        sections.register_bulk(record.ISSUE)
        sources.register("certificates", record.found_of)
        card.register_part(record.CARD)


def _may_see(scope: Any) -> bool:
    return bool(scope.allows("view_students"))
