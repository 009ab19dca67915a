"""The health examination of newcomers: results, the place kept for who is ill, the re-check (Beijing 7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from students.admission.actions.placing import let_go
from students.admission.models import Admission, AdmissionPaper, HealthExamination
from students.admission.moves import locked, move, require
from students.admission.reading import reading_of
from students.admission.states import AdmissionState, Verb
from xueji import clock
from xueji.errors import Conflict, Invalid, RuleViolated
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import HospitalGrade

Kind, Result = HealthExamination.Kind, HealthExamination.Result


@dataclass(frozen=True)
class Finding:
    """What a hospital found."""

    examined_on: date
    result: str
    hospital_name: str = ""
    hospital_grade: str = HospitalGrade.UNKNOWN.value
    hospital_local: bool = True
    note: str = ""
    paper: AdmissionPaper | None = None


@transaction.atomic
def examination_record(*, actor: Scope, admission: Admission, finding: Finding) -> HealthExamination:
    """Record a result: of the entry examination, or of the re-check while a place is kept.

    Raises RuleViolated for a re-check that the text does not accept (hospital, paper, day), Invalid for a day to come.
    """
    require(actor)
    [row] = locked([admission.pk])
    if finding.examined_on > clock.today():
        raise Invalid(_("体检日期还没有到。"), field="examined_on")
    is_recheck = row.state == AdmissionState.KEPT
    examination = _made(actor, row, finding, Kind.RECHECK if is_recheck else Kind.ENTRY)
    if is_recheck:
        verdicts = reading_of(row.school).recheck(row, examination, AdmissionPaper.objects.filter(admission=row))
        if verdicts.blocks:
            raise RuleViolated(_("这次复查按规定不能作准：请看核对结果。"), verdicts=verdicts)
    examination.save()
    move(
        actor=actor,
        admissions=[row],
        verb=Verb.RECHECK if is_recheck else Verb.EXAMINE,
        on=finding.examined_on,
        data={"examination": examination.pk, "result": finding.result},
    )
    return examination


@transaction.atomic
def examinations_record(*, actor: Scope, findings: Collection[tuple[int, Finding]]) -> int:
    """Record the results of many in one go (the grid); those who are not there or kept are left out. Returns how many."""
    require(actor)
    by_key = dict(findings)
    rows = [row for row in locked(by_key) if not row.is_lost and row.state != AdmissionState.KEPT]
    if any(finding.examined_on > clock.today() for finding in by_key.values()):
        raise Invalid(_("体检日期还没有到。"), field="examined_on")
    HealthExamination.objects.bulk_create([_made(actor, row, by_key[row.pk], Kind.ENTRY) for row in rows])
    move(actor=actor, admissions=rows, verb=Verb.EXAMINE)
    return len(rows)


@transaction.atomic
def place_keep(*, actor: Scope, admission: Admission, decided_on: date | None = None) -> Admission:
    """Keep the place of somebody who was found ill; a pending record and its place in a class are given up for now.

    Raises RuleViolated where nobody was found ill, Conflict where the regulation knows no kept place.
    """
    require(actor)
    [row] = locked([admission.pk])
    day = decided_on or clock.today()
    if day > clock.today():
        raise Invalid(_("决定日期还没有到。"), field="decided_on")
    reading = reading_of(row.school)
    if not reading.keeps_places:
        raise Conflict(_("本校适用的办法没有因病保留入学资格的规定，请与学生商定延期报到。"))
    last = row.examinations.filter(kind=Kind.ENTRY).order_by("-pk").first()
    ill = last is not None and last.result == Result.ILL
    verdicts = reading.entry_health(last.examined_on if last else None, ill=ill, on=day)
    if last is None or verdicts.blocks:
        raise RuleViolated(_("没有登记患病的体检结果，不能保留入学资格。"), verdicts=verdicts)
    until = reading.kept_until(day, last.examined_on)
    let_go(row)
    [row] = move(
        actor=actor,
        admissions=[row],
        verb=Verb.KEEP,
        on=day,
        changes=lambda _row: {"kept_on": day, "kept_until": until, "checked_in_on": None, "student_id": None},
        data={"until": until.isoformat()},
    )
    return row


def _made(actor: Scope, row: Admission, finding: Finding, kind: HealthExamination.Kind) -> HealthExamination:
    return HealthExamination(
        school_id=row.school_id,
        admission=row,
        kind=kind,
        examined_on=finding.examined_on,
        hospital_name=finding.hospital_name,
        hospital_grade=finding.hospital_grade,
        hospital_local=finding.hospital_local,
        result=Result(finding.result),
        note=finding.note[:200],
        paper=finding.paper,
        recorded_by_id=actor.user_id,
        recorded_at=clock.now(),
    )
