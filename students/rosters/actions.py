"""Verbs on rosters: upload, correct, check, commit, take the errors out."""

import time
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from students.models import Roster
from students.rosters import files
from students.rosters.checking import Outcome, judge_for, read_file, store_for
from students.rosters.columns import COLUMNS
from students.rosters.headings import Mapping
from students.rosters.judge import SKIP, Judgement
from students.rosters.limits import Unreadable, refuse_hostile
from students.rosters.problems import Problem
from students.rosters.sheets import error_workbook
from xueji import clock
from xueji.audit.actions import event_record
from xueji.codes.identity import mask
from xueji.database.fence import Level
from xueji.errors import Conflict, NotAllowed
from xueji.jobs.models import Job
from xueji.organizations.models import Organization
from xueji.organizations.running import job_start
from xueji.organizations.scope import Scope

KEPT_PROBLEMS = 5_000  # so many are listed on the page; the error workbook has all
AT_ONCE = 3_000  # up to so many rows a correction is checked within the request
CHECK, COMMIT = "roster_check", "roster_commit"
_LONGEST_VALUE = 200
_GIVEN_UP = (Job.State.FAILED, Job.State.CANCELLED)
_FREE = (Roster.State.CHECKED, Roster.State.COMMITTED, Roster.State.REFUSED)


@transaction.atomic
def roster_upload(*, actor: Scope, filename: str, data: bytes) -> Roster:
    """Keep a workbook and start its dry run. The same file sent twice, and not committed yet, is the same roster.

    Raises Unreadable (an Invalid on the form's field) for a file that cannot be a workbook, NotAllowed for other offices.
    """
    _require(actor)
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
    _require(actor)
    if roster.is_working and Job.objects.filter(pk=roster.job_id or 0, state__in=_GIVEN_UP).exists():
        Roster.objects.filter(pk=roster.pk, job_id=roster.job_id).update(state=Roster.State.CHECKED)
    return _start(roster, Roster.State.CHECKING, CHECK)


@transaction.atomic
def roster_commit_start(*, actor: Scope, roster: Roster, version: int) -> Roster:
    """Start writing the good rows in the background. `version` is the check that the person saw: Conflict for another."""
    _require(actor)
    if roster.version != version or not roster.can_commit:
        raise Conflict(_("名册在您查看之后又核对过。请看过新的结果再提交。"))
    return _start(roster, Roster.State.COMMITTING, COMMIT)


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
    _require(actor)
    roster = Roster.objects.select_for_update().get(pk=roster.pk)
    if roster.is_working:
        raise Conflict(_("这份名册正在处理，请等它结束。"))
    merged = roster.corrections
    for row, cells in changes.items():
        known = {name: text[:_LONGEST_VALUE] for name, text in cells.items() if name in COLUMNS or name == SKIP}
        merged.setdefault(row, {}).update(known)
    roster.corrections = merged
    roster.is_stale = True
    roster.save(update_fields=["corrections_cipher", "is_stale"])
    return roster


def check_roster(*, actor: Scope, roster: Roster) -> Roster:
    """The dry run: read the file, judge it, keep what was found. Writes nothing to the register."""
    started = time.monotonic()
    corrections = roster.corrections
    try:
        reading = read_file(files.fetch(roster.sha256), corrections)
    except Unreadable as error:
        return _refuse(actor, roster, error)
    with actor.enter():
        judgement = judge_for(roster.school_id, reading)
    return _keep(actor, roster, Outcome(judgement, seconds=time.monotonic() - started), Roster.State.CHECKED)


def commit_roster(*, actor: Scope, roster: Roster) -> Roster:
    """Judge again and write the good rows, all in one transaction. Doing it twice writes nothing twice."""
    reading = read_file(files.fetch(roster.sha256), roster.corrections)
    with actor.enter():
        school = Organization.objects.get(pk=roster.school_id)
        outcome = store_for(school, reading, roster.pk)
        stored = outcome.stored.added + outcome.stored.updated
        roster = _keep(actor, roster, outcome, Roster.State.COMMITTED, stored=stored)
        event_record(
            kind="roster_committed",
            actor_id=actor.user_id,
            organization_id=actor.organization_id,
            subject="roster",
            subject_id=roster.pk,
            data={"added": outcome.stored.added, "updated": outcome.stored.updated, "sha256": roster.sha256},
        )
    return roster


