"""Deciding on a batch of hundreds: a job does it, so that no request waits for it, and the page shows how far it is."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji.cases.deciding import decide
from xueji.cases.engine import lock
from xueji.cases.models import Case
from xueji.cases.states import DecisionVerb, ItemState
from xueji.errors import Conflict
from xueji.jobs.models import Job
from xueji.jobs.registry import JobKind, Progress
from xueji.organizations.running import job_start
from xueji.organizations.scope import Scope

KIND = "case_decide"
# More students than one request agrees to: asking the rules and writing the register takes some milliseconds for each.
AT_ONCE = 400
_UNDER_WAY = [Job.State.WAITING, Job.State.RUNNING]


def is_too_many(case: Case, verb: DecisionVerb) -> bool:
    """Whether agreeing to the case is left to a job."""
    if verb != DecisionVerb.APPROVE or not case.is_batch:
        return False
    return case.items.filter(state=ItemState.PENDING)[: AT_ONCE + 1].count() > AT_ONCE


def decide_later(*, case: Case, decision: dict[str, Any]) -> Job:
    """Start the job with what the decider wrote, in the present scope. Raises Conflict while another one is at work."""
    lock(case.pk)  # two who press at once are answered one after the other
    if decision_under_way(case) is not None:
        raise Conflict(_("这一件的决定正在办理，请等它办完。"))
    job = job_start(kind=KIND, subject_id=case.pk, total=case.items.filter(state=ItemState.PENDING).count())
    job.result = {"decision": decision | {"verb": str(decision["verb"])}}
    job.save(update_fields=["result"])
    return job


def decision_under_way(case: Case) -> Job | None:
    """The job that is deciding on the case for the reader's organization."""
    return Job.objects.filter(kind=KIND, subject_id=case.pk, state__in=_UNDER_WAY).order_by("-id").first()


def last_decision(case: Case) -> tuple[Job | None, Job | None]:
    """The job that is deciding for the reader's organization, and the last one where it came to nothing. One query."""
    last = Job.objects.filter(kind=KIND, subject_id=case.pk).order_by("-id").first()
    if last is None:
        return None, None
    return last if last.state in _UNDER_WAY else None, last if last.state == Job.State.FAILED else None


def _run(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Decide in one transaction: all of it or nothing. A second run finds the step decided and says so."""
    progress(0, job.total, _("核对规则、写入学籍"))
    decision = dict(job.result["decision"])
    with scope.enter():
        case = decide(
            actor=scope,
            case=Case.objects.get(pk=job.subject_id or 0),
            verb=DecisionVerb(decision.pop("verb")),
            returned_items={int(key): why for key, why in decision.pop("returned_items").items()},
            rejected_items={int(key): why for key, why in decision.pop("rejected_items").items()},
            **decision,
        )
    return {"case": case.pk, "state": case.state}


DECIDING_JOB = JobKind(KIND, gettext_lazy("成批核办"), _run)
