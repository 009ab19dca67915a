"""The job that makes an export, under the scope of who asked for it; it may be run again from the start."""

from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

from students.exports.actions import KIND
from students.exports.making import Cancelled, export_make
from students.exports.models import Export
from xueji.jobs.models import Job
from xueji.jobs.registry import JobKind, Progress, register
from xueji.organizations.scope import Scope


def run_export(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Make the file. A second run after the first one's end finds it ready and leaves it alone."""
    with scope.enter():
        export = Export.objects.get(pk=job.subject_id or 0)
    try:
        export = export_make(actor=scope, export=export, progress=progress)
    except Cancelled:
        return {"cancelled": True}
    except (OperationalError, InterfaceError):
        raise  # the database went away: the job is taken up again, and so is the export
    except Exception:
        with scope.enter():
            Export.objects.filter(pk=export.pk, state=Export.State.WORKING).update(state=Export.State.FAILED)
        raise
    return {"rows": export.rows, "bytes": export.size}


def register_jobs() -> None:
    """Make the kind known (from the app's ready())."""
    register(JobKind(KIND, _("导出"), run_export))
