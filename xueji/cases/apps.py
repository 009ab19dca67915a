from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "xueji.cases"
    label = "cases"
    verbose_name = _("办件")

    def ready(self) -> None:
        from xueji.api import registry as api
        from xueji.calendars import changed
        from xueji.cases import finding, navigation, registry
        from xueji.cases.api import CaseViewSet
        from xueji.cases.deciding_later import DECIDING_JOB
        from xueji.cases.revocation.kind import RevocationKind
        from xueji.cases.tasks import calendar_changed
        from xueji.jobs import registry as jobs

        changed.register(calendar_changed)
        navigation.announce()
        finding.announce()
        api.register("cases", CaseViewSet, basename="case")
        registry.register(RevocationKind())
        jobs.register(DECIDING_JOB)