def import_file(*, actor: Scope, school: Organization, filename: str, data: bytes, dry_run: bool) -> Judgement:
    """The whole import at once, for the command: judge, and unless `dry_run` write the good rows and keep the roster."""
    _require(actor)
    reading = read_file(data)
    with actor.enter():
        if dry_run:
            return judge_for(school.pk, reading)
        digest = files.digest_of(data)
        files.keep(data, digest)
        roster = Roster.objects.create(
            school=school,
            filename=filename[-200:],
            sha256=digest,
            size=len(data),
            created_by_id=actor.user_id,
            created_at=clock.now(),
        )
        outcome = store_for(school, reading, roster.pk)
        stored = outcome.stored.added + outcome.stored.updated
        _keep(actor, roster, outcome, Roster.State.COMMITTED, stored=stored)
        event_record(
            kind="roster_committed",
            actor_id=actor.user_id,
            organization_id=school.pk,
            subject="roster",
            subject_id=roster.pk,
            data={"added": outcome.stored.added, "updated": outcome.stored.updated, "sha256": digest},
        )
    return outcome.judgement


def errors_take_out(*, actor: Scope, roster: Roster) -> bytes:
    """The error workbook of the last check, with a trace: it leaves the register with personal data in it."""
    _require(actor)
    name = files.error_name(roster.pk, roster.version)
    if files.exists(name):
        data = files.fetch(name)
    else:
        reading = read_file(files.fetch(roster.sha256), roster.corrections)
        judgement = judge_for(roster.school_id, reading)
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


def _refuse(actor: Scope, roster: Roster, error: Unreadable) -> Roster:
    with actor.enter():
        Roster.objects.filter(pk=roster.pk).update(state=Roster.State.REFUSED, refusal=str(error.message)[:300])
        roster.refresh_from_db()
    return roster


def _keep(actor: Scope, roster: Roster, outcome: Outcome, state: str, stored: int | None = None) -> Roster:
    judgement, version = outcome.judgement, roster.version + 1
    errors = judgement.errors
    if errors:
        files.keep(error_workbook(judgement.table, errors), files.error_name(roster.pk, version))
    files.forget(files.error_name(roster.pk, roster.version))
    counts = judgement.counts()
    with actor.enter():
        roster = Roster.objects.select_for_update().get(pk=roster.pk)
        if stored is not None:
            counts |= {"stored": stored, "new": 0, "changed": 0}
            roster.committed_at = clock.now()
            roster.committed_rows += outcome.stored.added
        roster.state, roster.version, roster.is_stale = state, version, False
        roster.counts, roster.announcements = counts, [] if stored is not None else judgement.announcements()
        roster.mapping = mapping_json(judgement.table.sheet.mapping, judgement.table.sheet.name) | {
            "others": judgement.table.sheet.others
        }
        shown = errors[:KEPT_PROBLEMS] + judgement.hints[:KEPT_PROBLEMS]
        names = judgement.table.values["name"]
        roster.problems = [problem_json(problem, names[problem.at] or "") for problem in shown]
        roster.checked_at, roster.seconds = clock.now(), outcome.seconds
        roster.save()
    return roster


def mapping_json(mapping: Mapping, sheet: str) -> dict[str, Any]:
    """How the columns were understood, for the page."""
    return {
        "sheet": sheet,
        "row": mapping.row,
        "columns": [[mapped.text, mapped.column.heading, mapped.required] for mapped in mapping.columns],
        "unknown": list(mapping.unknown),
        "repeated": list(mapping.repeated),
        "not_kept": list(mapping.not_kept),
        "absent": list(mapping.absent),
    }


def problem_json(problem: Problem, name: str) -> dict[str, Any]:
    """A problem for the page: identity numbers masked, the row's name beside it."""
    secret = COLUMNS[problem.field].is_secret if problem.field in COLUMNS else False
    found = asdict(problem.fault)
    return {
        "at": problem.at,
        "row": problem.row,
        "name": name,
        "field": problem.field,
        "heading": problem.heading,
        "value": mask("".join(problem.value.split())) if secret else problem.value[:_LONGEST_VALUE],
        **found,
    }


def _require(actor: Scope) -> None:
    if actor.level is not Level.SCHOOL or not actor.allows("manage_students"):
        raise NotAllowed
