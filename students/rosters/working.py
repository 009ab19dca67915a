"""The works on a roster that take their time, run by jobs and by the command: the dry run and the commit."""

import time
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from students.models import Roster
from students.rosters import files
from students.rosters.checking import Outcome, dry_run_for, read_file, store_for
from students.rosters.choices import choices_of
from students.rosters.columns import COLUMNS
from students.rosters.generations import generation_of
from students.rosters.headings import Mapping
from students.rosters.judge import Judgement, Reading
from students.rosters.limits import Unreadable
from students.rosters.previews import fingerprint_of, preview_of
from students.rosters.problems import Problem
from students.rosters.sheets import error_workbook
from students.rosters.store import hold_school
from students.rosters.workbook import NotMapped, Sheet, row_label
from xueji import clock
from xueji.audit.actions import event_record
from xueji.codes.identity import mask
from xueji.database.fence import Level
from xueji.errors import NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

KEPT_PROBLEMS = 5_000  # so many are listed on the page; the error workbook has all
LONGEST_VALUE = 200


def require(actor: Scope) -> None:
    """Raise NotAllowed unless the actor keeps the students of a school."""
    if actor.level is not Level.SCHOOL or not actor.allows("manage_students"):
        raise NotAllowed


def reading_of(actor: Scope, roster: Roster) -> Reading:
    """The roster's file, read with its corrections and the school's headings; Unreadable when it cannot be.

    The reading takes its time and needs no transaction.
    """
    with actor.enter():
        choices = choices_of(roster.school_id)
    return read_file(files.fetch(roster.sha256), roster.corrections, choices, filename=roster.filename)


def check_roster(*, actor: Scope, roster: Roster) -> Roster:
    """The dry run: read the file, judge it, keep what was found. Writes nothing to the register."""
    started = time.monotonic()
    try:
        reading = reading_of(actor, roster)
    except Unreadable as error:
        return _refuse(actor, roster, error)
    with actor.enter():
        judgement = dry_run_for(roster.school_id, reading)
    return _keep(actor, roster, Outcome(judgement, seconds=time.monotonic() - started), Roster.State.CHECKED)


def commit_roster(*, actor: Scope, roster: Roster) -> Roster:
    """Judge again and write the good rows, all in one transaction. Doing it twice writes nothing twice.

    Where the register has changed since the dry run, so that something else would be written than what was looked at,
    nothing is written: the roster is checked anew and says so.
    """
    reading = reading_of(actor, roster)
    with actor.enter():
        school = Organization.objects.get(pk=roster.school_id)
        hold_school(school.pk)
        roster = Roster.objects.select_for_update().get(pk=roster.pk)
        if roster.state != Roster.State.COMMITTING:
            return roster  # somebody else did this very commit while the file was being read
        outcome = store_for(school, reading, roster.pk, expected=roster.fingerprint)
        if outcome.is_outdated:
            return _keep(actor, roster, outcome, Roster.State.CHECKED)
        roster = _keep(actor, roster, outcome, Roster.State.COMMITTED)
        _record_commit(actor, roster, outcome)
    return roster


def import_file(*, actor: Scope, school: Organization, filename: str, data: bytes, dry_run: bool) -> Judgement:
    """The whole import at once, for the command: judge, and unless `dry_run` write the good rows and keep the roster."""
    require(actor)
    with actor.enter():
        choices = choices_of(school.pk)
    reading = read_file(data, choices=choices, filename=filename)
    with actor.enter():
        if dry_run:
            return dry_run_for(school.pk, reading)
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
        _record_commit(actor, _keep(actor, roster, outcome, Roster.State.COMMITTED), outcome)
    return outcome.judgement


def _record_commit(actor: Scope, roster: Roster, outcome: Outcome) -> None:
    event_record(
        kind="roster_committed",
        actor_id=actor.user_id,
        organization_id=roster.school_id,
        subject="roster",
        subject_id=roster.pk,
        data={"added": outcome.stored.added, "updated": outcome.stored.updated, "sha256": roster.sha256},
    )


