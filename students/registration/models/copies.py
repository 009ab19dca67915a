"""Copies of a roster for the partner college."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from xueji.cases.models import Case, part_fence
from xueji.database.fence import Fence
from xueji.organizations.models import Organization, User


class RosterCopy(models.Model):
    """The roster of an integrated programme went to the college (Beijing 6, Zhejiang 7): when, how, with how many names."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    college = models.CharField(_("对口培养高校"), max_length=60)
    sent_on = models.DateField(_("报送日期"))
    way = models.CharField(_("报送方式"), max_length=60)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    students = models.PositiveIntegerField(_("人数"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_for = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    fence: ClassVar[Fence] = part_fence(append_only=True, student=False, in_the_name_of="recorded_for_id")

    class Meta:
        verbose_name = _("名册报送高校记录")
        ordering: ClassVar = ["-sent_on", "-id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.college}"
