"""Questions about leave: whose runs, whose ends, and when."""

from collections.abc import Iterable
from datetime import date

from django.db import models

from students.statuses import Status


class LeaveQuerySet(models.QuerySet):
    def in_force(self) -> "LeaveQuerySet":
        """Those that took effect and were not taken back, over or not."""
        return self.filter(took_effect_on__isnull=False)

    def of_persons(self, persons: Iterable[int]) -> "LeaveQuerySet":
        """Of these persons at whatever school, the first one first."""
        return self.filter(student__person__in=list(persons)).order_by("starts_on", "id")

    def running(self) -> "LeaveQuerySet":
        """The last stretch of each leave from which nobody is back, of students who are on leave still."""
        found = self.in_force().filter(ended_on__isnull=True, student__status=Status.ON_LEAVE)
        return found.exclude(extensions__took_effect_on__isnull=False)

    def ending_by(self, day: date) -> "LeaveQuerySet":
        """Running ones whose last day is not after `day`, the first to end first."""
        return self.running().filter(ends_on__lte=day).order_by("ends_on", "id")

    def begun_by(self, day: date) -> "LeaveQuerySet":
        """Running ones whose whole stretch, extensions included, began on `day` or before."""
        return self.running().filter(began_on__lte=day).order_by("began_on", "id")

    def with_schools(self) -> "LeaveQuerySet":
        """With student and school at hand."""
        return self.select_related("student__school__province", "student__school__parent", "student__programme")
