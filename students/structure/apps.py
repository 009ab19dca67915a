from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StructureConfig(AppConfig):
    name = "students.structure"
    label = "structure"
    verbose_name = _("专业与班级")
