"""The long works on files: one file as PDF or as ZIP, the files of a class. Each may be run again from the start."""

import time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.actions import SUBJECT, can_show_numbers
from students.archive.actions import may_keep
from students.archive.storage import OUTPUTS
from students.archive.whole import evidence_zip, papers_of, whole_pdf, zipped
from students.models import SchoolClass, Student
from xueji.audit.actions import event_record
from xueji.database.shelf import digest_of
from xueji.errors import Invalid, NotAllowed
from xueji.jobs.models import Job
from xueji.jobs.registry import JobKind, Progress, register
from xueji.organizations.running import job_start
from xueji.organizations.scope import Scope

PDF, ZIP, CLASS = "archive_pdf", "archive_zip", "archive_class"
KINDS = (PDF, ZIP, CLASS)
KEPT = 7 * 24 * 3600  # seconds that a result waits for its reader
_MEDIA = {
    PDF: ("application/pdf", "file.pdf"),
    ZIP: ("application/zip", "file.zip"),
    CLASS: ("application/zip", "class.zip"),
}


def may_take_out(actor: Scope, school_id: int) -> bool:
    """Whole files are for those who keep them and those who decide on students, not for everyone who may read the list."""
    return may_keep(actor, school_id) or (actor.office_id is not None and can_show_numbers(actor))


def file_take_out(*, actor: Scope, student: Student, kind: str, purpose: str) -> Job:
    """Start making the whole file of a student as PDF or ZIP. Who asked and what for is recorded."""
    if not may_take_out(actor, student.school_id):
        raise NotAllowed
    if kind not in (PDF, ZIP):
        raise Invalid(_("请选整册 PDF 或带材料的压缩包。"), field="kind")
    _record(actor, "archive_taken_out", SUBJECT, student.pk, purpose, kind)
    return job_start(kind=kind, subject_id=student.pk, total=1)


def class_take_out(*, actor: Scope, school_class: SchoolClass, purpose: str) -> Job:
    """Start making the files of a class: a ZIP of PDFs."""
    if not may_take_out(actor, school_class.school_id):
        raise NotAllowed
    students = Student.objects.filter(school_class=school_class)
    _record(actor, "archive_taken_out", "class", school_class.pk, purpose, CLASS)
    return job_start(kind=CLASS, subject_id=school_class.pk, total=students.count())


def result_of(*, actor: Scope, job: Job) -> tuple[bytes, str, str]:
    """Content, media type and name of what a job made; recorded. FileNotFoundError when it is no longer kept."""
    content = OUTPUTS.fetch(job.result["sha256"])
    _record(actor, "archive_downloaded", "job", job.pk, "", job.kind)
    media, name = _MEDIA[job.kind]
    return content, media, f"{job.pk}-{name}"


def run_file(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """One file. A second run makes the same again."""
    progress(0, 1, str(_("正在装订")))
    with scope.enter():
        student = _students().get(pk=job.subject_id or 0)
        make = whole_pdf if job.kind == PDF else evidence_zip
        content = make(student, papers_of(student))
    progress(1, 1, "")
    return _put(content, 1)


def run_class(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """The files of a class, one after the other; the running number is the order by school number."""
    with scope.enter():
        keys = list(
            _students().filter(school_class=job.subject_id or 0).order_by("school_number", "pk").values_list("pk")
        )
    files: list[tuple[str, bytes, dict[str, Any]]] = []
    for number, (key,) in enumerate(keys, start=1):
        progress(number - 1, len(keys), str(_("正在装订")))
        with scope.enter():
            student = _students().get(pk=key)
            content = whole_pdf(student, papers_of(student))
        files.append((f"{number:03d}.pdf", content, {"number": number, "school_number": student.school_number}))
    progress(len(keys), len(keys), "")
    return _put(zipped(files), len(files))


def register_jobs() -> None:
    """Make the kinds known (from the app's ready())."""
    register(JobKind(PDF, gettext_lazy("整册档案 PDF"), run_file))
    register(JobKind(ZIP, gettext_lazy("整册档案压缩包"), run_file))
    register(JobKind(CLASS, gettext_lazy("全班档案"), run_class))


def _students() -> Any:
    return Student.objects.with_places().select_related("person")


def _put(content: bytes, count: int) -> dict[str, Any]:
    _tidy()
    digest = digest_of(content)
    OUTPUTS.keep(content, digest)
    return {"sha256": digest, "bytes": len(content), "files": count}


def _tidy() -> None:
    """Results that nobody fetched in time go; they can be made again."""
    folder, now = settings.MEDIA_ROOT / OUTPUTS.folder, time.time()
    for path in folder.glob("*/*"):
        if path.is_file() and now - path.stat().st_mtime > KEPT:
            path.unlink(missing_ok=True)


def _record(actor: Scope, what: str, subject: str, subject_id: int, purpose: str, form: str) -> None:
    event_record(
        kind=what,
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject=subject,
        subject_id=subject_id,
        reason=purpose,
        data={"form": form},
    )
