"""`{% load identity %}`: `{% duplicate_banner student %}` on a record, `{% duplicates_waiting %}` where students are registered:
what the duplicate check holds up."""

from typing import Any

from django import template

from students.identity.models import DuplicateFinding
from students.models import Student

register = template.Library()


@register.inclusion_tag("students/identity/_banner.html")
def duplicate_banner(student: Student) -> dict[str, Any]:
    """The unsolved findings of the student, as far as the reader sees them."""
    return {"findings": list(DuplicateFinding.objects.of_student(student.pk).unsolved())}


@register.inclusion_tag("students/identity/_waiting.html")
def duplicates_waiting() -> dict[str, int]:
    """How many of the scope have to be settled before they can be registered."""
    return {"count": DuplicateFinding.objects.filter(asks=True, state="open").count()}
