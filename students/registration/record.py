"""By which way of the own a student came, beside the name on the record: also after registration."""

from collections.abc import Iterable

from students.models import Student
from students.registration.marks import marks_of
from students.registration.numbers import is_formal
from students.sections import Flag
from students.statuses import Status
from xueji.organizations.scope import Scope


def flags_of(student: Student, scope: Scope) -> Iterable[Flag]:
    """What registration says of the student; that the number is continued is news only until it is registered."""
    words = marks_of([student]).get(student.pk, [])
    if student.status != Status.PENDING and words and is_formal(student.number_mask):
        words = words[1:]
    return [Flag(word) for word in words]
