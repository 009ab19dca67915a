"""What registration does once all have agreed: status, formal numbers, the ledger. Set-based, for thousands."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from students.admission.facts import admissions_of
from students.admission.models import Admission
from students.changes import citation_of_decision
from students.models import StatusChange, Student
from students.registration.numbers import numbers_assign
from students.statuses import ChangeKind, Status
from xueji import clock
from xueji.cases.models import Case, Item
from xueji.errors import Conflict
from xueji.organizations.scope import Scope
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.registry import get as policy
from xueji.policies.readers import reads
from xueji.policies.vocabulary import AdmissionSource

_BATCH = 1000
_SINCE = "registration.early_selection_since"


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
    earlier, today = _since_check_in(case), clock.today()
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
                citation=earlier if earlier and since[student.pk] != today else citation,
                recorded_by=scope.user_id,
                recorded_at=moment,
            )
            for student in students
        ],
        batch_size=_BATCH,
    )


def early_ones(case: Case, students: Collection[int]) -> tuple[int, Citation | None]:
    """How many of these were selected early and have status since check-in, and where the regulation says so."""
    if (place := _since_check_in(case)) is None:
        return 0, None
    rows = Admission.objects.filter(student__in=students, source=AdmissionSource.EARLY_SELECTION)
    return rows.count(), Citation.from_dict(place)


@reads("registration.early_selection_since")
def _since_check_in(case: Case) -> dict[str, Any] | None:
    """The article by which those selected early have status since check-in; None where the regulation has none."""
    filed = localtime(case.submitted_at).date() if case.submitted_at else clock.today()
    rules = policy(case.policy_key)
    if rules.parameters(filed).text(_SINCE) != "check_in":
        return None
    return rules.parameters_by_key.find(_SINCE).citation.to_dict()


def _registered_since(case: Case, students: Sequence[Student]) -> dict[int, date]:
    """The day since which each has status: today, and where the regulation reads so the day of check-in for those selected
    early for art and sports (Beijing 13)."""
    today = clock.today()
    if _since_check_in(case) is None:
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
