from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "xueji.organizations"
    label = "organizations"
    verbose_name = _("机构")

    def ready(self) -> None:
        from xueji.database.apply import apply_fences

        post_migrate.connect(apply_fences, sender=self, dispatch_uid="xueji.database.apply_fences")
