"""Long work with progress: imports, exports, batches. A job that a dead worker left behind is taken up again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xueji.database.fence import Fence, organization_fence


class Job(models.Model):
    """One piece of long work of one organization. `scope` is the scope it runs under, as plain values."""

    class State(models.TextChoices):
        WAITING = "waiting", _("排队")
        RUNNING = "running", _("进行中")
        DONE = "done", _("完成")
        FAILED = "failed", _("失败")
        CANCELLED = "cancelled", _("已取消")

    kind = models.CharField(_("类别"), max_length=40)
    organization_id = models.BigIntegerField(_("机构"))
    actor_id = models.BigIntegerField(_("办理人"), null=True)
    scope = models.JSONField(default=dict)
    subject_id = models.BigIntegerField(null=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(_("进度说明"), max_length=200, blank=True)
    result = models.JSONField(default=dict)
    error = models.CharField(_("失败原因"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    fence: ClassVar[Fence] = organization_fence()

    class Meta:
        verbose_name = _("任务")
        indexes: ClassVar = [
            models.Index(fields=["organization_id", "-id"], name="job_by_organization"),
            models.Index(fields=["id"], name="job_unfinished", condition=Q(state__in=["waiting", "running"])),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_finished(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}
