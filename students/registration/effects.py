"""What registration does once all have agreed: status, formal numbers, the ledger. Set-based, for thousands."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from students.admission.facts import admissions_of
from students.changes import citation_of_decision
from students.models import StatusChange, Student
from students.registration.numbers import numbers_assign
from students.statuses import ChangeKind, Status
from xueji import clock
from xueji.cases.models import Case, Item
from xueji.errors import Conflict
from xueji.organizations.scope import Scope
from xueji.policies.engine.registry import get as policy
from xueji.policies.readers import reads
from xueji.policies.vocabulary import AdmissionSource

_BATCH = 1000


def registration_apply(case: Case, items: Sequence[Item], scope: Scope) -> int:
    """Register the students of these items; returns how many. Runs as the effect of the case.

    Raises Conflict when one of them is no longer waiting for registration.
    """
    students = _locked_waiting([item.student_id for item in items])
    numbers_assign((student.person, student.school.division_code, student.birth_date) for student in students)
    _show_new_numbers(items)
    since = _registered_since(case, students)
    by_day: dict[date, list[int]] = defaultdict(list)
    for key, day in since.items():
        by_day[day].append(key)
    for day, found in by_day.items():
        Student.objects.filter(pk__in=found).update(status=Status.STUDYING, registered_on=day)
    _write_ledger(case, students, since, scope)
    return len(students)


def _locked_waiting(keys: Sequence[int]) -> list[Student]:
    """The students, locked, with person and school; Conflict when one of them waits no longer."""
    rows = Student.objects.select_for_update(of=("self",)).select_related("person", "school")
    students = list(rows.filter(pk__in=keys).order_by("pk"))
    if len(students) != len(keys) or any(student.status != Status.PENDING for student in students):
        raise Conflict(_("名单中有学生的学籍状态在办理期间有了变化，请退回核对。"))
    return students


def _write_ledger(case: Case, students: Sequence[Student], since: dict[int, date], scope: Scope) -> None:
    citation, moment = citation_of_decision(case), clock.now()
    StatusChange.objects.bulk_create(
        [
            StatusChange(
                school_id=student.school_id,
                student_id=student.pk,
                person_id=student.person_id,
                kind=ChangeKind.REGISTRATION,
                from_status=Status.PENDING,
                to_status=Status.STUDYING,
                effective_on=since[student.pk],
                case_id=case.pk,
                citation=citation,
                recorded_by=scope.user_id,
                recorded_at=moment,
            )
            for student in students
        ],
        batch_size=_BATCH,
    )


@reads("registration.early_selection_since")
def _registered_since(case: Case, students: Sequence[Student]) -> dict[int, date]:
    """The day since which each has status: today, and where the regulation reads so the day of check-in for those selected
    early for art and sports (Beijing 13)."""
    today = clock.today()
    filed = localtime(case.submitted_at).date() if case.submitted_at else today
    values = policy(case.policy_key).parameters(filed)
    if values.text("registration.early_selection_since") != "check_in":
        return {student.pk: today for student in students}
    admissions = admissions_of(students)
    found = {}
    for student in students:
        admission = admissions.get(student.pk)
        early = admission is not None and admission.source == AdmissionSource.EARLY_SELECTION
        came = admission.checked_in_on if admission is not None and early else None
        found[student.pk] = came or today
    return found


def _show_new_numbers(items: Sequence[Item]) -> None:
    """The case goes on showing what was handed in, and beside it the number for life that came of it."""
    keys = [item.pk for item in items]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_item i SET snapshot = i.snapshot || jsonb_build_object('given_number_mask', p.number_mask)"
            " FROM students_person p WHERE p.id = i.person_id AND i.id = ANY (%s)",
            [keys],
        )
