"""Object permissions that end with the office: asked through Django's `has_perm`, they follow the dates at once, before the
daily job has taken the rows away."""

from typing import Any

from guardian.backends import ObjectPermissionBackend

from xueji import clock
from xueji.organizations.models import Office, Organization


class DatedPermissionBackend(ObjectPermissionBackend):
    """guardian's backend; on an organization only for who holds an office there today."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if isinstance(obj, Organization):
            held = Office.objects.held_on(clock.today()).filter(user_id=user_obj.pk, organization=obj)
            if not held.exists():
                return False
        return bool(super().has_perm(user_obj, perm, obj))
