from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GraduationConfig(AppConfig):
    name = "graduation"
    verbose_name = _("毕业与结业")

    def ready(self) -> None:
        from graduation import outcomes
        from graduation.kind import GraduationKind
        from students import sections
        from xueji.cases import registry
        from xueji.web import navigation

        registry.register(GraduationKind())
        outcomes.register(outcomes.certificates_draft)
        sections.register_bulk(
            sections.BulkVerb(
                "graduate", _("毕业审核"), "graduation:open", "checklist", statuses=frozenset({"studying"})
            )
        )
        navigation.register(
            navigation.Item("graduation", _("毕业审核"), "graduation:open", "checklist", "leaving", 30, _may_open)
        )


def _may_open(scope: object) -> bool:
    return bool(getattr(scope, "office_id", None)) and scope.allows("open_cases")  # type: ignore[attr-defined]
