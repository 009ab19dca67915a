"""Questions about student records; row-level security shows only the scope's."""

from django.db import models

from students.statuses import OPEN_STATUSES


class StudentQuerySet(models.QuerySet):
    def current(self) -> "StudentQuerySet":
        """On the register now, pending ones included."""
        return self.filter(status__in=OPEN_STATUSES)

    def with_places(self) -> "StudentQuerySet":
        return self.select_related("school", "programme", "school_class")
