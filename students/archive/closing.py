"""Closing the files of those who left (归档), and opening one again when the departure was none."""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from students.actions import SUBJECT
from students.archive.actions import closed_file_of, expect_keeper
from students.archive.checklist import Checklist, checklists
from students.archive.contents import rules_of
from students.archive.models import ClosedFile, HandOverLine, Reopening
from students.archive.queries import keeper_on
from students.models import Student
from students.statuses import OPEN_STATUSES
from xueji import clock
from xueji.audit.actions import event_record
from xueji.errors import Conflict, Invalid
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date_full

MOST = 1000


@transaction.atomic
def files_close(
    *,
    actor: Scope,
    students: Sequence[Student],
    closed_on: date,
    box: str = "",
    shelf: str = "",
    remark: str = "",
) -> list[ClosedFile]:
    """Close the files of students of the actor's school who left; gaps are noted as they are on the day.

    Those whose file is closed already are left alone. Raises NotAllowed, Invalid with field "students" or "closed_on".
    """
    if not students:
        raise Invalid(_("请先勾选要归档的学生。"), field="students")
    if len(students) > MOST:
        raise Invalid(_("每次最多归档 %(most)d 人。") % {"most": MOST}, field="students")
    school = students[0].school
    expect_keeper(actor, school.pk)
    locked = list(
        Student.objects.select_for_update(of=("self",))
        .filter(pk__in=[student.pk for student in students], school=school)
        .select_related("school", "programme", "school_class")
        .order_by("left_on", "school_number", "pk")
    )
    standing = set(ClosedFile.objects.standing().filter(student__in=locked).values_list("student_id", flat=True))
    fresh = [student for student in locked if student.pk not in standing]
    for student in fresh:
        _check(student, closed_on)
    rows = _rows(actor, school, fresh, closed_on, box=box, shelf=shelf, remark=remark)
    for row in rows:
        _record("archive_closed", actor, row)
    return rows


@transaction.atomic
def file_reopen(*, actor: Scope, student: Student, reason: str) -> Reopening:
    """Open a closed file again: the student is back, or was never gone. Its number is not given to another.

    Raises Conflict when it is not closed, or the paper has left the school.
    """
    expect_keeper(actor, student.school_id)
    if not reason.strip():
        raise Invalid(_("请写明重新启用的原因。"), field="reason")
    list(Student.objects.select_for_update(of=("self",)).filter(pk=student.pk).values_list("pk"))
    closed = closed_file_of(student.pk)
    if closed is None:
        raise Conflict(_("这份档案没有归档。"))
    if HandOverLine.objects.filter(closed_file=closed).exists():
        raise Conflict(_("纸质档案已经移交，不能在本校重新启用。"))
    reopening = Reopening.objects.create(
        school_id=student.school_id,
        closed_file=closed,
        reason=reason.strip()[:200],
        reopened_by_id=actor.user_id,
        reopened_at=clock.now(),
    )
    _record("archive_reopened", actor, closed, reason=reopening.reason)
    return reopening


def gaps_of(checklist: Checklist) -> list[dict[str, str]]:
    """What is missing, as it is written down: kind, label, why."""
    return [{"kind": row.kind.key.value, "label": row.kind.short, "why": row.lacks} for row in checklist.gaps]


def _check(student: Student, closed_on: date) -> None:
    if student.status in OPEN_STATUSES or student.left_on is None:
        raise Invalid(_("%(name)s 还在册，离校手续办结后才能归档。") % {"name": student.name}, field="students")
    if not student.left_on <= closed_on <= clock.today():
        raise Invalid(
            _("归档日期应在离校之日（%(name)s 为 %(day)s）和今天之间。")
            % {"name": student.name, "day": cn_date_full(student.left_on)},
            field="closed_on",
        )


def _rows(
    actor: Scope, school: Organization, students: Sequence[Student], closed_on: date, **place: str
) -> list[ClosedFile]:
    rules, lists = rules_of(school, closed_on), checklists(students, school, closed_on)
    keeper = keeper_on(school.pk, closed_on)
    numbers = _numbers(school.pk, closed_on.year, len(students))
    rows = []
    for student, number in zip(students, numbers, strict=True):
        assert student.left_on is not None  # who left has a day
        found = lists[student.pk]
        rows.append(
            ClosedFile(
                school=school,
                student=student,
                person_id=student.person_id,
                number=number,
                outcome=student.status,
                left_on=student.left_on,
                closed_on=closed_on,
                due_on=rules.paper_due_on(student.status, student.left_on, closed_on),
                is_complete=found.is_complete,
                gaps=gaps_of(found),
                papers=found.papers,
                keeper_id=keeper.user_id if keeper else None,
                closed_by_id=actor.user_id,
                closed_at=clock.now(),
                **place,
            )
        )
    return ClosedFile.objects.bulk_create(rows)


def _numbers(school_id: int, year: int, count: int) -> list[str]:
    """The next numbers of a school in a year: 2026-0001. Two who close at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"archive numbers {school_id}"])
    taken = ClosedFile.objects.filter(school=school_id, number__startswith=f"{year}-").order_by("-number")
    last = taken.values_list("number", flat=True).first()
    first = int(last.partition("-")[2]) + 1 if last else 1
    return [f"{year}-{serial:05d}" for serial in range(first, first + count)]


def _record(kind: str, actor: Scope, closed: ClosedFile, *, reason: str = "") -> None:
    event_record(
        kind=kind,
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject=SUBJECT,
        subject_id=closed.student_id,
        reason=reason,
        data={"file": closed.number},
    )
