"""Running jobs under the scope that they were started in. Stands above jobs, because it knows what a scope is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xueji import clock
from xueji.database.fence import Level
from xueji.errors import RegisterError
from xueji.jobs import registry
from xueji.jobs.models import Job
from xueji.organizations.models import Office
from xueji.organizations.scope import Scope, current_scope, unfenced

log = structlog.get_logger()

ATTEMPTS = 3
LOCK_CLASS = 0x786A  # the first key of the advisory locks that tell a living worker from a dead one


def job_start(*, kind: str, subject_id: int | None = None, total: int = 0) -> Job:
    """Queue a job for the current scope. It is sent to a worker when the transaction commits; if the broker forgets
    it, the sweep of stalled jobs finds it in the table."""
    scope = current_scope()
    if scope is None or scope.organization_id is None:
        raise RuntimeError("A job belongs to an organization: start it inside a scope.")
    job = Job.objects.create(
        kind=kind,
        organization_id=scope.organization_id,
        actor_id=scope.user_id,
        scope=asdict(scope) | {"level": str(scope.level)},
        subject_id=subject_id,
        total=total,
    )
    _send(job)
    return job


def job_run(*, job_id: int, level: str, organization_id: int) -> None:
    """Claim a waiting job and do it. Safe to call twice: the claim is a compare-and-set that one caller wins."""
    finder = Scope(level=Level(level), organization_id=organization_id, role="system")
    with _alive(job_id) as mine:
        if not mine:
            return
        with finder.enter():
            claimed = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
                state=Job.State.RUNNING, started_at=timezone.now()
            )
        if claimed:
            _work(job_id, finder)


def jobs_resume() -> list[int]:
    """Send again what waits too long, and put back what a dead worker was running; returns the ids sent.

    A living worker holds an advisory lock on its job; a lock that can be had means that nobody is at work any more.
    """
    sent = []
    with unfenced(reason="resume stalled jobs"):
        for job in Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]):
            with _alive(job.pk) as nobody_works:
                if nobody_works and _put_back(job):
                    _send(job)
                    sent.append(job.pk)
    return sent


def _put_back(job: Job) -> bool:
    """Whether the job is to be sent (again)."""
    if job.state == Job.State.WAITING:
        return (timezone.now() - job.created_at).total_seconds() > 15
    if job.attempts + 1 >= ATTEMPTS:
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
            state=Job.State.FAILED,
            finished_at=timezone.now(),
            error=_("多次中断，已停止。没有写入任何数据，请重新提交。"),
        )
        return False
    changed = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=Job.State.WAITING, attempts=job.attempts + 1
    )
    return bool(changed)


def _send(job: Job) -> None:
    from xueji.organizations.tasks import run_job

    level, organization_id = job.scope["level"], job.organization_id
    transaction.on_commit(lambda: run_job.delay(job.pk, level, organization_id))


def _work(job_id: int, finder: Scope) -> None:
    with finder.enter():
        job = Job.objects.get(pk=job_id)
    # Who lost the job in between (its connection broke, another worker took it up) writes nothing into it any more.
    mine = Job.objects.filter(pk=job_id, state=Job.State.RUNNING, attempts=job.attempts)

    def progress(done: int, total: int, note: str = "") -> None:
        with finder.enter():
            mine.update(done=done, total=total, note=note)

    outcome = _outcome(job, progress)
    with finder.enter():
        mine.update(**outcome, finished_at=timezone.now())


def _outcome(job: Job, progress: registry.Progress) -> dict[str, Any]:
    scope = Scope(**(job.scope | {"level": Level(job.scope["level"])}))
    if not _still_holds(scope):
        return {"state": Job.State.FAILED, "error": _("提交这个任务的任职已经结束，没有执行。")}
    try:
        return {"state": Job.State.DONE, "result": registry.get(job.kind).run(job, scope, progress)}
    except RegisterError as error:
        return {"state": Job.State.FAILED, "error": str(error.message)[:300]}
    except (OperationalError, InterfaceError):
        # The database went away or asked to try again: the job stays as it is, and the sweep of stalled jobs takes it up.
        log.warning("job_interrupted", job_id=job.pk, kind=job.kind)
        raise
    except Exception:
        log.exception("job_failed", job_id=job.pk, kind=job.kind)
        return {
            "state": Job.State.FAILED,
            "error": _("系统出错，没有写入任何数据。请重试；再失败请把任务编号告诉管理员。"),
        }


def _still_holds(scope: Scope) -> bool:
    """Whether the officer who started the job may act on; jobs of the system and of students have no office."""
    return scope.office_id is None or Office.objects.held_on(clock.today()).filter(pk=scope.office_id).exists()


@contextmanager
def _alive(job_id: int) -> Iterator[bool]:
    """Hold the job's advisory lock while the block runs; False when another session holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, job_id])
        held = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, job_id])
