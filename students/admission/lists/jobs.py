"""The two long works on an authority's list, under the scope of whoever started them; each may be run again."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from students.admission.lists.actions import CHECK, COMMIT, list_check, list_commit
from students.admission.models import AdmissionRoster
from xueji.jobs.models import Job
from xueji.jobs.registry import JobKind, Progress, register
from xueji.organizations.scope import Scope


def run_check(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Dry run. A second run finds the same."""
    roster = _roster(job, scope)
    progress(0, job.total, str(_("正在核对")))
    if roster.state == AdmissionRoster.State.CHECKING:
        roster = list_check(actor=scope, roster=roster)
    return _done(roster, progress)


def run_commit(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write. A second run after the first one's commit finds the list committed and leaves it alone."""
    roster = _roster(job, scope)
    progress(0, job.total, str(_("正在入库，写完之前不会有一半的结果")))
    if roster.state == AdmissionRoster.State.COMMITTING:
        roster = list_commit(actor=scope, roster=roster)
    return _done(roster, progress)


def _done(roster: AdmissionRoster, progress: Progress) -> dict[str, Any]:
    rows = int(roster.count("rows"))
    progress(rows, rows, "")
    return {"rows": rows, "stored": roster.count("stored"), "rejected": roster.count("rejected")}


def _roster(job: Job, scope: Scope) -> AdmissionRoster:
    with scope.enter():
        return AdmissionRoster.objects.get(pk=job.subject_id or 0)


def register_jobs() -> None:
    """Make the kinds known (from the app's ready())."""
    register(JobKind(CHECK, _("录取名册核对"), run_check))
    register(JobKind(COMMIT, _("录取名册入库"), run_commit))
