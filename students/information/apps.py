from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InformationConfig(AppConfig):
    name = "students.information"
    label = "information"
    verbose_name = _("信息变更")

    def ready(self) -> None:
        from students.information.kind import InformationKind
        from xueji.cases import registry

        registry.register(InformationKind())
