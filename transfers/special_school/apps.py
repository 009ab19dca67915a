from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpecialSchoolConfig(AppConfig):
    name = "transfers.special_school"
    label = "special_school"
    verbose_name = _("专门学校")

    def ready(self) -> None:
        from transfers.special_school.kind import SpecialPlacementKind, SpecialReturnKind
        from xueji.cases import registry

        for kind in (SpecialPlacementKind(), SpecialReturnKind()):
            registry.register(kind)
