"""Verbs: a school lays a period into its year, or drops one."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from students.articles import Articles
from students.parties import policy_key_of
from students.teaching_periods.models import PERIODS_APART, TeachingPeriod
from xueji import clock
from xueji.audit.actions import event_record
from xueji.calendars.terms import school_year_span
from xueji.database.fence import Level
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

ARTICLES: Articles = {"zhejiang_2015": (14,)}
"""Where the regulation lets schools have several terms in a year."""
_EARLIER = timedelta(days=31)  # some schools open a few days before 1 September


def may_have_periods(body: Organization) -> bool:
    """Whether the regulation of a place lets schools have several terms in a year."""
    return policy_key_of(body) in ARTICLES


@transaction.atomic
def period_set(
    *, actor: Scope, school_year: str, name: str, teaching: str, starts_on: date, ends_on: date
) -> TeachingPeriod:
    """Lay a period into a school year ("2026-2027") of the actor's school.

    Raises NotAllowed for other offices and where the regulation knows no such years; Invalid for days outside the year, in
    the wrong order, or of another period.
    """
    _may_keep(actor)
    first, last = school_year_span(school_year)
    if starts_on > ends_on:
        raise Invalid(_("止日早于起日，请对调。"), field="ends_on")
    if starts_on < first - _EARLIER or ends_on > last:
        raise Invalid(_("日期不在这个学年内。请核对学年和日期。"), field="starts_on")
    made = TeachingPeriod(
        school_id=actor.organization_id or 0,
        school_year=school_year,
        name=name.strip(),
        teaching=teaching,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
    )
    _lie_apart(made)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        # Somebody of the school laid another one there since it was looked at.
        if PERIODS_APART not in str(error):
            raise
        _lie_apart(made)
        raise Conflict(_("另一人刚刚登记了日期重叠的阶段，请刷新后再看。")) from error
    _record(actor, made, "teaching_period_set")
    return made


@transaction.atomic
def period_drop(*, actor: Scope, period: TeachingPeriod) -> None:
    """Raises NotAllowed for other offices, Conflict for one that was dropped already."""
    _may_keep(actor)
    if not TeachingPeriod.objects.filter(pk=period.pk, dropped_at=None).update(dropped_at=clock.now()):
        raise Conflict(_("这一阶段已经取消。"))
    _record(actor, period, "teaching_period_dropped")


def _lie_apart(period: TeachingPeriod) -> None:
    """Raise Invalid where another period of the school has one of the days."""
    beside = TeachingPeriod.objects.filter(school=period.school_id, dropped_at=None)
    other = beside.filter(starts_on__lte=period.ends_on, ends_on__gte=period.starts_on).first()
    if other is not None:
        raise Invalid(_("与“%(name)s”的日期重叠。") % {"name": other.name}, field="starts_on")


def _may_keep(actor: Scope) -> None:
    if actor.level is not Level.SCHOOL or not actor.allows("manage_students"):
        raise NotAllowed(_("多学期安排由学校的学籍管理员登记。"))
    if not may_have_periods(Organization.objects.get(pk=actor.organization_id or 0)):
        raise NotAllowed(_("本地的办法没有多学期制。"))


def _record(actor: Scope, period: TeachingPeriod, kind: str) -> None:
    event_record(
        kind=kind,
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="teaching_period",
        subject_id=period.pk,
        data={"from": period.starts_on.isoformat(), "to": period.ends_on.isoformat()},
    )
