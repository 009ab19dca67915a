from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    name = "students.registration"
    label = "registration"
    verbose_name = _("新生注册")

    def ready(self) -> None:
        from students import sections
        from students.registration.kind import RegistrationKind
        from xueji.cases import registry
        from xueji.web import navigation

        registry.register(RegistrationKind())
        sections.register_bulk(
            sections.BulkVerb(
                "register", _("提交注册"), "students:registration_open", "school", statuses=frozenset({"pending"})
            )
        )
        navigation.register(
            navigation.Item(
                "registration", _("新生注册"), "students:registration_open", "school", "students", 10, _may_open
            )
        )


def _may_open(scope: object) -> bool:
    return bool(getattr(scope, "office_id", None)) and scope.allows("open_cases")  # type: ignore[attr-defined]
