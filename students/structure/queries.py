"""Questions about moves between classes and confirmed grades."""

from datetime import date

from django.db import models


class ClassMoveQuerySet(models.QuerySet):
    def after(self, day: date) -> "ClassMoveQuerySet":
        """Moves that had not taken effect on that day, the earliest first."""
        return self.filter(effective_on__gt=day).order_by("effective_on", "id")


class GradeYearQuerySet(models.QuerySet):
    def confirmed(self) -> "GradeYearQuerySet":
        """What stands: not undone."""
        return self.filter(undone_at__isnull=True)

    def of_year(self, school_year: str) -> "GradeYearQuerySet":
        return self.confirmed().filter(school_year=school_year)
