from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EligibilityConfig(AppConfig):
    name = "students.eligibility"
    label = "eligibility"
    verbose_name = _("入学条件复查")

    def ready(self) -> None:
        from students import sections
        from students.eligibility.record import events_of, flags_of
        from students.eligibility.watch import RecheckDue
        from xueji.cases import watches
        from xueji.web import navigation

        watches.register(RecheckDue())
        sections.register_events(events_of)
        sections.register_flags(flags_of)
        for key, url, shown, order in (
            ("eligibility", "students:eligibility", _of_school, 12),
            ("eligibility_overview", "students:eligibility_overview", _of_bureau, 14),
        ):
            navigation.register(
                navigation.Item(key, _("入学条件复查"), url, "user-check", "entering", order, permission=shown)
            )


def _of_school(scope: object) -> bool:
    return getattr(scope, "level", "") == "school" and scope.allows("open_cases")  # type: ignore[attr-defined]


def _of_bureau(scope: object) -> bool:
    return getattr(scope, "level", "") in {"county", "city", "province"} and scope.allows("oversee")  # type: ignore[attr-defined]
