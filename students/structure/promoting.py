"""Verbs of promotion: begin, decide about one student, start the job, take it back; and the job itself."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.models import StatusChange
from students.structure.guarding import own_school, require_own, said
from students.structure.models import GradeYear, Promotion
from students.structure.promotion import PROMOTE, WAIT, ClassLine, dry_run, year_to_turn
from xueji import clock
from xueji.errors import Conflict, Invalid
from xueji.jobs.models import Job
from xueji.jobs.registry import JobKind, Progress, register
from xueji.organizations.running import job_start
from xueji.organizations.scope import Scope

KIND = "promotion"
_FREE = (Promotion.State.DRAFT, Promotion.State.DONE)
_GIVEN_UP = (Job.State.FAILED, Job.State.CANCELLED)


@transaction.atomic
def promotion_begin(*, actor: Scope) -> Promotion:
    """The promotion of the school year that is turned to; the one that was begun already, if there is one."""
    school_id, school_year = own_school(actor), year_to_turn(clock.today())
    begun = Promotion.objects.exclude(state=Promotion.State.UNDONE).filter(school=school_id, school_year=school_year)
    found = begun.first()
    if found is not None:
        return found
    return Promotion.objects.create(
        school_id=school_id, school_year=school_year, created_by_id=actor.user_id, created_at=clock.now()
    )


@transaction.atomic
def promotion_decide(*, actor: Scope, promotion: Promotion, choices: dict[int, str]) -> Promotion:
    """Keep what a person decided, by student id: "promote", "wait", or "" for nothing yet.

    Raises Conflict while the job is at work or after an undo, Invalid for a student of whom nothing is asked.
    """
    promotion = _free(actor, promotion)
    asked = {entry.student.pk for entry in dry_run(promotion).entries if entry.is_asked and not entry.is_confirmed}
    if not set(choices) <= asked or not set(choices.values()) <= {PROMOTE, WAIT, ""}:
        raise Invalid(_("有学生不需要决定，或已经确认。请刷新本页再选。"), field="choices")
    merged = promotion.choices | {str(key): value for key, value in choices.items()}
    promotion.choices = {key: value for key, value in merged.items() if value}
    promotion.save(update_fields=["choices"])
    return promotion


@transaction.atomic
def promotion_start(*, actor: Scope, promotion: Promotion) -> Promotion:
    """Start the job. A second start goes on with those who waited. Raises Conflict while decisions are open, nobody is
    left to promote, or a job is at work."""
    promotion = _free(actor, promotion)
    found = dry_run(promotion)
    if found.open:
        raise Conflict(_("还有 %(count)d 人没有决定，先逐个决定再开始。") % {"count": found.open})
    if not found.going:
        raise Conflict(_("没有要升级的学生。"))
    job = job_start(kind=KIND, subject_id=promotion.pk, total=found.going)
    promotion.state, promotion.job_id = Promotion.State.RUNNING, job.pk
    promotion.save(update_fields=["state", "job_id"])
    said(actor, "promotion_started", KIND, promotion.pk, school_year=promotion.school_year)
    return promotion


@transaction.atomic
def promotion_undo(*, actor: Scope, promotion: Promotion) -> Promotion:
    """Take all confirmed grades of the year back. Raises Conflict with the reason when something was built on them."""
    require_own(actor, promotion)
    promotion = Promotion.objects.select_for_update().get(pk=promotion.pk)
    if why_not := undo_obstacle(promotion):
        raise Conflict(why_not)
    now = clock.now()
    promotion.rows.filter(undone_at__isnull=True).update(undone_at=now)
    promotion.state, promotion.undone_at = Promotion.State.UNDONE, now
    promotion.save(update_fields=["state", "undone_at"])
    said(actor, "promotion_undone", KIND, promotion.pk, school_year=promotion.school_year)
    return promotion


def undo_obstacle(promotion: Promotion) -> str:
    """Why it cannot be taken back; empty when it can."""
    if promotion.state != Promotion.State.DONE:
        return _("只有已升级的才能撤销。")
    later = Promotion.objects.filter(school=promotion.school_id, school_year__gt=promotion.school_year)
    if later.exclude(state__in=[Promotion.State.UNDONE, Promotion.State.DRAFT]).exists():
        return _("之后的学年已经升级，不能撤销这一学年。")
    students = promotion.rows.filter(undone_at__isnull=True).values("student")
    changes = StatusChange.objects.filter(
        student__in=students, recorded_at__gte=promotion.done_at, before__has_key="cohort"
    )
    if changes.exists():
        return _("升级之后已有学生办了留级、复学等改变年级的变动，不能整批撤销。")
    return ""


def run_promotion(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Confirm the grades class by class, each in a transaction of its own. A second run finds what the first one wrote
    and goes on after it: the dry run leaves out who is confirmed, and the database takes nobody twice."""
    with scope.enter():
        promotion = Promotion.objects.get(pk=job.subject_id or 0)
        found = dry_run(promotion)
    if promotion.state == Promotion.State.RUNNING:
        done = job.total - found.going
        for line in found.lines:
            done += _confirm(scope, promotion, line)
            progress(max(done, 0), job.total, line.school_class.name)
        _finish(scope, promotion)
    with scope.enter():
        rows = GradeYear.objects.confirmed().filter(promotion=promotion)
        return {"confirmed": rows.count()}


def register_jobs() -> None:
    """Make the kind known (from the app's ready())."""
    register(JobKind(KIND, gettext_lazy("学年升级"), run_promotion))


def _confirm(scope: Scope, promotion: Promotion, line: ClassLine) -> int:
    going = [entry for entry in line.entries if entry.goes]
    if not going:
        return 0
    now = clock.now()
    with scope.enter():
        GradeYear.objects.bulk_create(
            [
                GradeYear(
                    school_id=promotion.school_id,
                    student=entry.student,
                    promotion=promotion,
                    school_year=promotion.school_year,
                    grade=entry.grade,
                    cohort=entry.student.cohort,
                    school_class_id=entry.student.school_class_id,
                    outcome=entry.outcome,
                    is_chosen=entry.is_asked,
                    reason="；".join(str(remark.label) for remark in entry.remarks)[:200],
                    confirmed_at=now,
                )
                for entry in going
            ],
            batch_size=500,
            ignore_conflicts=True,
        )
    return len(going)


def _finish(scope: Scope, promotion: Promotion) -> None:
    with scope.enter():
        rows = GradeYear.objects.confirmed().filter(promotion=promotion).order_by()
        counts: dict[str, int] = {}
        for outcome in rows.values_list("outcome", flat=True):
            counts[outcome] = counts.get(outcome, 0) + 1
        Promotion.objects.filter(pk=promotion.pk, state=Promotion.State.RUNNING).update(
            state=Promotion.State.DONE, done_at=clock.now(), counts=counts
        )
        said(scope, "promotion_done", KIND, promotion.pk, school_year=promotion.school_year)


def _free(actor: Scope, promotion: Promotion) -> Promotion:
    """The promotion under a lock, while it can change; a job that gave up frees it."""
    require_own(actor, promotion)
    promotion = Promotion.objects.select_for_update().get(pk=promotion.pk)
    if promotion.state == Promotion.State.RUNNING:
        if not Job.objects.filter(pk=promotion.job_id or 0, state__in=_GIVEN_UP).exists():
            raise Conflict(_("正在升级，请等它结束。"))
        promotion.state = Promotion.State.DRAFT
    if promotion.state not in _FREE:
        raise Conflict(_("这次升级已经撤销，请重新开始。"))
    return promotion
