"""Verbs of officers: appoint, let somebody act, end, hand over. Each tells those whom it concerns."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from xueji import clock
from xueji.audit.actions import event_record
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.notices.inbox import notify_users
from xueji.offices.filing import change_file
from xueji.offices.models import HandOver, HandOverItem, OfficeChange
from xueji.offices.work import open_work
from xueji.organizations import actions as organizations
from xueji.organizations.models import Office, Organization, User
from xueji.organizations.scope import Scope, unfenced
from xueji.web.formats import cn_date

Kind = OfficeChange.Kind


@transaction.atomic
def officer_appoint(
    *, actor: Scope, user: User, organization: Organization, role: str, starts_on: date, ends_on: date | None = None
) -> Office:
    """Appoint, file the change with the level above, tell the officer. Raises like `office_appoint`."""
    office = organizations.office_appoint(
        actor=actor, user=user, organization=organization, role=role, starts_on=starts_on, ends_on=ends_on
    )
    change_file(actor=actor, office=office, kind=Kind.APPOINTED)
    _tell(office, _("您自%(day)s起任%(role)s"))
    return office


@transaction.atomic
def deputy_appoint(*, actor: Scope, office: Office, user: User, starts_on: date, ends_on: date) -> Office:
    """Let somebody act for an officer between two days; file it, tell both. Raises like `organizations.deputy_appoint`."""
    acting = organizations.deputy_appoint(actor=actor, office=office, user=user, starts_on=starts_on, ends_on=ends_on)
    change_file(actor=actor, office=acting, kind=Kind.DEPUTY)
    _tell(acting, _("您自%(day)s起代理%(role)s"))
    _tell(office, _("自%(day)s起有人代理您的%(role)s"), day=starts_on)
    return acting


@transaction.atomic
def officer_end(*, actor: Scope, office: Office, last_day: date) -> Office:
    """End an office with its last day and file that; the officer is told while there is still access to read it."""
    if office.user_id == actor.user_id:
        raise NotAllowed(_("不能免去自己的职务，请由本单位另一位负责人或上级办理。"))
    _tell(office, _("您的%(role)s任职到%(day)s为止"), day=last_day)
    ended = organizations.office_end(actor=actor, office=office, on=date.fromordinal(last_day.toordinal() + 1))
    change_file(actor=actor, office=ended, kind=Kind.ENDED)
    return ended


@transaction.atomic
def password_reset(*, actor: Scope, office: Office) -> str:
    """A new first password for an officer, who is told that there is one. Raises like `organizations.password_reset`."""
    password = organizations.password_reset(actor=actor, office=office)
    _tell(office, _("您的密码已由负责任免的人重设"))
    return password


@transaction.atomic
def work_hand_over(*, actor: Scope, office: Office, successor: Office, on: date, note: str = "") -> HandOver:
    """Record that an officer's open work passes to a successor of the same organization, with the list of that day.

    Cases belong to the organization, so nothing in them changes: who opened one stays its opener and still does not decide
    on it. By the officer or by who appoints officers there. Raises NotAllowed, Invalid for a successor elsewhere.
    """
    if not (actor.user_id == office.user_id or actor.allows("manage_offices")):
        raise NotAllowed(_("移交由本人或负责任免的人办理。"))
    if successor.organization_id != office.organization_id or office.organization_id != actor.organization_id:
        raise Invalid(_("接收人须是本单位在任人员。"), field="successor")
    if successor.user_id == office.user_id:
        raise Invalid(_("接收人不能是本人。"), field="successor")
    handed = HandOver.objects.create(
        organization_id=office.organization_id,
        from_office=office,
        to_office=successor,
        on=on,
        note=note,
        by_id=actor.user_id or office.user_id,
        at=clock.now(),
    )
    work = open_work(office)
    HandOverItem.objects.bulk_create(
        HandOverItem(
            hand_over=handed,
            organization_id=office.organization_id,
            case_id=item.case_id,
            number=item.number,
            kind_label=item.kind_label,
            why=item.why,
            due_on=item.due_on,
        )
        for item in work
    )
    _record(actor, "work_handed_over", handed)
    text = _("有 %(count)d 件工作移交给您，请核对并确认接收") % {"count": len(work)}
    link = reverse("offices:handed_over", args=[handed.pk])
    notify_users([successor.user_id], office.organization_id, "hand_over", text, link=link)
    return handed


@transaction.atomic
def hand_over_confirm(*, actor: Scope, hand_over: HandOver) -> HandOver:
    """The successor confirms. Raises NotAllowed for anybody else, Conflict when it is confirmed already."""
    if actor.user_id != hand_over.to_office.user_id:
        raise NotAllowed(_("只有接收人可以确认接收。"))
    moment = clock.now()
    if not HandOver.objects.filter(pk=hand_over.pk, confirmed_at=None).update(confirmed_at=moment):
        raise Conflict(_("已经确认过了。"))
    hand_over.confirmed_at = moment
    _record(actor, "hand_over_confirmed", hand_over)
    text = _("您移交的工作已由接收人确认")
    link = reverse("offices:handed_over", args=[hand_over.pk])
    notify_users([hand_over.from_office.user_id], hand_over.organization_id, "hand_over", text, link=link)
    return hand_over


def account_for(
    *, actor: Scope, organization: Organization, username: str, name: str, is_new: bool
) -> tuple[User, str]:
    """The account to appoint and, for a new one, its first password (else empty).

    An existing account is found by its exact name together with the person's name, so that nobody learns by trying who has
    an account. Raises Invalid for none.
    """
    if is_new:
        return organizations.account_create(actor=actor, organization=organization, username=username, name=name)
    organizations.may_appoint(actor, organization)
    with unfenced(reason="an account is looked up by its name"):
        user = User.objects.filter(username=username, name=name, is_active=True, person_id=None).first()
    if user is None:
        raise Invalid(_("没有这个账号，或姓名与账号不符。没有账号的请选“新建账号”。"), field="username")
    return user, ""


def _tell(office: Office, text: str, *, day: date | None = None) -> None:
    words = {"day": cn_date(day or office.starts_on), "role": office.get_role_display()}
    notify_users([office.user_id], office.organization_id, "office", text % words, link=reverse("web:workbench"))


def _record(actor: Scope, kind: str, hand_over: HandOver) -> None:
    event_record(
        kind=kind,
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="hand_over",
        subject_id=hand_over.pk,
    )
