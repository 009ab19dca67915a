from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TermRegistrationConfig(AppConfig):
    name = "students.term_registration"
    label = "term_registration"
    verbose_name = _("学期注册")
