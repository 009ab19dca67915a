from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    name = "students.registration"
    label = "registration"
    verbose_name = _("新生注册")

    def ready(self) -> None:
        from students import sections
        from students.registration.direction_kind import DirectionKind
        from students.registration.extensions import TELLING_JOB
        from students.registration.kind import RegistrationKind
        from students.registration.record import flags_of
        from students.registration.roster_kind import IntegratedRosterKind
        from students.registration.watch import RegistrationCloses
        from xueji.cases import registry, watches
        from xueji.jobs import registry as jobs
        from xueji.web import navigation

        for kind in (RegistrationKind(), IntegratedRosterKind(), DirectionKind()):
            registry.register(kind)
        jobs.register(TELLING_JOB)
        sections.register_flags(flags_of)
        watches.register(RegistrationCloses())
        sections.register_bulk(
            sections.BulkVerb(
                "register", _("提交注册"), "students:registration_open", "school", statuses=frozenset({"pending"})
            )
        )
        start = "students:registration_open"
        for key, url, shown in (
            ("registration", start, _of_school),
            ("registration_overview", "students:registration_overview", _of_bureau),
        ):
            item = navigation.Item(key, _("新生注册"), url, "school", "entering", 10, permission=shown, within=start)
            navigation.register(item)


def _of_school(scope: object) -> bool:
    return getattr(scope, "level", "") == "school" and scope.allows("open_cases")  # type: ignore[attr-defined]


def _of_bureau(scope: object) -> bool:
    return getattr(scope, "level", "") in {"county", "city", "province"} and scope.allows("oversee")  # type: ignore[attr-defined]
