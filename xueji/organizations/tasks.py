"""Tasks of the platform: they take ids, open a scope, call an action."""

from celery import shared_task

from xueji.organizations.permissions import permissions_follow_dates
from xueji.organizations.running import job_run, jobs_resume


@shared_task
def run_job(job_id: int, level: str, organization_id: int) -> None:
    """Do one job. Twice is harmless: the second finds it claimed or finished."""
    job_run(job_id=job_id, level=level, organization_id=organization_id)


@shared_task
def resume_stalled_jobs() -> None:
    """Beat: take up what the broker lost or a dead worker left. Idempotent."""
    jobs_resume()


@shared_task
def offices_follow_dates() -> None:
    """Beat: what offices gave ends with their last day, and begins with their first. Idempotent."""
    permissions_follow_dates()
