from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdmissionConfig(AppConfig):
    name = "students.admission"
    label = "admission"
    verbose_name = _("新生录取与报到")
