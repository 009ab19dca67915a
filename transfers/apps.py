from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransfersConfig(AppConfig):
    name = "transfers"
    verbose_name = _("学籍异动")

    def ready(self) -> None:
        from students.applications import offers
        from transfers.kind import TransferKind
        from transfers.wish import transfer_offer
        from xueji.cases import registry
        from xueji.web import navigation

        registry.register(TransferKind())
        offers.register(transfer_offer())
        navigation.register(
            navigation.Item(
                "transfers", _("学籍变动"), "transfers:list", "arrows-exchange", "students", 30, _is_officer
            )
        )


def _is_officer(scope: object) -> bool:
    return getattr(scope, "office_id", None) is not None
