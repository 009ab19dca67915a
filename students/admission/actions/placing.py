"""From admission to record: who has checked in is put into a class, and taken out of it again.

The records are written by the roster's own writer (students.rosters.store): same numbers, same locks, same constraints.
"""

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from students.admission.models import Admission
from students.admission.moves import locked, move, require
from students.admission.states import AdmissionState, Verb
from students.models import Profile, SchoolClass, Student
from students.rosters.checks.cells import Day
from students.rosters.checks.places import Places, ProgrammeKey
from students.rosters.checks.table import Table
from students.rosters.entries import HAN, Entry
from students.rosters.headings import Mapping
from students.rosters.judge import Judgement
from students.rosters.store import hold_school, store
from students.rosters.workbook import Sheet
from students.statuses import Status
from xueji import clock
from xueji.cases.models import Item
from xueji.cases.states import CaseState, ItemState
from xueji.errors import Conflict, NotAllowed
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import AdmissionSource

_IN_HAND = [CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED]
_RECRUITED = {AdmissionSource.EXAMINATION: "统一招生", AdmissionSource.REGISTERED: "自主招生"}
Refused = list[tuple[Admission, str]]


@transaction.atomic
def place(
    *, actor: Scope, admission_ids: Collection[int], school_class: SchoolClass, programme_confirmed: bool = False
) -> tuple[list[Admission], Refused]:
    """Put these into a class: pending records with the next school numbers. Returns who was, and who was not and why.

    Whose programme of admission is not known goes into none, unless the actor says that it is the programme of the class
    (`programme_confirmed`). Nobody is registered by it: that is a case of its own, up the chain.
    """
    require(actor)
    if school_class.school_id != actor.organization_id:
        raise NotAllowed(_("这个班级不是本校的。"))
    hold_school(school_class.school_id)
    rows = locked(admission_ids)
    refused = [(row, why) for row in rows if (why := _obstacle(row, school_class, confirmed=programme_confirmed))]
    out = {row.pk for row, _why in refused}
    fit = [row for row in rows if row.pk not in out]
    stored = store(_judgement(fit, school_class), school=school_class.school, roster_id=None)
    lost = {entry.identity_index for entry in stored.lost}
    for row in fit:
        if bytes(row.identity_index) in lost:
            refused.append((row, _("查重未过：已有在籍记录，请核对证件号；无误的由主管部门核实")))
    placed = [row for row in fit if bytes(row.identity_index) not in lost]
    placed = locked(row.pk for row in placed)
    move(
        actor=actor,
        admissions=placed,
        verb=Verb.PLACE,
        changes=lambda _row: {"programme": school_class.programme},
        note=school_class.name,
        data={"class": school_class.pk},
    )
    return placed, refused


@transaction.atomic
def release(*, actor: Scope, admission: Admission) -> Admission:
    """Take somebody out of the class again; the pending record goes. Raises Conflict where something was built on it."""
    require(actor)
    [row] = locked([admission.pk])
    let_go(row)
    [row] = move(actor=actor, admissions=[row], verb=Verb.RELEASE, changes=lambda _row: {"student_id": None})
    return row


def let_go(admission: Admission) -> None:
    """Remove the pending record of an admission, if it has one; the admission stays, whatever it was made from.

    Raises Conflict where the record is registered or something was built on it (a case, a photo, papers).
    """
    if admission.student_id is None:
        return
    key, problem = (
        admission.student_id,
        _("“%s”的学生记录已经上报注册或附有材料，请先退回办件、撤下材料。") % admission.name,
    )
    in_a_case = Item.objects.filter(student_id=key, case__state__in=_IN_HAND, state=ItemState.PENDING).exists()
    if in_a_case or not Student.objects.filter(pk=key, status=Status.PENDING).exists():
        raise Conflict(problem)
    Admission.objects.filter(pk=admission.pk).update(is_from_roster=False)
    admission.is_from_roster = False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            Profile.objects.filter(student_id=key)._raw_delete(Profile.objects.db)
            Student.objects.filter(pk=key)._raw_delete(Student.objects.db)
            # Whatever points to the record says so now, not at the end of the transaction.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise Conflict(problem) from error


def _obstacle(row: Admission, school_class: SchoolClass, *, confirmed: bool) -> str:
    if row.state != AdmissionState.CHECKED_IN:
        return _("现在是“%s”，还没有报到") % row.get_state_display()
    if row.student_id is not None:
        return _("已经编班")
    if row.programme_id is not None and row.programme_id != school_class.programme_id:
        known = {"own": row.programme, "other": school_class.programme}
        return _("录取专业是 %(own)s，所选班级是 %(other)s") % known
    if row.programme_id is None and not confirmed:
        return unknown_programme(row)
    return ""


def unknown_programme(row: Admission) -> str:
    """What is said of somebody whose programme of admission is none of the school's."""
    if row.programme_text:
        return _("录取名册写“%(text)s”，没有对上本校专业，请先确认录取专业") % {"text": row.programme_text}
    return _("录取名册没有写专业，请先确认录取专业")


def _judgement(rows: Collection[Admission], school_class: SchoolClass) -> Judgement:
    table = Table(Sheet("", Mapping(0, ()), [], [], []), Day(clock.today()))
    return Judgement(table, Places(), new=[_entry(at, row, school_class) for at, row in enumerate(rows)])


def _entry(at: int, row: Admission, school_class: SchoolClass) -> Entry:
    programme = school_class.programme
    profile = {
        "exam_score": "" if row.score is None else f"{row.score.normalize():f}",
        "candidate_number": row.candidate_number,
        "exam_ticket": row.ticket_number,
        "graduated_from": row.came_from,
        "phone": row.phone,
        "recruit_way": _RECRUITED.get(AdmissionSource(row.source), ""),
        "name_pinyin": row.name_key,
    }
    return Entry(
        at=at,
        name=row.name,
        sex=row.sex,
        birth_date=row.birth_date,
        identity_type=row.identity_type,
        identity_number=row.identity_number,
        identity_index=bytes(row.identity_index),
        school_number="",
        cohort=school_class.cohort,
        programme=ProgrammeKey(
            programme.pk, programme.major_code, programme.name, programme.short_name, programme.years
        ),
        class_name=school_class.name,
        entered_on=_entered_on(row),
        ethnic_code=HAN,
        own={name: value for name, value in profile.items() if value},
    )


def _entered_on(row: Admission) -> date:
    assert row.checked_in_on is not None  # a constraint: who is present checked in
    return row.checked_in_on
