"""What was done, looked at and taken out, by whom and why: rows for people, append-only by database rights."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from xueji.database.fence import OFFICE_LEVELS, ORG, Fence, Level


class Event(models.Model):
    """One event. Plain ids, no foreign keys: an event outlives what it speaks of, and audit stands below everything."""

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    kind = models.CharField(_("事件"), max_length=40)
    actor_id = models.BigIntegerField(_("办理人"), null=True)
    organization_id = models.BigIntegerField(_("机构"), null=True)
    subject = models.CharField(_("对象"), max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    reason = models.CharField(_("事由"), max_length=200, blank=True)
    data = models.JSONField(default=dict)

    # Everybody may add, each organization reads what its own officers did, nobody changes anything.
    fence: ClassVar[Fence] = Fence(
        read=dict.fromkeys(OFFICE_LEVELS, f"organization_id = {ORG}"),
        write=dict.fromkeys((*OFFICE_LEVELS, Level.STUDENT), "true"),
        append_only=True,
    )

    class Meta:
        verbose_name = _("留痕")
        indexes: ClassVar = [
            models.Index(fields=["organization_id", "-id"], name="event_by_organization"),
            models.Index(fields=["subject", "subject_id", "-id"], name="event_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.subject_id or ''}".strip()
