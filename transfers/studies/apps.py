from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudiesConfig(AppConfig):
    name = "transfers.studies"
    label = "studies"
    verbose_name = _("转专业与留级")

    def ready(self) -> None:
        from transfers.studies.major_change.kind import MajorChangeKind
        from transfers.studies.retention.kind import RetentionKind
        from xueji.cases import registry

        registry.register(MajorChangeKind())
        registry.register(RetentionKind())
