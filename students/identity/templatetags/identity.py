"""`{% load identity %}`: `{% duplicate_banner student %}` on a record, `{% duplicates_waiting %}` where students are registered,
`{% clashes_of items %}` where a case about them is decided: what the duplicate check holds up."""

from collections.abc import Iterable
from typing import Any

from django import template

from students.identity.models import DuplicateFinding
from students.identity.pages import lines_of
from students.models import Student
from xueji.cases.models import Item
from xueji.database.fence import Level
from xueji.organizations.scope import current_scope

SHOWN = 20
register = template.Library()


@register.inclusion_tag("students/identity/_banner.html")
def duplicate_banner(student: Student) -> dict[str, Any]:
    """The unsolved findings of the student, as far as the reader sees them."""
    return {"findings": list(DuplicateFinding.objects.of_student(student.pk).unsolved())}


@register.inclusion_tag("students/identity/_clashes.html")
def clashes_of(items: Iterable[Item]) -> dict[str, Any]:
    """The unsolved clashes of a case's students, for who decides on it: the other school by name where the reader's level
    spans both, whom to ask where it does not."""
    scope = current_scope()
    if scope is None or scope.level in {Level.STUDENT, Level.PUBLIC}:
        return {"lines": []}
    students = [item.student_id for item in items]
    rows = DuplicateFinding.objects.unsolved().filter(student__in=students, asks=True)
    found = list(rows.select_related("school", "student__school_class").order_by("pk")[:SHOWN])
    return {"lines": lines_of(found), "is_school": scope.level is Level.SCHOOL}


@register.inclusion_tag("students/identity/_waiting.html")
def duplicates_waiting() -> dict[str, int]:
    """How many of the scope have to be settled before they can be registered."""
    return {"count": DuplicateFinding.objects.filter(asks=True, state="open").count()}
