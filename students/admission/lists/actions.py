"""Verbs on an authority's list: upload, dry run and commit as jobs, headings, discard, take the errors out."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from students.admission.actions.entering import admission_amend, admission_of
from students.admission.lists.columns import VOCABULARY
from students.admission.lists.judging import Judgement, differences, judge
from students.admission.lists.reading import read_list
from students.admission.models import Admission, AdmissionRoster
from students.admission.moves import listed, locked, require
from students.admission.states import TRANSITIONS, Verb
from students.rosters.choices import choices_keep, choices_of
from students.rosters.judge import Reading
from students.rosters.limits import Unreadable, refuse_hostile
from students.rosters.problems import Problem
from students.rosters.sheets import error_workbook
from students.rosters.store import hold_school
from students.rosters.workbook import NotMapped, Sheet, row_label
from xueji import clock
from xueji.audit.actions import event_record
from xueji.codes.identity import mask
from xueji.database.shelf import Shelf, digest_of
from xueji.errors import Conflict
from xueji.jobs.models import Job
from xueji.organizations.running import job_start
from xueji.organizations.scope import Scope

KEPT_PROBLEMS = 2_000
CHECK, COMMIT = "admission_list_check", "admission_list_commit"
CHOICES = "admission"
"""Under what the choices for headings of such lists are remembered."""
_GIVEN_UP = (Job.State.FAILED, Job.State.CANCELLED)
_SHELF = Shelf("admission_lists")
_State = AdmissionRoster.State


@dataclass(frozen=True)
class Terms:
    """What a list does not say of itself."""

    year: int
    season: str
    source: str
    channel: str
    check_in_due_on: date


@transaction.atomic
def list_upload(*, actor: Scope, filename: str, data: bytes, terms: Terms) -> AdmissionRoster:
    """Keep a file and start its dry run, which writes nothing to the list. Raises Unreadable (an Invalid on the form's
    field) for a file that cannot be a table."""
    require(actor)
    refuse_hostile(data)
    digest = digest_of(data)
    _SHELF.keep(data, digest)
    roster = AdmissionRoster.objects.create(
        school_id=actor.organization_id or 0,
        filename=filename[-200:],
        sha256=digest,
        size=len(data),
        created_by_id=actor.user_id,
        created_at=clock.now(),
        **asdict(terms),
    )
    return list_check_start(actor=actor, roster=roster)


@transaction.atomic
def list_check_start(*, actor: Scope, roster: AdmissionRoster) -> AdmissionRoster:
    """Start a dry run in the background, also after a job that failed. Raises Conflict while one is at work."""
    require(actor)
    if roster.is_working and Job.objects.filter(pk=roster.job_id or 0, state__in=_GIVEN_UP).exists():
        AdmissionRoster.objects.filter(pk=roster.pk, job_id=roster.job_id).update(state=_State.CHECKED)
    return _start(roster, (_State.CHECKED, _State.REFUSED), _State.CHECKING, CHECK)


@transaction.atomic
def list_commit_start(*, actor: Scope, roster: AdmissionRoster) -> AdmissionRoster:
    """Start writing the good rows in the background. Raises Conflict for a list that was dealt with."""
    require(actor)
    return _start(roster, (_State.CHECKED,), _State.COMMITTING, COMMIT)


def _start(roster: AdmissionRoster, free: tuple[str, ...], state: str, kind: str) -> AdmissionRoster:
    if not AdmissionRoster.objects.filter(pk=roster.pk, state__in=free).update(state=state):
        roster.refresh_from_db(fields=["state"])
        raise Conflict(_("这份录取名册已经“%s”，不能再办。") % roster.get_state_display())
    job = job_start(kind=kind, subject_id=roster.pk, total=int(roster.count("rows")))
    AdmissionRoster.objects.filter(pk=roster.pk).update(job_id=job.pk)
    roster.refresh_from_db()
    return roster


def list_check(*, actor: Scope, roster: AdmissionRoster) -> AdmissionRoster:
    """The dry run: read the file, judge it, keep what was found."""
    try:
        reading = _reading(actor, roster)
    except Unreadable as error:
        return _refuse(actor, roster, error)
    with actor.enter():
        roster = AdmissionRoster.objects.select_for_update().get(pk=roster.pk)
        if roster.state == _State.CHECKING:
            _keep(roster, judge(reading, roster))
            roster.state = _State.CHECKED
            roster.save()
    return roster


def list_commit(*, actor: Scope, roster: AdmissionRoster) -> AdmissionRoster:
    """Judge again and write the good rows, all or nothing. Doing it twice, or by two at once, writes nothing twice."""
    reading = _reading(actor, roster)
    with actor.enter():
        hold_school(roster.school_id)
        roster = AdmissionRoster.objects.select_for_update().get(pk=roster.pk)
        if roster.state != _State.COMMITTING:
            return roster
        judgement = judge(reading, roster)
        rows = [admission_of(entered, roster.school_id, roster) for _at, entered in judgement.new]
        Admission.objects.bulk_create(rows, batch_size=1000)
        listed(actor, rows)
        changed = _bring_up_to_date(actor, judgement)
        _keep(roster, judgement)
        roster.counts |= {"stored": len(rows), "updated": changed, "new": 0, "changed": 0}
        roster.state, roster.committed_at = _State.COMMITTED, clock.now()
        roster.save()
        event_record(
            kind="admission_list_committed",
            actor_id=actor.user_id,
            organization_id=actor.organization_id,
            subject="admission_roster",
            subject_id=roster.pk,
            data={"added": len(rows), "updated": changed, "sha256": roster.sha256},
        )
    return roster


@transaction.atomic
def list_headings_choose(
    *, actor: Scope, roster: AdmissionRoster, chosen: dict[str, tuple[str, str]]
) -> AdmissionRoster:
    """Say what headings mean, for this list and the school's next ones, and check again. Raises Invalid where two headings
    are to be one column."""
    require(actor)
    choices_keep(school_id=roster.school_id, user_id=actor.user_id, chosen=chosen, of=CHOICES, vocabulary=VOCABULARY)
    return list_check_start(actor=actor, roster=roster)


def file_of(roster: AdmissionRoster) -> bytes:
    """The file as it was sent."""
    return _SHELF.fetch(roster.sha256)


def _reading(actor: Scope, roster: AdmissionRoster) -> Reading:
    """Reading takes its time and needs no transaction."""
    with actor.enter():
        choices = choices_of(roster.school_id, CHOICES)
    return read_list(file_of(roster), today=clock.today(), choices=choices, filename=roster.filename)


def _refuse(actor: Scope, roster: AdmissionRoster, error: Unreadable) -> AdmissionRoster:
    mapping = {"missing": list(error.mapping.missing)} if isinstance(error, NotMapped) else {}
    with actor.enter():
        AdmissionRoster.objects.filter(pk=roster.pk, state=_State.CHECKING).update(
            state=_State.REFUSED, refusal=str(error.message)[:300], mapping=mapping
        )
        roster.refresh_from_db()
    return roster


@transaction.atomic
def list_discard(*, actor: Scope, roster: AdmissionRoster) -> AdmissionRoster:
    """Put a list aside that was only looked at."""
    require(actor)
    changed = AdmissionRoster.objects.filter(pk=roster.pk, state__in=(_State.CHECKED, _State.REFUSED)).update(
        state=_State.DISCARDED
    )
    if not changed:
        raise Conflict(_("这份录取名册已经处理过。"))
    roster.refresh_from_db()
    return roster


def list_errors(*, actor: Scope, roster: AdmissionRoster) -> bytes:
    """The wrong rows as a workbook that can be mended and sent again, with a trace: personal data leave the register."""
    require(actor)
    judgement = judge(_reading(actor, roster), roster)
    event_record(
        kind="admission_list_errors_downloaded",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="admission_roster",
        subject_id=roster.pk,
        data={"rows": len(judgement.table.bad)},
    )
    if not judgement.errors:
        raise Unreadable("no_errors", _("这份名册没有有误的行。"))
    return error_workbook(judgement.table, judgement.errors)


def _bring_up_to_date(actor: Scope, judgement: Judgement) -> int:
    said = {present.pk: differences(entered, present) for _at, entered, present in judgement.changed}
    fit = [row for row in locked(said) if row.state in TRANSITIONS[Verb.AMEND].sources]
    for row in fit:
        admission_amend(actor=actor, admission=row, values=said[row.pk])
    return len(fit)


def _keep(roster: AdmissionRoster, judgement: Judgement) -> None:
    mapping = judgement.table.sheet.mapping
    names = judgement.table.values["name"]
    roster.counts = judgement.counts()
    roster.mapping = {
        "sheet": judgement.table.sheet.name,
        "row": mapping.row,
        "columns": [[mapped.text, mapped.column.heading] for mapped in mapping.columns],
        "unknown": list(mapping.unknown),
        "repeated": list(mapping.left_out("repeated")),
        "notes": judgement.told(),
    }
    shown = judgement.errors[:KEPT_PROBLEMS] + judgement.hints[:KEPT_PROBLEMS]
    sheet = judgement.table.sheet
    roster.problems = [_problem(problem, names[problem.at] or "", sheet) for problem in shown]


def _problem(problem: Problem, name: str, sheet: Sheet) -> dict[str, Any]:
    secret = problem.field in VOCABULARY.columns and VOCABULARY.columns[problem.field].is_secret
    return {
        "row": row_label(problem.row, sheet.names),
        "name": name,
        "heading": problem.heading,
        "value": mask("".join(problem.value.split())) if secret else problem.value[:200],
        "message": str(problem.fault.message),
        "remedy": str(problem.fault.remedy),
        "is_hint": problem.fault.is_hint,
    }
