"""Questions about programmes and classes; every office sees what a school offers, so `of_school` comes first."""

from django.db import models
from django.db.models import Q


class ProgrammeQuerySet(models.QuerySet):
    def in_use(self) -> "ProgrammeQuerySet":
        """Not retired."""
        return self.filter(retired_on__isnull=True)

    def offered(self, cohort: int | None = None) -> "ProgrammeQuerySet":
        """What can be chosen for new students; with a cohort, what is offered to that one."""
        offered = self.in_use()
        if cohort is None:
            return offered
        return offered.filter(
            Q(offered_from__isnull=True) | Q(offered_from__lte=cohort),
            Q(offered_until__isnull=True) | Q(offered_until__gte=cohort),
        )

    def of_school(self, school_id: int) -> "ProgrammeQuerySet":
        return self.filter(school=school_id).order_by("major_code", "direction", "years", "id")


class SchoolClassQuerySet(models.QuerySet):
    def open(self) -> "SchoolClassQuerySet":
        """Not closed: these take students."""
        return self.filter(closed_on__isnull=True)

    def of_school(self, school_id: int) -> "SchoolClassQuerySet":
        return self.filter(school=school_id).order_by("-cohort", "name", "id")
