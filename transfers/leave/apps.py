from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeaveConfig(AppConfig):
    name = "transfers.leave"
    label = "leave"
    verbose_name = _("休学与复学")

    def ready(self) -> None:
        from transfers.leave.kind import LeaveKind
        from transfers.leave.restoring import RestorationKind
        from transfers.leave.resuming import ResumptionKind
        from xueji.cases import registry

        registry.register(LeaveKind())
        registry.register(ResumptionKind())
        registry.register(RestorationKind())
