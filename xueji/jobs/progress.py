"""The line that tells how far a job has come: a page asks for it every two seconds until there is something new to see."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xueji.jobs.models import Job


def job_of(subject: Any) -> Job | None:
    """The job at work on a row that has `job_id`; None where there is none."""
    return Job.objects.filter(pk=subject.job_id).first() if subject.job_id else None


def progress(
    request: HttpRequest, template: str, context: dict[str, Any], *, job: Job | None, is_working: bool, page: str
) -> HttpResponse:
    """The template with the context and the job; once the work has ended or failed, the order to fetch `page` anew."""
    if is_working and (job is None or job.state != Job.State.FAILED):
        return render(request, template, context | {"job": job})
    response = HttpResponse()
    response["HX-Redirect"] = page
    return response
