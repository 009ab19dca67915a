"""Verbs: organizations come into being, offices are given and ended."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm, remove_perm

from xueji.audit.actions import event_record
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.models import Office, Organization, User
from xueji.organizations.roles import role as role_of
from xueji.organizations.scope import Scope, unfenced


@transaction.atomic
def office_appoint(
    *,
    actor: Scope,
    user: User,
    organization: Organization,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    deputy_of: Office | None = None,
) -> Office:
    """Give a person an office from a day on, with the role's permissions on the organization (Beijing 44, Zhejiang 48).

    Raises NotAllowed without the right over that organization, Invalid when the role cannot be held at such a one.
    """
    _may_appoint(actor, organization)
    bundle = role_of(role)
    if organization.kind not in bundle.kinds:
        raise Invalid(
            _("“%(role)s”不能设在%(organization)s，请另选职务。")
            % {"role": bundle.label, "organization": organization},
            field="role",
        )
    with unfenced(reason="an office is given"):
        office = Office.objects.create(
            user=user,
            organization=organization,
            role=role,
            starts_on=starts_on,
            ends_on=ends_on,
            deputy_of=deputy_of,
            appointed_by_id=actor.user_id,
        )
        for permission in bundle.permissions:
            assign_perm(f"organizations.{permission}", user, organization)
    event_record(
        kind="office_appointed",
        actor_id=actor.user_id,
        organization_id=organization.pk,
        subject="office",
        subject_id=office.pk,
    )
    return office


@transaction.atomic
def office_end(*, actor: Scope, office: Office, on: date) -> Office:
    """End an office with the day before `on`; its permissions go unless another office still gives them.

    Raises NotAllowed without the right over that organization, Invalid for an end before its first day: what was done in
    it that day has to keep its office.
    """
    _may_appoint(actor, office.organization)
    if on <= office.starts_on:
        raise Invalid(
            _("该任职自 %(day)s 起，最早只能到当天为止。") % {"day": office.starts_on.isoformat()}, field="ends_on"
        )
    office.ends_on = on - timedelta(days=1)
    kept = {
        permission
        for other in Office.objects.filter(user=office.user, organization=office.organization)
        .exclude(pk=office.pk)
        .held_on(on)
        for permission in role_of(other.role).permissions
    }
    with unfenced(reason="an office ends"):
        office.save(update_fields=["ends_on"])
        for permission in role_of(office.role).permissions:
            if permission not in kept:
                remove_perm(f"organizations.{permission}", office.user, office.organization)
    event_record(
        kind="office_ended",
        actor_id=actor.user_id,
        organization_id=office.organization_id,
        subject="office",
        subject_id=office.pk,
    )
    return office


def _may_appoint(actor: Scope, organization: Organization) -> None:
    """Officers are appointed by the organization itself or a level above it; the system may as well."""
    above = actor.organization_id is None or actor.organization_id in organization.key_chain()
    if not (actor.allows("manage_offices") and above):
        raise NotAllowed(_("您的职务不能在%(organization)s任免人员。") % {"organization": organization})
