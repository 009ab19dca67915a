from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TeachingPeriodsConfig(AppConfig):
    name = "students.teaching_periods"
    label = "teaching_periods"
    verbose_name = _("多学期制")
