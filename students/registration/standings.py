"""Suspended schools, and schools qualified for foreign students: decided by a level above, as on a day, with history."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from students.registration.models import SchoolStanding, StandingKind
from xueji import clock
from xueji.audit.actions import event_record
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.notices.inbox import notify_holders
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date_full

RANKS = {"superior_body": 1, "county": 1, "city": 2, "province": 3}


def standings_on(schools: Iterable[int], day: date) -> dict[int, dict[StandingKind, SchoolStanding]]:
    """What counts on a day for each school, by kind; decisions that ended or were taken back are left out. One query."""
    rows = SchoolStanding.objects.filter(school__in=list(schools), since__lte=day).select_related("decided_by")
    last: dict[tuple[int, str], SchoolStanding] = {}
    for row in rows.order_by("since", "id"):
        last[row.school_id, row.kind] = row
    found: dict[int, dict[StandingKind, SchoolStanding]] = defaultdict(dict)
    for (school, kind), row in last.items():
        if row.holds_on(day):
            found[school][StandingKind(kind)] = row
    return found


def suspended_among(schools: Collection[int], day: date) -> dict[int, SchoolStanding]:
    """The schools whose registration is suspended on a day, each with the decision."""
    found = standings_on(schools, day)
    return {key: kinds[StandingKind.SUSPENDED] for key, kinds in found.items() if StandingKind.SUSPENDED in kinds}


@transaction.atomic
def standing_set(
    *,
    actor: Scope,
    school: Organization,
    kind: StandingKind,
    holds: bool,
    since: date,
    grounds: str,
    until: date | None = None,
    document_number: str = "",
) -> SchoolStanding:
    """Record what a level above decided on a school, and tell the school.

    Raises NotAllowed for offices that are not above the school or may not decide, Invalid for days and grounds that cannot
    be, Conflict for what holds (or does not hold) already and for what a higher level decided.
    """
    body = _deciding_body(actor, school)
    _is_founded(grounds, since, until)
    _fits(school, kind, holds=holds, since=since, body=body)
    row = SchoolStanding.objects.create(
        school=school,
        kind=kind,
        holds=holds,
        since=since,
        until=until if holds else None,
        grounds=grounds.strip()[:300],
        document_number=document_number.strip()[:60],
        decided_by=body,
        recorded_by_id=actor.user_id or 0,
        recorded_at=clock.now(),
    )
    _make_known(actor, row, body)
    return row


def _is_founded(grounds: str, since: date, until: date | None) -> None:
    if not grounds.strip():
        raise Invalid(_("请写明理由，学校和上级都看得到。"), field="grounds")
    if until is not None and until < since:
        raise Invalid(_("截止日不能早于起始日。"), field="until")


def _make_known(actor: Scope, row: SchoolStanding, body: Organization) -> None:
    """A trace of the decision, and a line for the school."""
    event_record(
        kind="school_standing",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="organization",
        subject_id=row.school_id,
        data={"kind": row.kind, "holds": row.holds, "standing": row.pk},
    )
    notify_holders(row.school_id, "view_students", "window", _told(row, body))


def _deciding_body(actor: Scope, school: Organization) -> Organization:
    if actor.organization_id is None or not actor.allows("decide_cases") or actor.user_id is None:
        raise NotAllowed(_("您的职务不能决定学校的注册资格。"))
    body = Organization.objects.get(pk=actor.organization_id)
    if school.kind != Organization.Kind.SCHOOL or body.pk not in school.key_chain()[1:]:
        raise NotAllowed(_("只能由学校的主管部门或其上级决定。"))
    return body


def _fits(school: Organization, kind: StandingKind, *, holds: bool, since: date, body: Organization) -> None:
    """Whether the decision changes something, and nothing that a higher level decided."""
    present = standings_on([school.pk], since)[school.pk].get(kind)
    if holds == (present is not None):
        text = _("%(school)s现在已经是“%(kind)s”。") if holds else _("%(school)s现在没有“%(kind)s”。")
        raise Conflict(text % {"school": school.name, "kind": kind.label})
    if present is not None and RANKS[present.decided_by.kind] > RANKS[body.kind]:
        raise NotAllowed(_("这是%(body)s的决定，只能由它或它的上级改变。") % {"body": present.decided_by.name})


def _told(row: SchoolStanding, body: Organization) -> str:
    known = {"body": body.name, "kind": row.get_kind_display(), "day": cn_date_full(row.since)}
    if row.holds:
        return _("%(body)s决定：%(kind)s，自%(day)s起；理由见“新生注册”") % known
    return _("%(body)s决定：自%(day)s起不再%(kind)s") % known
