"""What the last re-check found, for the rules of registration and for lists."""

from collections.abc import Iterable

from students.eligibility.models import EligibilityCheck, Outcome
from students.models import Student


def last_checks(students: Iterable[Student]) -> dict[int, EligibilityCheck]:
    """The finding that counts, by student id; one query."""
    rows = EligibilityCheck.objects.filter(student__in=[student.pk for student in students])
    return {row.student_id: row for row in rows.order_by("student", "-id").distinct("student")}


def failed_among(students: Iterable[Student]) -> set[int]:
    """The students whose last re-check failed."""
    return {key for key, row in last_checks(students).items() if row.outcome == Outcome.FAILED}
