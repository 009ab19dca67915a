"""Extending a season: the level that may, for a school or for all below a body, in writing and with grounds."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.parties import policy_key_of
from students.registration.models import WindowExtension
from students.registration.seasons import closing_day
from students.registration.standings import RANKS
from xueji import clock
from xueji.audit.actions import event_record
from xueji.errors import Invalid, NotAllowed
from xueji.jobs.models import Job
from xueji.jobs.registry import JobKind, Progress
from xueji.notices.inbox import notify_holders
from xueji.organizations.models import Organization
from xueji.organizations.running import job_start
from xueji.organizations.scope import Scope
from xueji.policies.engine.registry import get as policy
from xueji.policies.readers import reads
from xueji.policies.vocabulary import Season
from xueji.web.formats import cn_date_full

TELLING = "registration_extension_told"


@transaction.atomic
def extension_grant(
    *,
    actor: Scope,
    target: Organization,
    season: Season,
    year: int,
    until: date,
    grounds: str,
    document_number: str,
    decided_on: date,
) -> WindowExtension:
    """Let registration of a season go on until a day, for a school or for all schools below a body; they are told.

    A later row for the same target takes the place of this one. Raises NotAllowed for a level that may not, or a target
    that is not below it; Invalid with the field for days, grounds and writing that cannot be.
    """
    body = _granting_body(actor, target)
    _days_fit(target, season, year, until)
    _is_in_writing(grounds, document_number, decided_on)
    row = WindowExtension.objects.create(
        granted_by=body,
        target=target,
        season=season,
        year=year,
        until=until,
        grounds=grounds.strip()[:300],
        document_number=document_number.strip()[:60],
        decided_on=decided_on,
        recorded_by_id=actor.user_id or 0,
        recorded_at=clock.now(),
    )
    _make_known(actor, row)
    return row


def _make_known(actor: Scope, row: WindowExtension) -> None:
    """A trace of the decision, and the schools are told."""
    event_record(
        kind="registration_extended",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="organization",
        subject_id=row.target_id,
        data={"extension": row.pk, "until": row.until.isoformat()},
    )
    job_start(kind=TELLING, subject_id=row.pk)


@reads("registration.extension_level")
def may_extend(body: Organization, policy_key: str) -> bool:
    """Whether a level may extend seasons under a regulation: the one that the reading names, or one above it."""
    level = policy(policy_key).parameters(clock.today()).text("registration.extension_level")
    # A municipality's bureau is the city level and the province's at once.
    return body.kind in RANKS and RANKS[body.kind] >= RANKS[level]


def tell(job: Job, scope: Scope, progress: Progress) -> dict[str, int]:
    """Tell the schools that an extension reaches; run as a job, because a province has hundreds."""
    with scope.enter():
        row = WindowExtension.objects.select_related("target", "granted_by").get(pk=job.subject_id or 0)
        schools = list(Organization.objects.within(row.target).schools().order_by("pk"))
        text = _("%(body)s批准%(year)d年%(season)s新生注册延期至%(day)s（%(document)s）") % {
            "body": row.granted_by.name,
            "year": row.year,
            "season": row.get_season_display(),
            "day": cn_date_full(row.until),
            "document": row.document_number,
        }
        link = reverse("students:registration_open")
        told = sum(notify_holders(school.pk, "open_cases", "window", text, link=link) for school in schools)
    return {"schools": len(schools), "told": told}


TELLING_JOB = JobKind(TELLING, gettext_lazy("通知学校注册延期"), tell)


def _days_fit(target: Organization, season: Season, year: int, until: date) -> None:
    """The season exists there, and closes no earlier than it would."""
    closes = closing_day(policy_key_of(target), season, year, clock.today())
    if closes is None:
        raise Invalid(_("当地没有%(season)s注册季。") % {"season": season.label}, field="season")
    if until < closes:
        raise Invalid(_("注册截止%(day)s，延期不能早于这一天。") % {"day": cn_date_full(closes)}, field="until")


def _is_in_writing(grounds: str, document_number: str, decided_on: date) -> None:
    if not grounds.strip():
        raise Invalid(_("请写明延期的理由。"), field="grounds")
    if not document_number.strip():
        raise Invalid(_("延期须有书面批准，请填批准文号。"), field="document_number")
    if decided_on > clock.today():
        raise Invalid(_("批准日期不能在今天之后。"), field="decided_on")


def _granting_body(actor: Scope, target: Organization) -> Organization:
    if actor.organization_id is None or not actor.allows("decide_cases") or actor.user_id is None:
        raise NotAllowed(_("您的职务不能批准延期。"))
    body = Organization.objects.get(pk=actor.organization_id)
    if body.pk not in target.key_chain():
        raise NotAllowed(_("只能为本单位以下的学校批准延期。"))
    if not may_extend(body, policy_key_of(target)):
        raise NotAllowed(_("按当地的规定，注册截止日由上一级决定延期，请向上一级申请。"))
    return body
