"""Questions about findings; row-level security shows only the scope's."""

from django.db import models


class FindingQuerySet(models.QuerySet):
    def unsolved(self) -> "FindingQuerySet":
        """Those that still wait for something."""
        return self.filter(state__in=["open", "ruled"])

    def to_act(self) -> "FindingQuerySet":
        """Those that wait for this side: it was found second, or it is to be heard."""
        heard = models.Q(statement_due_on__isnull=False, stated_at__isnull=True)
        return self.filter(models.Q(asks=True, state="open") | models.Q(heard, asks=False, state="open"))

    def of_student(self, student_id: int) -> "FindingQuerySet":
        return self.filter(student=student_id).order_by("-id")
