"""The works on a pack of photos, run by jobs: the dry run and the commit. Each may be run again from the start."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.photos.actions import CHECK as CHECK_KIND
from students.photos.actions import COMMIT, PACKS, rules_of
from students.photos.archive import UnreadablePack, members, name_of, refuse_dangerous
from students.photos.images import WrongPhoto, prepare
from students.photos.keeping import Kept, put, shelve, sort_out
from students.photos.matching import Owner, Owners, masked, owners_of
from students.photos.models import PhotoPack
from students.photos.rules import Rules, Wrong
from xueji import clock
from xueji.audit.actions import event_record
from xueji.jobs.models import Job
from xueji.jobs.registry import JobKind, Progress, register
from xueji.organizations.scope import Scope

_TOLD_EVERY = 50


@dataclass
class Found:
    """What a pack holds: photos by student, and the files that cannot be used, names masked."""

    photos: dict[int, Kept] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    wrong: list[dict[str, str]] = field(default_factory=list)
    files: int = 0

    def refuse(self, name: str, wrong: Wrong, owner: str = "") -> None:
        self.wrong.append(
            {
                "file": masked(name),
                "student": owner,
                "code": wrong.code,
                "message": wrong.message,
                "remedy": wrong.remedy,
            }
        )


def check_pack(*, actor: Scope, pack: PhotoPack, progress: Progress | None = None) -> PhotoPack:
    """The dry run: whose each photo is and whether it can be used. Writes nothing to the register."""
    try:
        found = _look_through(actor, pack, progress)
    except UnreadablePack as error:
        with actor.enter():
            PhotoPack.objects.filter(pk=pack.pk).update(state=PhotoPack.State.REFUSED, refusal=str(error.message)[:300])
            pack.refresh_from_db()
        PACKS.forget(pack.sha256)
        return pack
    with actor.enter():
        counts = sort_out({pk: kept.sha256 for pk, kept in found.photos.items()})
        return _keep(pack, found, counts, PhotoPack.State.CHECKED)


def commit_pack(*, actor: Scope, pack: PhotoPack, progress: Progress | None = None) -> PhotoPack:
    """Look through it again and write the good photos, all in one transaction; then the pack itself is forgotten."""
    found = _look_through(actor, pack, progress)
    with actor.enter():
        counts = put(actor, pack.school_id, found.photos)
        pack = _keep(pack, found, counts, PhotoPack.State.COMMITTED)
        event_record(
            kind="photo_pack_committed",
            actor_id=actor.user_id,
            organization_id=pack.school_id,
            subject="photo_pack",
            subject_id=pack.pk,
            data={"sha256": pack.sha256, **counts},
        )
    if not PhotoPack.objects.filter(sha256=pack.sha256, committed_at=None).exists():
        PACKS.forget(pack.sha256)
    return pack


def _look_through(actor: Scope, pack: PhotoPack, progress: Progress | None) -> Found:
    data = PACKS.fetch(pack.sha256)
    names = [name_of(entry) for entry in refuse_dangerous(data)]
    with actor.enter():
        rules = rules_of(pack.school_id)
        owners = owners_of(pack.school_id, names)
    found = Found()
    for member in members(data):
        found.files += 1
        _sort(found, member.name, member.data, owners, rules)
        if progress is not None and found.files % _TOLD_EVERY == 0:
            progress(found.files, len(names), str(_("正在看照片")))
    return found


def _sort(found: Found, name: str, data: bytes, owners: Owners, rules: Rules) -> None:
    owner = owners.find(name)
    if isinstance(owner, Wrong):
        found.refuse(name, owner)
        return
    try:
        photo = shelve(prepare(data, rules))
    except WrongPhoto as error:
        found.refuse(name, error.wrong, owner.name)
        return
    _add(found, name, owner, photo)


def _add(found: Found, name: str, owner: Owner, photo: Kept) -> None:
    """One photo a student: where two files differ, neither is taken, because nobody can say which one is right."""
    first = found.names.setdefault(owner.student_id, name)
    if first == name or found.photos.get(owner.student_id) == photo:
        found.photos[owner.student_id] = photo
        return
    twice = Wrong("photo_twice", _("同一名学生有两张不同的照片"), _("留一张，删另一张"))
    found.refuse(name, twice, owner.name)
    if found.photos.pop(owner.student_id, None) is not None:
        found.refuse(first, twice, owner.name)


def _keep(pack: PhotoPack, found: Found, counts: dict[str, int], state: str) -> PhotoPack:
    pack = PhotoPack.objects.select_for_update().get(pk=pack.pk)
    pack.state, pack.version = state, pack.version + 1
    pack.counts = {"files": found.files, "wrong": len(found.wrong), "matched": len(found.photos), **counts}
    pack.results = sorted(found.wrong, key=lambda each: each["file"])
    if state == PhotoPack.State.COMMITTED:
        pack.committed_at = clock.now()
    pack.save()
    return pack


def run_check(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Dry run. A second run finds the same."""
    pack = _pack(job, scope)
    if pack.state == PhotoPack.State.CHECKING:
        pack = check_pack(actor=scope, pack=pack, progress=progress)
    return {name: pack.count(name) for name in ("files", "wrong", "matched")}


def run_commit(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write. A second run after the first one's commit finds the pack committed and leaves it alone."""
    pack = _pack(job, scope)
    if pack.state == PhotoPack.State.COMMITTING:
        pack = commit_pack(actor=scope, pack=pack, progress=progress)
    return {name: pack.count(name) for name in ("files", "new", "replaced")}


def _pack(job: Job, scope: Scope) -> PhotoPack:
    with scope.enter():
        return PhotoPack.objects.get(pk=job.subject_id or 0)


def register_jobs() -> None:
    """Make both kinds known (from the app's ready())."""
    register(JobKind(CHECK_KIND, gettext_lazy("照片包核对"), run_check))
    register(JobKind(COMMIT, gettext_lazy("照片包提交"), run_commit))
