"""Questions to the calendar's tables."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from xueji.calendars.terms import TermSpan

if TYPE_CHECKING:
    from xueji.calendars.models import CalendarDay, SchoolTerm  # noqa: F401 (named in strings below)


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    """Days of published years."""

    def working(self) -> "CalendarDayQuerySet":
        """Only working days."""
        return self.filter(is_working=True)

    def working_dates(self) -> list[date]:
        """All working days in order, as dates."""
        return list(self.working().order_by("day").values_list("day", flat=True))

    def marked(self) -> "CalendarDayQuerySet":
        """Only days that a notice names: days off and make-up workdays."""
        return self.exclude(note="")


class SchoolTermQuerySet(models.QuerySet["SchoolTerm"]):
    """Terms of jurisdictions and of single schools."""

    def spans_for(self, jurisdiction: str, organization_id: int | None = None) -> list[TermSpan]:
        """The terms that hold for a school, in order.

        Its own where it set some, the jurisdiction's otherwise.
        """
        rows = self.filter(jurisdiction=jurisdiction).filter(
            models.Q(organization_id__isnull=True) | models.Q(organization_id=organization_id)
        )
        found: dict[tuple[str, int], TermSpan] = {}
        for row in rows.order_by(models.F("organization_id").asc(nulls_first=True)):
            found[row.school_year, row.number] = row.span()
        return sorted(found.values())
