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
        from transfers.leave.watch import NotResumed, ReturnDue, TwoYearsAway
        from xueji.cases import registry, watches

        registry.register(LeaveKind())
        registry.register(ResumptionKind())
        registry.register(RestorationKind())
        for watch in (ReturnDue(), NotResumed(), TwoYearsAway()):
            watches.register(watch)
