from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WithdrawalConfig(AppConfig):
    name = "transfers.withdrawal"
    label = "withdrawal"
    verbose_name = _("退学与注销")

    def ready(self) -> None:
        from students.term_registration import following
        from transfers.withdrawal.kind import CancellationKind, RequiredWithdrawalKind, WithdrawalKind
        from transfers.withdrawal.late_registration import MissingTold, RegistrationLapsed, carry_on
        from transfers.withdrawal.watch import AnnouncementEnded
        from xueji.cases import registry, watches

        for kind in (WithdrawalKind(), RequiredWithdrawalKind(), CancellationKind()):
            registry.register(kind)
        for watch in (AnnouncementEnded(), RegistrationLapsed(), MissingTold()):
            watches.register(watch)
        following.register(carry_on)
