"""The list of certificates: filters and pages by key."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.states import State
from students.models import Student
from students.statuses import Status
from xueji.database.fence import Level
from xueji.organizations.scope import Scope

SIZE = 50


@dataclass(frozen=True)
class Page:
    """One page, newest number first; cursors are ids."""

    rows: list[Certificate]
    previous_cursor: int | None
    next_cursor: int | None

    @property
    def summary(self) -> str:
        return _("本页 %s 份，最近取号的在前") % len(self.rows) if self.rows else ""


@dataclass(frozen=True)
class Chip:
    """A state to look at."""

    label: Any
    value: Any
    url: str
    active: bool


def page_of(certificates: QuerySet, *, after: int | None, before: int | None, size: int = SIZE) -> Page:
    """The page behind or before a row; without a cursor the first."""
    if before is not None:
        rows = list(certificates.filter(pk__gt=before).order_by("pk")[: size + 1])
        if len(rows) > size:
            rows = rows[:size][::-1]
            return Page(rows, rows[0].pk, rows[-1].pk)
        after = None
    if after is not None:
        rows = list(certificates.filter(pk__lt=after).order_by("-pk")[: size + 1])
        if rows:
            return Page(rows[:size], rows[0].pk, rows[size - 1].pk if len(rows) > size else None)
    rows = list(certificates.order_by("-pk")[: size + 1])
    return Page(rows[:size], None, rows[size - 1].pk if len(rows) > size else None)


def state_chips(scope: Scope, chosen: str) -> list[Chip]:
    """All and each state; with numbers in a school, where counting reads few rows."""
    counts = Certificate.objects.state_counts() if scope.level is Level.SCHOOL else {}
    chips = [Chip(_("全部"), sum(counts.values()) if counts else "", "?", chosen not in State.values)]
    for state in State:
        if not counts or counts.get(state.value):
            chips.append(Chip(state.label, counts.get(state.value, ""), f"?state={state.value}", chosen == state.value))
    return chips


def owed(kind: str = "graduation") -> QuerySet:
    """Graduates of the scope who have no certificate, class by class."""
    held = Certificate.objects.standing().filter(person_id=OuterRef("person_id"), kind=kind)
    graduates = Student.objects.filter(status=Status.GRADUATED).exclude(Exists(held))
    return graduates.select_related("programme", "school_class").order_by("school_class__name", "school_number", "pk")
