"""The three long works on a roster, under the scope of whoever started them; each may be run again from the start."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from students.models import Roster
from students.rosters.actions import CHECK, COMMIT, UNDO
from students.rosters.undo import undo_roster
from students.rosters.working import check_roster, commit_roster
from xueji.jobs.models import Job
from xueji.jobs.registry import JobKind, Progress, register
from xueji.organizations.scope import Scope


def run_check(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Dry run. A second run finds the same."""
    roster = _roster(job, scope)
    progress(0, job.total, str(_("正在核对")))
    if roster.state == Roster.State.CHECKING:
        roster = check_roster(actor=scope, roster=roster)
    progress(roster.count("rows"), roster.count("rows"), "")
    return {"rows": roster.count("rows"), "rejected": roster.count("rejected")}


def run_commit(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write. A second run after the first one's commit finds the roster committed and leaves it alone."""
    roster = _roster(job, scope)
    progress(0, job.total, str(_("正在写入，写完之前不会有一半的结果")))
    if roster.state == Roster.State.COMMITTING:
        roster = commit_roster(actor=scope, roster=roster)
    progress(roster.count("rows"), roster.count("rows"), "")
    return {"rows": roster.count("rows"), "stored": roster.count("stored"), "rejected": roster.count("rejected")}


def run_undo(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Take an import back. A second run after the first one's commit finds it undone and leaves it alone."""
    roster = _roster(job, scope)
    progress(0, job.total, str(_("正在撤销，撤完之前不会有一半的结果")))
    roster = undo_roster(actor=scope, roster=roster)
    return {"removed": roster.count("removed"), "restored": roster.count("restored")}


def _roster(job: Job, scope: Scope) -> Roster:
    with scope.enter():
        return Roster.objects.get(pk=job.subject_id or 0)


def register_jobs() -> None:
    """Make the kinds known (from the app's ready())."""
    register(JobKind(CHECK, _("名册试导入"), run_check))
    register(JobKind(COMMIT, _("名册提交"), run_commit))
    register(JobKind(UNDO, _("撤销导入"), run_undo))
