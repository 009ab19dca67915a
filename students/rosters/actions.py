"""Verbs on rosters: upload, correct, check, commit, take the errors out."""

from django.db import transaction
from django.utils.translation import gettext as _

from students.models import Roster
from students.rosters import files
from students.rosters.checking import judge_for
from students.rosters.choices import choices_forget, choices_keep
from students.rosters.columns import COLUMNS
from students.rosters.judge import SKIP
from students.rosters.limits import refuse_hostile
from students.rosters.sheets import error_workbook
from students.rosters.working import LONGEST_VALUE, reading_of, require
from xueji import clock
from xueji.audit.actions import event_record
from xueji.errors import Conflict
from xueji.jobs.models import Job
from xueji.organizations.running import job_start
from xueji.organizations.scope import Scope

AT_ONCE = 3_000  # up to so many rows a correction is checked within the request
CHECK, COMMIT, UNDO = "roster_check", "roster_commit", "roster_undo"
_GIVEN_UP = (Job.State.FAILED, Job.State.CANCELLED)
_FREE = (Roster.State.CHECKED, Roster.State.COMMITTED, Roster.State.REFUSED)


@transaction.atomic
def roster_upload(*, actor: Scope, filename: str, data: bytes) -> Roster:
    """Keep a workbook and start its dry run. The same file sent twice, and not committed yet, is the same roster.

    Raises Unreadable (an Invalid on the form's field) for a file that cannot be a workbook, NotAllowed for other offices.
    """
    require(actor)
    refuse_hostile(data)
    digest = files.digest_of(data)
    same = Roster.objects.filter(school_id=actor.organization_id, sha256=digest, committed_at=None).first()
    if same is not None and not same.corrections_cipher and same.state != Roster.State.REFUSED:
        return same if same.is_working else roster_check_start(actor=actor, roster=same)
    files.keep(data, digest)
    roster = Roster.objects.create(
        school_id=actor.organization_id or 0,
        filename=filename[-200:],
        sha256=digest,
        size=len(data),
        state=Roster.State.CHECKED,
        created_by_id=actor.user_id,
        created_at=clock.now(),
    )
    return roster_check_start(actor=actor, roster=roster)


@transaction.atomic
def roster_check_start(*, actor: Scope, roster: Roster) -> Roster:
    """Start a dry run in the background, also after a job that failed. Raises Conflict while one is at work."""
    require(actor)
    if roster.is_working and Job.objects.filter(pk=roster.job_id or 0, state__in=_GIVEN_UP).exists():
        Roster.objects.filter(pk=roster.pk, job_id=roster.job_id).update(state=Roster.State.CHECKED)
    return _start(roster, Roster.State.CHECKING, CHECK)


@transaction.atomic
def roster_commit_start(*, actor: Scope, roster: Roster, version: int) -> Roster:
    """Start writing the good rows in the background. `version` is the check that the person saw: Conflict for another."""
    require(actor)
    if roster.version != version or not roster.can_commit:
        raise Conflict(_("名册在您查看之后又核对过。请看过新的结果再提交。"))
    return _start(roster, Roster.State.COMMITTING, COMMIT)


@transaction.atomic
def roster_undo_start(*, actor: Scope, roster: Roster) -> Roster:
    """Start taking a committed import back in the background. Raises Conflict when it is not committed (any more)."""
    require(actor)
    changed = Roster.objects.filter(pk=roster.pk, state=Roster.State.COMMITTED).update(state=Roster.State.UNDOING)
    if not changed:
        raise Conflict(_("只有已提交的导入可以撤销；这一份可能已经撤销，或正在处理。"))
    job = job_start(kind=UNDO, subject_id=roster.pk, total=roster.committed_rows)
    Roster.objects.filter(pk=roster.pk).update(job_id=job.pk)
    roster.refresh_from_db()
    return roster


def _start(roster: Roster, state: str, kind: str) -> Roster:
    if not Roster.objects.filter(pk=roster.pk, state__in=_FREE).update(state=state):
        raise Conflict(_("这份名册正在处理，请等它结束。"))
    job = job_start(kind=kind, subject_id=roster.pk, total=roster.count("rows"))
    Roster.objects.filter(pk=roster.pk).update(job_id=job.pk)
    roster.refresh_from_db()
    return roster


@transaction.atomic
def roster_correct(*, actor: Scope, roster: Roster, row: int, field: str, value: str) -> Roster:
    """Replace one cell for the following checks; an empty value empties it, the field SKIP leaves the row out.

    The file itself stays as it was sent.
    """
    return _correct(actor, roster, {row: {field: value}})


@transaction.atomic
def roster_adopt(*, actor: Scope, roster: Roster) -> Roster:
    """Take every suggestion that is certain."""
    changes: dict[int, dict[str, str]] = {}
    for problem in roster.problems:
        if problem["certain"] and problem["suggestion"] is not None:
            changes.setdefault(problem["row"], {})[problem["field"]] = problem["suggestion"]
    return _correct(actor, roster, changes)


def _correct(actor: Scope, roster: Roster, changes: dict[int, dict[str, str]]) -> Roster:
    require(actor)
    roster = Roster.objects.select_for_update().get(pk=roster.pk)
    if roster.is_working:
        raise Conflict(_("这份名册正在处理，请等它结束。"))
    merged = roster.corrections
    for row, cells in changes.items():
        known = {name: text[:LONGEST_VALUE] for name, text in cells.items() if name in COLUMNS or name == SKIP}
        merged.setdefault(row, {}).update(known)
    roster.corrections = merged
    roster.is_stale = True
    roster.save(update_fields=["corrections_cipher", "is_stale"])
    return roster


@transaction.atomic
def headings_choose(*, actor: Scope, roster: Roster, chosen: dict[str, tuple[str, str]]) -> Roster:
    """Say what headings mean, for this file and the school's next ones, and check again in the background.

    `chosen`: a heading's key (headings.key_of) → (its text, the field), an empty field for one that is not to be read.
    Raises Invalid where two headings are to be the same column.
    """
    require(actor)
    choices_keep(school_id=roster.school_id, user_id=actor.user_id, chosen=chosen)
    return roster_check_start(actor=actor, roster=roster)


@transaction.atomic
def headings_forget(*, actor: Scope, roster: Roster) -> Roster:
    """Forget everything that was said about headings of this school's files, and check again."""
    require(actor)
    choices_forget(roster.school_id)
    return roster_check_start(actor=actor, roster=roster)


def errors_take_out(*, actor: Scope, roster: Roster) -> bytes:
    """The error workbook of the last check, with a trace: it leaves the register with personal data in it."""
    require(actor)
    name = files.error_name(roster.pk, roster.version)
    if files.exists(name):
        data = files.fetch(name)
    else:
        judgement = judge_for(roster.school_id, reading_of(actor, roster))
        data = error_workbook(judgement.table, judgement.errors)
    event_record(
        kind="roster_errors_downloaded",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="roster",
        subject_id=roster.pk,
        data={"rows": roster.count("rejected")},
    )
    return data
