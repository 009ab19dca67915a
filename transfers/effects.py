"""What a transfer does once all have agreed: the person leaves one register and enters the other, number and all."""

import re

from django.db import connection
from django.utils.translation import gettext as _

from students.changes import Change, changes_apply, changes_undo, citation_of_decision, students_lock, undo_obstacle
from students.models import Profile, StatusChange, Student
from students.statuses import OPEN_STATUSES, ChangeKind, Status
from transfers.models import Transfer
from xueji import clock
from xueji.cases.models import Case
from xueji.errors import Conflict, Invalid
from xueji.organizations.scope import Scope

_LOCK_CLASS = 0x786E  # school numbers are given out one at a time in a school
_DIGITS = 5

# A student in a special school may go on to another school than the original one.
LEAVES_FROM = frozenset({Status.STUDYING, Status.ON_LEAVE, Status.SPECIAL_SCHOOL})


def transfer_apply(case: Case, scope: Scope) -> Student:
    """Move the student: two records, one person, one number. Runs as the effect of the case; returns the new record (the
    old one where the student leaves for a school outside the register).

    Raises Invalid without a class, Conflict when the student is no longer where the case found them.
    """
    transfer = (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("to_programme", "to_school", "case__outside_school")
        .get(case=case)
    )
    student = students_lock([transfer.student_id])[transfer.student_id]
    if transfer.to_school_id is not None and transfer.to_class_id is None:
        raise Invalid(_("转入学校还没有安排班级。"), field="to_class")
    if transfer.from_school_id is None:
        return _take_in(case, scope, transfer, student)
    if student.status not in LEAVES_FROM or student.school_id != transfer.from_school_id:
        raise Conflict(_("该生的学籍状态在办理期间有了变化，请退回核对。"))
    before = student.status
    left = Change(student, ChangeKind.TRANSFER_OUT, Status.TRANSFERRED, note=_("转往%(to)s") % {"to": transfer.to_name})
    changes_apply(case, scope, [left])
    if transfer.to_school_id is None:
        return student
    # Who comes out of a special school to another school studies there (Beijing 19 ¶2, Zhejiang 17 ¶5).
    new = _arrive(transfer, student, Status.STUDYING if before == Status.SPECIAL_SCHOOL else before)
    _write_arrival(case, scope, new)
    transfer.new_student = new
    transfer.save(update_fields=["new_student"])
    return new


def _take_in(case: Case, scope: Scope, transfer: Transfer, student: Student) -> Student:
    """Who comes from outside the register: the pending record gets status. The ledger begins with the arrival."""
    if student.status != Status.PENDING or student.school_id != transfer.to_school_id:
        raise Conflict(_("该生的学籍状态在办理期间有了变化，请退回核对。"))
    student.status, student.registered_on = Status.STUDYING, clock.today()
    student.school_class_id = transfer.to_class_id  # type: ignore[assignment]
    student.save(update_fields=["status", "registered_on", "school_class"])
    _write_arrival(case, scope, student, note=_("从%(origin)s转入（系统外）") % {"origin": transfer.from_name})
    transfer.new_student = student
    transfer.save(update_fields=["new_student"])
    return student


def transfer_undo(case: Case, scope: Scope) -> None:
    """Take a transfer back, as effect of the case `scope.case_id`: the record left behind is taken up again as it was, the
    one that was made is closed. Raises Conflict when something was built on the new one."""
    if obstacle := transfer_obstacle(case):
        raise Conflict(obstacle)
    changes_undo(case.pk, undoing=Case.objects.get(pk=scope.case_id or 0), scope=scope)


def transfer_obstacle(case: Case) -> str:
    """Why the transfer cannot be taken back now; empty when it can. Runs unfenced."""
    arrived = StatusChange.objects.filter(case_id=case.pk, kind=ChangeKind.TRANSFER_IN).first()
    if arrived and StatusChange.objects.filter(student=arrived.student_id, pk__gt=arrived.pk).exists():
        return _("该生转入之后又有学籍异动，要先处理后来的异动。")
    return undo_obstacle(case.pk)


def _arrive(transfer: Transfer, old: Student, status: str) -> Student:
    """The record at the to-school. Entry and registration days stay what they were: they are the student's, not the
    school's; the day of arrival is that of the ledger's row."""
    school, programme = transfer.to_school, transfer.to_programme
    assert school is not None and programme is not None  # who leaves for outside the register has no record here
    new = Student.objects.get(pk=old.pk)
    new.pk = None
    new._state.adding = True
    new.school = school
    new.status, new.left_on = status, None
    new.programme, new.cohort = programme, transfer.to_cohort
    new.school_class_id = transfer.to_class_id  # type: ignore[assignment]
    new.school_number = next_school_number(school.pk, transfer.to_cohort)
    new.came_from = old
    new.roster_id = None
    new.save(force_insert=True)
    profile = Profile.objects.filter(student=old).values_list("data", flat=True).first()
    Profile.objects.create(student=new, school=school, data=profile or {})
    return new


def _write_arrival(case: Case, scope: Scope, new: Student, *, note: str = "") -> None:
    """The first row of a record: it had no status before, so that taking it back closes it."""
    StatusChange.objects.create(
        school_id=new.school_id,
        student=new,
        person_id=new.person_id,
        kind=ChangeKind.TRANSFER_IN,
        to_status=new.status,
        after={"programme_id": new.programme_id, "cohort": new.cohort, "school_number": new.school_number},
        effective_on=clock.today(),
        case_id=case.pk,
        citation=citation_of_decision(case),
        note=note[:200],
        recorded_by=scope.user_id,
        recorded_at=clock.now(),
    )


def next_school_number(school_id: int, cohort: int) -> str:
    """The next free number of a school's cohort: the year and a serial as long as the school's own.

    Holds a lock of the school until the transaction ends, so that two arrivals do not get the same number.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, school_id])
    pattern = re.compile(rf"^{cohort}(\d{{3,12}})$")
    taken = Student.objects.filter(
        school=school_id, school_number__startswith=str(cohort), status__in=OPEN_STATUSES
    ).values_list("school_number", flat=True)
    serials = [match[1] for number in taken if (match := pattern.match(number))]
    highest = max(serials, key=int, default="0" * _DIGITS)
    return f"{cohort}{int(highest) + 1:0{len(highest)}d}"
