"""A file as on a day of the past: the papers that were in it then, who kept it, whether it was closed."""

from datetime import date
from typing import Any

from students.archive.contents import rules_of
from students.archive.models import ClosedFile, HandOverLine, Material
from students.archive.queries import keeper_on
from students.models import Student
from xueji.organizations.scope import Scope


def papers_on(student: Student, day: date) -> list[Material]:
    """The papers in a file at the end of a day, by kind in the regulation's order, then by their own day."""
    order = {kind.key.value: at for at, kind in enumerate(rules_of(student.school, day).contents.kinds)}
    rows = Material.objects.filter(student=student).on_day(day)
    return sorted(rows, key=lambda row: (order.get(row.kind, len(order)), row.dated_on, row.pk))


def closed_on(student: Student, day: date) -> ClosedFile | None:
    """The file as it stood closed at the end of a day; None while it was open."""
    rows = ClosedFile.objects.filter(student=student, closed_on__lte=day).exclude(reopening__reopened_at__date__lte=day)
    return rows.order_by("-pk").first()


def file_on(student: Student, scope: Scope, day: date) -> dict[str, Any]:
    """What the tab needs. What was missing on the day is not counted again: it is written down when a file is closed."""
    closed = closed_on(student, day)
    lines = HandOverLine.objects.filter(closed_file=closed, hand_over__handed_on__lte=day).select_related("hand_over")
    return {
        "papers": papers_on(student, day),
        "keeper": keeper_on(student.school_id, day),
        "closed_file": closed,
        "hand_over_line": lines.first() if closed else None,
    }
