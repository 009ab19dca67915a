"""What is known of the admissions of students, for the rules of registration."""

from collections.abc import Iterable

from students.admission.models import Admission
from students.models import Student


def admissions_of(students: Iterable[Student]) -> dict[int, Admission]:
    """The admission of each student that has one, by student id, in one query."""
    keys = [student.pk for student in students]
    found = Admission.objects.filter(student_id__in=keys).select_related("programme")
    return {admission.student_id: admission for admission in found if admission.student_id is not None}