def _refuse(actor: Scope, roster: Roster, error: Unreadable) -> Roster:
    mapping = mapping_json(error.mapping, error.name) if isinstance(error, NotMapped) else {}
    with actor.enter():
        Roster.objects.filter(pk=roster.pk).update(
            state=Roster.State.REFUSED, refusal=str(error.message)[:300], mapping=mapping, is_stale=False
        )
        roster.refresh_from_db()
    return roster


def _keep(actor: Scope, roster: Roster, outcome: Outcome, state: str) -> Roster:
    judgement, version = outcome.judgement, roster.version + 1
    errors = judgement.errors
    if errors:
        files.keep(error_workbook(judgement.table, errors), files.error_name(roster.pk, version))
    files.forget(files.error_name(roster.pk, roster.version))
    with actor.enter():
        roster = Roster.objects.select_for_update().get(pk=roster.pk)
        roster.state, roster.version, roster.is_stale = state, version, False
        roster.counts, roster.announcements = judgement.counts(), judgement.announcements()
        roster.preview, roster.fingerprint = preview_of(judgement), fingerprint_of(judgement)
        if state == Roster.State.COMMITTED:
            _keep_commit(roster, outcome)
        elif outcome.is_outdated:
            roster.announcements = [_outdated(judgement), *roster.announcements]
        sheet = judgement.table.sheet
        roster.mapping = mapping_json(sheet.mapping, sheet.name) | {"others": sheet.others}
        shown = errors[:KEPT_PROBLEMS] + judgement.hints[:KEPT_PROBLEMS]
        names = judgement.table.values["name"]
        roster.problems = [problem_json(problem, names[problem.at] or "", sheet) for problem in shown]
        roster.checked_at, roster.seconds = clock.now(), outcome.seconds
        roster.save()
    return roster


def _keep_commit(roster: Roster, outcome: Outcome) -> None:
    stored = outcome.stored
    roster.counts |= {
        "stored": stored.added + stored.updated, "added": stored.added, "updated": stored.updated, "new": 0, "changed": 0,
    }  # fmt: skip
    roster.announcements, roster.fingerprint = [], ""
    roster.committed_at = clock.now()
    roster.committed_rows += stored.added
    made = roster.made
    roster.made = {
        "programmes": [*made.get("programmes", []), *stored.programmes],
        "classes": [*made.get("classes", []), *stored.classes],
    }
    if stored.window:
        roster.history_mark = {"windows": [*roster.history_mark.get("windows", []), stored.window]}


def _outdated(judgement: Judgement) -> str:
    values = {"new": len(judgement.new), "changed": len(judgement.changed), "same": len(judgement.same)}
    text = _(
        "没有写入：试导入之后登记册变了（可能另有人导入了同样的学生）。这是重新核对的结果："
        "新增 %(new)s 行，改 %(changed)s 行，已在册且相同 %(same)s 行。请看过再提交。"
    )
    return str(text % values)


def mapping_json(mapping: Mapping, sheet: str) -> dict[str, Any]:
    """How the columns were understood, for the page."""
    generation = generation_of(mapping)
    return {
        "sheet": sheet,
        "row": mapping.row,
        "generation": str(generation.label) if generation else "",
        "columns": [[mapped.text, mapped.column.heading, mapped.required] for mapped in mapping.columns],
        "unknown": list(mapping.unknown),
        "repeated": list(mapping.left_out("repeated")),
        "not_kept": list(mapping.left_out("not_kept")),
        "ignored": list(mapping.left_out("ignored")),
        "absent": list(mapping.absent),
        "missing": list(mapping.missing),
    }


def problem_json(problem: Problem, name: str, sheet: Sheet) -> dict[str, Any]:
    """A problem for the page: identity numbers masked, the row's name beside it."""
    secret = COLUMNS[problem.field].is_secret if problem.field in COLUMNS else False
    return {
        "at": problem.at,
        "row": problem.row,
        "row_label": row_label(problem.row, sheet.names),
        "name": name,
        "field": problem.field,
        "heading": problem.heading,
        "value": mask("".join(problem.value.split())) if secret else problem.value[:LONGEST_VALUE],
        **asdict(problem.fault),
    }
