"""The long and short terms of a school that alternates study and work."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from xueji.database.fence import Fence, tenant_fence
from xueji.organizations.models import TenantRow

PERIODS_APART = "periods_of_a_school_do_not_overlap"


class Teaching(models.TextChoices):
    """What a period is for (Zhejiang 14: 按不同的教学功能)."""

    SCHOOL = "school", _("在校学习")
    WORKSHOP = "workshop", _("校内实训")
    ENTERPRISE = "enterprise", _("企业实习")
    ALTERNATING = "alternating", _("工学交替")
    OTHER = "other", _("其他")


class TeachingPeriod(TenantRow):
    """From `starts_on` to `ends_on`, both included, within one school year. What was dropped stays, with its day."""

    school_year = models.CharField(_("学年"), max_length=9)
    name = models.CharField(_("名称"), max_length=20)
    teaching = models.CharField(_("教学功能"), max_length=12, choices=Teaching)
    starts_on = models.DateField(_("自"))
    ends_on = models.DateField(_("至"))
    recorded_by = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    fence: ClassVar[Fence] = tenant_fence()

    class Meta:
        verbose_name = _("教学阶段")
        ordering: ClassVar = ["school", "starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_period_begins_before_it_ends", condition=Q(starts_on__lte=F("ends_on"))),
            # The school as a range of one number: GiST compares ranges by itself, and needs no extension.
            ExclusionConstraint(
                name=PERIODS_APART,
                expressions=[
                    (Func(F("school"), F("school"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(dropped_at=None),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["school", "school_year"], name="period_by_school")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.school_year} {self.name}"

    @property
    def weeks(self) -> int:
        """Begun weeks."""
        return ((self.ends_on - self.starts_on).days + 7) // 7
