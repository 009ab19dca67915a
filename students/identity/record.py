"""The duplicate check on a student's record: a tab with the former numbers and the findings, lines of the timeline."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students import sections
from students.identity.forms import FormerNumberForm
from students.identity.models import UNSOLVED, DuplicateFinding, FormerNumber
from students.identity.pages import lines_of
from students.models import Student
from students.sections import Event, Paper, Section, once
from xueji.database.fence import Level
from xueji.organizations.scope import Scope


def events_of(student: Student, scope: Scope) -> Iterable[Event]:
    """When a clash was found and when it was settled; not for the student, whom it tells nothing."""
    if scope.level is Level.STUDENT:
        return []
    return [event for row in _rows(student) for event in _events(row)]


def register_section() -> None:
    """The tab."""
    sections.register(
        Section(
            "identity",
            gettext_lazy("号码与查重"),
            "students/identity/_section.html",
            _context,
            count=_count,
            is_shown=lambda student, scope: scope.level is not Level.STUDENT,
            order=60,
        )
    )


def _context(student: Student, scope: Scope) -> dict[str, Any]:
    rows = list(DuplicateFinding.objects.of_student(student.pk).select_related("school", "student__school_class"))
    return {
        "former_numbers": FormerNumber.objects.filter(person=student.person_id).order_by("pk"),
        "duplicate_lines": lines_of(rows),
        "is_school": scope.level is Level.SCHOOL,
        "former_form": FormerNumberForm(),
        "can_add_former": scope.organization_id == student.school_id and scope.allows("manage_students"),
    }


def _count(student: Student, scope: Scope) -> int | None:
    return sum(row.state in UNSOLVED for row in _rows(student)) or None


def _rows(student: Student) -> list[DuplicateFinding]:
    return once(student, "findings", lambda: list(DuplicateFinding.objects.of_student(student.pk)))


def _events(row: DuplicateFinding) -> Iterable[Event]:
    papers = (Paper(_("查重记录"), reverse("students:duplicate", args=[row.pk])),)
    yield Event(
        at=row.found_on,
        title=_("查重：%(kind)s") % {"kind": row.get_kind_display()},
        text=str(row.get_via_display()),
        icon="users",
        tone="wait" if row.is_open else "",
        group="entry",
        papers=papers,
    )
    if row.solved_on:
        yield Event(
            at=row.solved_on,
            title=_("查重办结：%(state)s") % {"state": row.get_state_display()},
            icon="circle-check",
            tone="ok",
            group="entry",
            papers=papers,
        )
