"""The memory of the sweep: what came due is met once, whatever becomes of the draft; by which calendar was counted."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from xueji.cases.models import Case
from xueji.database.fence import Fence, organization_fence
from xueji.organizations.models import Organization


class WatchEvent(models.Model):
    """That a watch found something due at an organization, and the draft that was opened for it (none: only told).

    `subject` names the thing in the watch's own words ("leave:17"): keys of rows, never a name or a number of a person.
    """

    watch = models.CharField(_("提醒"), max_length=40)
    subject = models.CharField(max_length=60)
    due_on = models.DateField(_("到期日"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="watch_events")
    text = models.CharField(_("内容"), max_length=200)
    at = models.DateTimeField(_("时间"))

    fence: ClassVar[Fence] = organization_fence(append_only=True)

    class Meta:
        verbose_name = _("到期提醒")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["watch", "subject", "due_on"], name="a_due_thing_is_met_once")
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "-id"], name="watchevent_by_organization")]

    def __str__(self) -> str:
        return f"{self.watch} {self.subject} {self.due_on}"


class CountedBy(models.Model):
    """A single row: the calendar (its stamp) by which the clocks were counted last. A calendar with another stamp is one
    that was changed since."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField()

    class Meta:
        verbose_name = _("计时所据日历")
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="countedby_single_row")]

    def __str__(self) -> str:
        return str(self.stamp)
