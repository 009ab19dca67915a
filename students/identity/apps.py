from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "students.identity"
    label = "identity"
    verbose_name = _("查重")

    def ready(self) -> None:
        from students import sections
        from students.identity.kinds import CorrectionKind, DeletionKind, ProofKind
        from students.identity.merging.kind import MergeKind
        from students.identity.record import events_of, register_section
        from students.identity.watch import StatementDue
        from xueji.cases import registry, watches
        from xueji.web import navigation

        for kind in (ProofKind(), CorrectionKind(), DeletionKind(), MergeKind()):
            registry.register(kind)
        watches.register(StatementDue())
        register_section()
        sections.register_events(events_of)
        navigation.register(
            navigation.Item(
                "duplicates", _("查重"), "students:duplicates", "users", "entering", 13, permission=_may_see
            )
        )


def _may_see(scope: Any) -> bool:
    return scope.allows("manage_students") or scope.allows("decide_cases")
