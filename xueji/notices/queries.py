"""Questions about notices to persons and about the outbox."""

from datetime import datetime

from django.db import models
from django.db.models import Q


class PersonNoticeQuerySet(models.QuerySet):
    """Lines for persons; row-level security shows each person the own ones of the present office."""

    def of(self, user_id: int | None) -> "PersonNoticeQuerySet":
        """What the person finds on the screen."""
        return self.filter(user_id=user_id, on_screen=True)

    def unread(self) -> "PersonNoticeQuerySet":
        return self.filter(read_at__isnull=True)

    def before(self, cursor: tuple[datetime, int] | None) -> "PersonNoticeQuerySet":
        """Keyset paging from the newest back, behind (moment, id) of the last line seen."""
        if cursor is None:
            return self
        at, key = cursor
        return self.filter(Q(at__lt=at) | Q(at=at, pk__lt=key))

    def recent(self, since: datetime) -> "PersonNoticeQuerySet":
        """Unread ones and all since then, newest first."""
        return self.filter(Q(read_at__isnull=True) | Q(at__gte=since)).order_by("-at", "-id")


class MessageQuerySet(models.QuerySet):
    """The outbox."""

    def due(self, moment: datetime) -> "MessageQuerySet":
        """What is to be sent by now, the oldest first."""
        return self.filter(state="queued", due_at__lte=moment).order_by("due_at", "id")
