"""Filing changes of officers with the education authority above (Beijing 44, Zhejiang 48)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from xueji import clock
from xueji.notices.inbox import notify_holders
from xueji.offices.models import OfficeChange
from xueji.organizations.models import Office, Organization
from xueji.organizations.scope import Scope, unfenced


def superior_of(organization: Organization) -> Organization | None:
    """The education authority above (上一级教育行政部门): the nearest body up the tree that is one; none above a province.

    A superior body (行业主管单位) is no education department, so what lies under it is filed with the level above it.
    """
    above = organization.parent
    while above is not None and not above.is_education_department:
        above = above.parent
    return above


def change_file(*, actor: Scope, office: Office, kind: OfficeChange.Kind) -> OfficeChange:
    """File a change with the level above and tell its officers, in the caller's transaction.

    What that level did itself it has read.
    """
    organization = office.organization
    superior = superior_of(organization)
    is_known = superior is not None and superior.pk == actor.organization_id
    with unfenced(reason="a change of officer is filed"):
        change = OfficeChange.objects.create(
            office=office,
            kind=kind,
            organization=organization,
            superior=superior,
            officer_name=office.user.name,
            role=office.role,
            starts_on=office.starts_on,
            ends_on=office.ends_on,
            filed_by_id=actor.user_id,
            filed_at=clock.now(),
            read_by_id=actor.user_id if is_known else None,
            read_at=clock.now() if is_known else None,
        )
    if superior is not None and not is_known:
        text = _("%(organization)s 学籍管理人员变动：%(role)s%(kind)s") % {
            "organization": organization.name,
            "role": office.get_role_display(),
            "kind": change.get_kind_display(),
        }
        notify_holders(superior.pk, "oversee", "office", text, link=reverse("offices:changes"))
    return change


def changes_read(*, actor: Scope, pk: int | None = None) -> int:
    """Note that the level above has read a change, or all of them; returns how many were not."""
    rows = OfficeChange.objects.filter(superior=actor.organization_id, read_at=None)
    if pk is not None:
        rows = rows.filter(pk=pk)
    return rows.update(read_at=clock.now(), read_by_id=actor.user_id)


def unread_changes(scope: Scope) -> int:
    """How many changes below nobody of the actor's office has read."""
    return OfficeChange.objects.filter(superior=scope.organization_id, read_at=None).count()
