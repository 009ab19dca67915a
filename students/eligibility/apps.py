from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EligibilityConfig(AppConfig):
    name = "students.eligibility"
    label = "eligibility"
    verbose_name = _("入学条件复查")
