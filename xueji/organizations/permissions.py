"""Object permissions (django-guardian) follow the dates of offices: who holds none any more loses them, who takes one up
gets them, on the day."""

from collections import defaultdict

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from guardian.models import UserObjectPermission

from xueji import clock
from xueji.organizations.models import Office, Organization
from xueji.organizations.roles import role as role_of
from xueji.organizations.scope import unfenced

Right = tuple[int, str, str]  # user, organization (as guardian keeps it), codename


def permissions_follow_dates(*, user_id: int | None = None) -> tuple[int, int]:
    """Make the permissions of everybody, or of one person, those of the offices held today.

    Returns how many were given and how many taken away. Running twice changes nothing.
    """
    content_type = ContentType.objects.get_for_model(Organization)
    with unfenced(reason="permissions follow the dates of offices"):
        held = UserObjectPermission.objects.filter(content_type=content_type)
        if user_id is not None:
            held = held.filter(user_id=user_id)
        have = {
            (row.user_id, row.object_pk, row.permission.codename): row.pk for row in held.select_related("permission")
        }
        due = _due(user_id)
        _give(sorted(due - have.keys()), content_type)
        gone = [key for right, key in have.items() if right not in due]
        UserObjectPermission.objects.filter(pk__in=gone).delete()
    return len(due - have.keys()), len(gone)


def _due(user_id: int | None) -> set[Right]:
    offices = Office.objects.held_on(clock.today()).filter(user__is_active=True)
    if user_id is not None:
        offices = offices.filter(user_id=user_id)
    roles: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for holder, organization_id, role in offices.values_list("user_id", "organization_id", "role"):
        roles[role].add((holder, str(organization_id)))
    return {
        (holder, body, codename)
        for role, places in roles.items()
        for codename in role_of(role).permissions
        for holder, body in places
    }


def _give(rights: list[Right], content_type: ContentType) -> None:
    permissions = {row.codename: row for row in Permission.objects.filter(content_type=content_type)}
    UserObjectPermission.objects.bulk_create(
        [
            UserObjectPermission(
                user_id=user_id, permission=permissions[codename], content_type=content_type, object_pk=body
            )
            for user_id, body, codename in rights
        ],
        ignore_conflicts=True,
    )
