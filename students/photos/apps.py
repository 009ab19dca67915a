from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PhotosConfig(AppConfig):
    name = "students.photos"
    label = "photos"
    verbose_name = _("照片")

    def ready(self) -> None:
        from students.photos.packs import register_jobs
        from xueji.web import navigation

        register_jobs()
        navigation.register(
            navigation.Item("photos", _("照片"), "students:photo_list", "photo", "students", 55, _may_keep)
        )


def _may_keep(scope: Any) -> bool:
    return scope.allows("manage_students")
