"""Verbs on an authority's list: upload with a dry run, commit as one action, discard, take the errors out."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from students.admission.actions.entering import admission_amend, admission_of
from students.admission.lists.judging import Judgement, differences, judge
from students.admission.lists.reading import read_list
from students.admission.models import Admission, AdmissionRoster
from students.admission.moves import listed, locked, require
from students.admission.states import TRANSITIONS, Verb
from students.rosters.columns import COLUMNS
from students.rosters.limits import Unreadable
from students.rosters.problems import Problem
from students.rosters.sheets import error_workbook
from students.rosters.store import hold_school
from xueji import clock
from xueji.audit.actions import event_record
from xueji.codes.identity import mask
from xueji.database.shelf import Shelf, digest_of
from xueji.errors import Conflict
from xueji.organizations.scope import Scope

KEPT_PROBLEMS = 2_000
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
    """Keep a file, read and judge it; writes nothing to the list. Raises Unreadable for what is no such list."""
    require(actor)
    reading = read_list(data, today=clock.today())
    digest = digest_of(data)
    _SHELF.keep(data, digest)
    roster = AdmissionRoster(
        school_id=actor.organization_id or 0,
        filename=filename[-200:],
        sha256=digest,
        size=len(data),
        created_by_id=actor.user_id,
        created_at=clock.now(),
        **asdict(terms),
    )
    judgement = judge(reading, roster)
    _keep(roster, judgement)
    roster.save()
    return roster


@transaction.atomic
def list_commit(*, actor: Scope, roster: AdmissionRoster) -> AdmissionRoster:
    """Judge again and write the good rows, all or nothing. Doing it twice writes nothing twice."""
    require(actor)
    roster = AdmissionRoster.objects.select_for_update().get(pk=roster.pk)
    if roster.state != _State.CHECKED:
        raise Conflict(_("这份录取名册已经“%s”，不能再入库。") % roster.get_state_display())
    hold_school(roster.school_id)
    judgement = judge(read_list(_SHELF.fetch(roster.sha256), today=clock.today()), roster)
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
def list_discard(*, actor: Scope, roster: AdmissionRoster) -> AdmissionRoster:
    """Put a list aside that was only looked at."""
    require(actor)
    changed = AdmissionRoster.objects.filter(pk=roster.pk, state=_State.CHECKED).update(state=_State.DISCARDED)
    if not changed:
        raise Conflict(_("这份录取名册已经处理过。"))
    roster.refresh_from_db()
    return roster


def list_errors(*, actor: Scope, roster: AdmissionRoster) -> bytes:
    """The wrong rows as a workbook that can be mended and sent again, with a trace: personal data leave the register."""
    require(actor)
    judgement = judge(read_list(_SHELF.fetch(roster.sha256), today=clock.today()), roster)
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
    }
    shown = judgement.errors[:KEPT_PROBLEMS] + judgement.hints[:KEPT_PROBLEMS]
    roster.problems = [_problem(problem, names[problem.at] or "") for problem in shown]


def _problem(problem: Problem, name: str) -> dict[str, Any]:
    secret = problem.field in COLUMNS and COLUMNS[problem.field].is_secret
    return {
        "row": problem.row,
        "name": name,
        "heading": problem.heading,
        "value": mask("".join(problem.value.split())) if secret else problem.value[:200],
        "message": str(problem.fault.message),
        "remedy": str(problem.fault.remedy),
        "is_hint": problem.fault.is_hint,
    }
