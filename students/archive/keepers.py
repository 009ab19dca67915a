"""Who keeps the files of a school (专人管理), and how they are handed from one keeper to the next."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from students.archive.models import ClosedFile, Keeper, Material
from students.archive.queries import keeper_on
from students.models import Student
from students.statuses import OPEN_STATUSES
from xueji import clock
from xueji.audit.actions import event_record
from xueji.database.fence import Level
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.models import Office, User
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date_full

_AHEAD = timedelta(days=60)


def may_appoint(actor: Scope) -> bool:
    """The head of a school names the keeper; so does its registrar, who is one in small schools."""
    named = actor.allows("manage_offices") or actor.allows("manage_students")
    return actor.level is Level.SCHOOL and actor.office_id is not None and named


def candidates(school_id: int, day: date) -> list[User]:
    """The officers of the school on a day."""
    offices = Office.objects.held_on(day).filter(organization=school_id, user__is_active=True)
    return list(User.objects.filter(pk__in=offices.values("user_id")).order_by("name", "pk"))


@transaction.atomic
def keeper_appoint(*, actor: Scope, user: User, since: date, remark: str = "") -> Keeper:
    """Name the keeper from a day on; what the one before hands over is counted and written down.

    Raises NotAllowed, Invalid with field "user" or "since", Conflict when somebody was named for that day meanwhile.
    """
    if not may_appoint(actor) or actor.organization_id is None:
        raise NotAllowed
    school_id = actor.organization_id
    if user.pk not in {each.pk for each in candidates(school_id, since)}:
        raise Invalid(_("档案管理员须是那一天在本校任职的人员，请先办任职。"), field="user")
    if since > clock.today() + _AHEAD:
        raise Invalid(_("起始日期太远，请在六十日之内。"), field="since")
    last = Keeper.objects.filter(school=school_id).order_by("-since").first()
    if last is not None and since <= last.since:
        raise Invalid(_("起始日期须晚于现任的起始日期 %(day)s。") % {"day": cn_date_full(last.since)}, field="since")
    before = keeper_on(school_id, since)
    if before is not None and before.user_id == user.pk:
        raise Invalid(_("%(name)s 现在就是档案管理员。") % {"name": user.name}, field="user")
    return _written(actor, school_id, user, since, before, remark)


def _written(actor: Scope, school_id: int, user: User, since: date, before: Keeper | None, remark: str) -> Keeper:
    try:
        with transaction.atomic():
            keeper = Keeper.objects.create(
                school_id=school_id,
                user=user,
                since=since,
                took_over_from_id=before.user_id if before else None,
                open_files=Student.objects.filter(school=school_id, status__in=OPEN_STATUSES).count(),
                closed_files=ClosedFile.objects.at_school().filter(school=school_id).count(),
                papers=Material.objects.current().filter(school=school_id).count(),
                remark=remark.strip()[:300],
                recorded_by_id=actor.user_id,
                recorded_at=clock.now(),
            )
    except IntegrityError as error:
        raise Conflict(_("那一天已经登记了档案管理员，请刷新后再办。")) from error
    event_record(
        kind="archive_keeper",
        actor_id=actor.user_id,
        organization_id=school_id,
        subject="keeper",
        subject_id=keeper.pk,
        data={"user": user.pk, "since": since.isoformat()},
    )
    return keeper
