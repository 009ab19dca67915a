"""The re-check on the student's record: a line of the timeline for each finding."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from students.eligibility.models import EligibilityCheck, Outcome
from students.models import Student
from students.sections import Event, Flag, Paper, once
from xueji.organizations.scope import Scope


def events_of(student: Student, scope: Scope) -> Iterable[Event]:
    """Every finding, as it was recorded; the case behind it is a page of officers."""
    is_officer = scope.office_id is not None
    return [_event(row, is_officer) for row in _rows(student)]


def _event(row: EligibilityCheck, is_officer: bool) -> Event:
    failed, has_case = row.outcome == Outcome.FAILED, bool(row.case_id) and is_officer
    papers = (Paper(_("注销办件"), reverse("cases:case", args=[row.case_id])),) if has_case else ()
    return Event(
        at=row.checked_on,
        title=_("入学条件复查：%(outcome)s") % {"outcome": row.get_outcome_display()},
        text=row.grounds,
        icon="user-x" if failed else "user-check",
        tone="bad" if failed else "ok",
        group="entry",
        papers=papers,
    )


def _rows(student: Student) -> list[EligibilityCheck]:
    return once(student, "rechecks", lambda: list(EligibilityCheck.objects.filter(student=student)))


def flags_of(student: Student, scope: Scope) -> Iterable[Flag]:
    """A failed re-check is marked on the record (Beijing 8 ¶2)."""
    last = next(iter(_rows(student)), None)
    if last is None or last.outcome != Outcome.FAILED:
        return []
    return [Flag(_("入学条件复查不合格"), tone="bad", icon="user-x")]
