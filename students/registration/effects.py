"""What registration does once all have agreed: status, formal numbers, the ledger. Set-based, for thousands."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from students.models import Person, StatusChange, Student
from students.registration.numbers import numbers_assign
from students.statuses import ChangeKind, Status
from xueji import clock
from xueji.cases.models import Case, Item
from xueji.errors import Conflict
from xueji.organizations.scope import Scope

_BATCH = 1000


def registration_apply(case: Case, items: Sequence[Item], scope: Scope) -> int:
    """Register the students of these items; returns how many. Runs as the effect of the case.

    Raises Conflict when one of them is no longer waiting for registration.
    """
    keys = [item.student_id for item in items]
    students = list(
        Student.objects.select_for_update(of=("self",)).select_related("person", "school").filter(pk__in=keys)
    )
    if len(students) != len(keys) or any(student.status != Status.PENDING for student in students):
        raise Conflict(_("名单中有学生的学籍状态在办理期间有了变化，请退回核对。"))
    numbers_assign((student.person, student.school.division_code, student.birth_date) for student in students)
    _show_new_numbers(items, students)
    today = clock.today()
    Student.objects.filter(pk__in=keys).update(status=Status.STUDYING, registered_on=today)
    citation = case.steps.filter(kind="approval").order_by("-position").values_list("citation", flat=True).first()
    StatusChange.objects.bulk_create(
        [
            StatusChange(
                school_id=student.school_id,
                student_id=student.pk,
                person_id=student.person_id,
                kind=ChangeKind.REGISTRATION,
                from_status=Status.PENDING,
                to_status=Status.STUDYING,
                effective_on=today,
                case_id=case.pk,
                citation=citation or {},
                recorded_by=scope.user_id,
                recorded_at=clock.now(),
            )
            for student in students
        ],
        batch_size=_BATCH,
    )
    return len(students)


def _show_new_numbers(items: Sequence[Item], students: Sequence[Student]) -> None:
    """The case goes on showing what was handed in, and beside it the number for life that came of it."""
    masks = dict(
        Person.objects.filter(pk__in=[student.person_id for student in students]).values_list("pk", "number_mask")
    )
    for item in items:
        item.snapshot["given_number_mask"] = masks[item.person_id]
    Item.objects.bulk_update(items, ["snapshot"], batch_size=_BATCH)
