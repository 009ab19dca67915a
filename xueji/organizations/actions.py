"""Verbs: organizations come into being, offices are given and ended."""

import secrets
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from xueji import clock
from xueji.audit.actions import event_record
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.models import Office, Organization, User
from xueji.organizations.permissions import permissions_follow_dates
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
    """Give a person an office from a day on (Beijing 44, Zhejiang 48); its permissions follow its dates.

    Raises NotAllowed without the right over that organization, Invalid when the role cannot be held at such a one, when a
    student is to hold it, or when somebody means to appoint himself.
    """
    may_appoint(actor, organization)
    _may_hold(actor, user, organization, role)
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(_("止日不能早于起日。"), field="ends_on")
    if Office.objects.filter(user=user, organization=organization, role=role).held_within(starts_on, ends_on).exists():
        raise Invalid(_("此人在这段时间已任同一职务，请先改它的起止日期。"), field="starts_on")
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
    permissions_follow_dates(user_id=user.pk)
    _record("office_appointed", actor, office)
    return office


@transaction.atomic
def deputy_appoint(*, actor: Scope, office: Office, user: User, starts_on: date, ends_on: date) -> Office:
    """Let somebody act for an officer (代理) between two days, with the same role; the dates lie within the office's own.

    What its holder opened the deputy may decide on, what the deputy opened not: the engine asks who acts, not for whom.
    Raises like `office_appoint`, and Invalid for a deputy of a deputy or dates beyond the office.
    """
    if office.deputy_of_id is not None:
        raise Invalid(_("代理不能再设代理，请为原任职人员设代理。"), field="username")
    if user.pk == office.user_id:
        raise Invalid(_("代理人不能是本人。"), field="username")
    if starts_on < office.starts_on or (office.ends_on is not None and ends_on > office.ends_on):
        raise Invalid(_("代理的起止日期要在原任职的起止日期之内。"), field="ends_on")
    return office_appoint(
        actor=actor,
        user=user,
        organization=office.organization,
        role=office.role,
        starts_on=starts_on,
        ends_on=ends_on,
        deputy_of=office,
    )


@transaction.atomic
def office_end(*, actor: Scope, office: Office, on: date) -> Office:
    """End an office, and those who act for its holder, with the day before `on`; its permissions follow.

    Raises NotAllowed without the right over that organization, Invalid for an end before its first day: what was done in
    it that day has to keep its office.
    """
    may_appoint(actor, office.organization)
    if on <= office.starts_on:
        raise Invalid(
            _("该任职自 %(day)s 起，最早只能到当天为止。") % {"day": office.starts_on.isoformat()}, field="ends_on"
        )
    last = on - timedelta(days=1)
    with unfenced(reason="an office ends"):
        Office.objects.filter(pk=office.pk).update(ends_on=last)
        acting = list(office.deputies.held_within(on, None))
        for deputy in acting:
            Office.objects.filter(pk=deputy.pk).update(starts_on=min(last, deputy.starts_on), ends_on=last)
    office.ends_on = last
    for user_id in {office.user_id, *(deputy.user_id for deputy in acting)}:
        permissions_follow_dates(user_id=user_id)
    _record("office_ended", actor, office)
    return office


@transaction.atomic
def account_create(*, actor: Scope, organization: Organization, username: str, name: str) -> tuple[User, str]:
    """An account for an officer to be, with a first password that has to be changed at the first sign-in.

    Returns both; the password is kept nowhere else. Raises NotAllowed like `office_appoint`, Invalid for a name taken.
    """
    may_appoint(actor, organization)
    if User.objects.filter(username__iexact=username).exists():
        raise Invalid(_("这个账号名已有人用，请换一个。"), field="username")
    password = first_password()
    with unfenced(reason="an account is made"):
        user = User.objects.create_user(username=username, password=password, name=name, must_change_password=True)
    event_record(
        kind="account_created",
        actor_id=actor.user_id,
        organization_id=organization.pk,
        subject="user",
        subject_id=user.pk,
    )
    return user, password


@transaction.atomic
def password_reset(*, actor: Scope, office: Office) -> str:
    """A new first password for an officer who forgot his; open sessions end with the old one.

    Returns it; it is kept nowhere else. Raises NotAllowed like `office_appoint`, for the own account, and for somebody who
    holds office elsewhere too: who appoints here must not come to what he may do there.
    """
    may_appoint(actor, office.organization)
    if office.user_id == actor.user_id:
        raise NotAllowed(_("自己的密码请在“修改密码”里改。"))
    held = Office.objects.held_on(clock.today()).filter(user_id=office.user_id).select_related("organization")
    if any(actor.organization_id not in each.organization.key_chain() for each in held):
        raise NotAllowed(_("此人还在别的单位任职，请由其共同的上级重设密码。"))
    password = first_password()
    with unfenced(reason="a password is reset"):
        user = User.objects.select_for_update().get(pk=office.user_id)
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
    event_record(
        kind="password_reset",
        actor_id=actor.user_id,
        organization_id=office.organization_id,
        subject="user",
        subject_id=user.pk,
    )
    return password


def first_password() -> str:
    """Four groups of four: easy to read out, hard to guess (79 bits), no letters that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _place in range(4)) for _group in range(4))


def _may_hold(actor: Scope, user: User, organization: Organization, role: str) -> None:
    """Whether the person can have that role there at all."""
    bundle = role_of(role)
    if organization.kind not in bundle.kinds:
        raise Invalid(
            _("“%(role)s”不能设在%(organization)s，请另选职务。")
            % {"role": bundle.label, "organization": organization},
            field="role",
        )
    if user.person_id is not None:
        raise Invalid(_("这是学生的账号，不能任职。请用本人的工作账号。"), field="username")
    if user.pk == actor.user_id:
        raise Invalid(_("不能给自己任职，请由本单位另一位负责人或上级办理。"), field="username")


def _record(kind: str, actor: Scope, office: Office) -> None:
    event_record(
        kind=kind,
        actor_id=actor.user_id,
        organization_id=office.organization_id,
        subject="office",
        subject_id=office.pk,
    )


def may_appoint(actor: Scope, organization: Organization) -> None:
    """NotAllowed unless the actor appoints officers there: the organization itself, a level above it, or the system."""
    above = actor.organization_id is None or actor.organization_id in organization.key_chain()
    if not (actor.allows("manage_offices") and above):
        raise NotAllowed(_("您的职务不能在%(organization)s任免人员。") % {"organization": organization})
