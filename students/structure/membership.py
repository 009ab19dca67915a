"""Who was in which class on a day: the present class, taken back by everything that took effect later.

Two kinds of rows tell of changes: moves between classes, and the ledger (a change of major, a retention, a return).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from students.models import SchoolClass, StatusChange, Student
from students.structure.models import ClassMove


@dataclass(frozen=True, order=True)
class Step:
    """From one class into another; `move_id` where it was a move and no case."""

    effective_on: date
    recorded_at: datetime
    row_id: int
    from_class_id: int
    to_class_id: int
    move_id: int = 0


def steps_of(students: Collection[int]) -> dict[int, list[Step]]:
    """All changes of class by student id, the earliest first; two queries."""
    found: dict[int, list[Step]] = defaultdict(list)
    moves = ClassMove.objects.filter(student__in=students).order_by()
    columns = ("student_id", "effective_on", "recorded_at", "pk", "from_class_id", "to_class_id", "pk")
    for student_id, *values in moves.values_list(*columns):
        found[student_id].append(Step(*values))
    rows = StatusChange.objects.filter(student__in=students, before__has_key="school_class_id").order_by()
    for student_id, day, at, pk, before, after in rows.values_list(
        "student_id", "effective_on", "recorded_at", "pk", "before", "after"
    ):
        was, now = before["school_class_id"], after.get("school_class_id")
        if was and now and was != now:
            found[student_id].append(Step(day, at, pk, was, now))
    return {key: sorted(steps) for key, steps in found.items()}


def class_on(current: int, steps: Iterable[Step], day: date) -> int:
    """The id of the class on a day, of somebody who is in the class `current` now."""
    later = next((step for step in steps if step.effective_on > day), None)
    return later.from_class_id if later else current


def members_on(school_class: SchoolClass, day: date) -> list[Student]:
    """The students who were in a class on a day, by their school number. Whoever had not entered yet or had left is not."""
    key, school = school_class.pk, school_class.school_id
    passed = ClassMove.objects.filter(Q(from_class=key) | Q(to_class=key)).values("student")
    changed = StatusChange.objects.filter(Q(before__school_class_id=key) | Q(after__school_class_id=key)).values(
        "student"
    )
    students = list(
        Student.objects.filter(school=school, entered_on__lte=day)
        .filter(Q(school_class=key) | Q(pk__in=passed) | Q(pk__in=changed))
        .filter(Q(left_on__isnull=True) | Q(left_on__gt=day))
        .select_related("programme", "school_class")
        .order_by("school_number", "id")
    )
    steps = steps_of([student.pk for student in students])
    return [each for each in students if class_on(each.school_class_id, steps.get(each.pk, ()), day) == key]
