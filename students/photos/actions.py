"""Verbs on photos: one by one, a pack of them, back to an earlier one, what a school asks of them."""

from django.db import transaction
from django.utils.translation import gettext as _

from students.models import Student
from students.photos.archive import refuse_dangerous
from students.photos.images import WrongPhoto, prepare
from students.photos.keeping import SHELF, Kept, put, shelve
from students.photos.models import EarlierPhoto, Photo, PhotoPack, PhotoRule, Picture
from students.photos.rules import Rules
from xueji import clock
from xueji.audit.actions import event_record
from xueji.database.fence import Level
from xueji.database.shelf import Shelf, digest_of
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.jobs.models import Job
from xueji.organizations.running import job_start
from xueji.organizations.scope import Scope

PACKS = Shelf("photo_packs")
CHECK, COMMIT = "photo_pack_check", "photo_pack_commit"
_GIVEN_UP = (Job.State.FAILED, Job.State.CANCELLED)


def photo_bytes(photo: Picture) -> bytes:
    """The picture as it is kept, of type `photo.media_type`. The reader's right is the row: behind the fence there is none."""
    return SHELF.fetch(photo.sha256)


def rules_of(school_id: int) -> Rules:
    """What the school asks of a photo: its own measures, or the usual ones."""
    names = ("ratio_width", "ratio_height", "tolerance", "min_width", "min_height", "max_kilobytes")
    own = PhotoRule.objects.filter(school_id=school_id).values(*names).first()
    return Rules(**own) if own else Rules()


def require(actor: Scope) -> None:
    """Raise NotAllowed unless the actor keeps the students of a school."""
    if actor.level is not Level.SCHOOL or not actor.allows("manage_students"):
        raise NotAllowed


@transaction.atomic
def photo_put(*, actor: Scope, student: Student, data: bytes) -> Photo:
    """Give a student a photo; the one before is kept as history. Raises Invalid on the field "file", NotAllowed."""
    require(actor)
    if student.school_id != actor.organization_id:
        raise NotAllowed
    try:
        kept = shelve(prepare(data, rules_of(student.school_id)))
    except WrongPhoto as error:
        text = _("%(what)s。%(remedy)s。") % {"what": error.wrong.message, "remedy": error.wrong.remedy}
        raise Invalid(text, field="file") from error
    put(actor, student.school_id, {student.pk: kept})
    _record(actor, "photo_put", "student", student.pk)
    return Photo.objects.get(student=student)


@transaction.atomic
def photo_restore(*, actor: Scope, student: Student, earlier: EarlierPhoto) -> Photo:
    """Put an earlier photo of the student back in its place; the present one becomes an earlier one."""
    require(actor)
    if earlier.student_id != student.pk:
        raise NotAllowed
    kept = Kept(earlier.sha256, earlier.width, earlier.height, earlier.size)
    put(actor, student.school_id, {student.pk: kept})
    _record(actor, "photo_restored", "student", student.pk)
    return Photo.objects.get(student=student)


@transaction.atomic
def photo_rule_set(*, actor: Scope, rules: Rules) -> PhotoRule:
    """Set what the school asks of photos from now on; those that are there stay."""
    require(actor)
    rule, _is_new = PhotoRule.objects.update_or_create(
        school_id=actor.organization_id,
        defaults={**vars(rules), "set_by_id": actor.user_id, "set_at": clock.now()},
    )
    event_record(
        kind="photo_rule_set",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        data=dict(vars(rules)),
    )
    return rule


@transaction.atomic
def pack_upload(*, actor: Scope, filename: str, data: bytes) -> PhotoPack:
    """Keep a ZIP of photos and start its dry run. Raises UnreadablePack (an Invalid on the field) for a dangerous one."""
    require(actor)
    refuse_dangerous(data)
    digest = digest_of(data)
    PACKS.keep(data, digest)
    pack = PhotoPack.objects.create(
        school_id=actor.organization_id or 0,
        filename=filename[-200:],
        sha256=digest,
        size=len(data),
        state=PhotoPack.State.CHECKED,
        created_by_id=actor.user_id,
        created_at=clock.now(),
    )
    return pack_check_start(actor=actor, pack=pack)


@transaction.atomic
def pack_check_start(*, actor: Scope, pack: PhotoPack) -> PhotoPack:
    """Start a dry run in the background, also after a job that failed. Raises Conflict while one is at work."""
    require(actor)
    if pack.is_working and Job.objects.filter(pk=pack.job_id or 0, state__in=_GIVEN_UP).exists():
        PhotoPack.objects.filter(pk=pack.pk, job_id=pack.job_id).update(state=PhotoPack.State.CHECKED)
    return _start(pack, PhotoPack.State.CHECKING, CHECK)


@transaction.atomic
def pack_commit_start(*, actor: Scope, pack: PhotoPack, version: int) -> PhotoPack:
    """Start writing the good photos in the background. `version` is the check that the person saw: Conflict for another."""
    require(actor)
    if pack.version != version or not pack.can_commit:
        raise Conflict(_("照片包在您查看之后又核对过。请看过新的结果再提交。"))
    return _start(pack, PhotoPack.State.COMMITTING, COMMIT)


def _start(pack: PhotoPack, state: str, kind: str) -> PhotoPack:
    if not PhotoPack.objects.filter(pk=pack.pk, state=PhotoPack.State.CHECKED).update(state=state):
        raise Conflict(_("这个照片包正在处理，或已经提交。"))
    job = job_start(kind=kind, subject_id=pack.pk, total=pack.count("files"))
    PhotoPack.objects.filter(pk=pack.pk).update(job_id=job.pk)
    pack.refresh_from_db()
    return pack


def _record(actor: Scope, kind: str, subject: str, subject_id: int) -> None:
    event_record(
        kind=kind,
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject=subject,
        subject_id=subject_id,
    )
