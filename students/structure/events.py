"""What the timeline tells of classes and grades."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from students.models import Student
from students.sections import Event
from students.structure.models import ClassMove, GradeYear
from students.structure.promotion import first_year
from xueji.calendars.terms import school_year_span
from xueji.organizations.scope import Scope


def events_of(student: Student, scope: Scope) -> Iterable[Event]:
    """Moves between classes, and the grade confirmed for each school year."""
    moves = ClassMove.objects.filter(student=student).select_related("from_class", "to_class")
    for move in moves:
        yield Event(
            at=move.effective_on,
            title=_("%(why)s：%(old)s → %(new)s")
            % {"why": move.get_why_display(), "old": move.from_class.name, "new": move.to_class.name},
            text=move.reason,
            icon="arrows-exchange",
            group="changes",
        )
    for row in GradeYear.objects.confirmed().filter(student=student).select_related("school_class"):
        first_day, _last = school_year_span(row.school_year)
        known = {"year": first_year(row.school_year), "next": first_year(row.school_year) + 1, "grade": row.grade}
        yield Event(
            at=first_day,
            title=_("%(year)s—%(next)s 学年确认为 %(grade)s 年级") % known,
            text=f"{row.get_outcome_display()}，{row.school_class.name}",
            icon="stack-2",
            tone="wait" if row.outcome in (GradeYear.Outcome.STAYS, GradeYear.Outcome.OVERTIME) else "",
        )
