from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

_TEMPLATE = "term_registration/_of_student.html"


class TermRegistrationConfig(AppConfig):
    name = "students.term_registration"
    label = "term_registration"
    verbose_name = _("学期注册")

    def ready(self) -> None:
        from students import sections
        from students.term_registration.events import events_of
        from students.term_registration.pages import has_rows, of_student
        from students.term_registration.past import terms_on
        from xueji.web import navigation

        sections.register_events(events_of)
        sections.register(
            sections.Section(
                "terms",
                _("学期注册"),
                _TEMPLATE,
                of_student,
                has_rows,
                order=60,
                past=sections.Past(_TEMPLATE, terms_on),
            )
        )
        navigation.register(
            navigation.Item("terms", _("学期注册"), "students:terms", "clipboard-check", "students", 50, _may_see)
        )


def _may_see(scope: Any) -> bool:
    return scope.allows("view_students")
