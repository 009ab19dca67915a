"""What a school teaches and in which classes."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from xueji.database.fence import OFFICE_LEVELS, Fence, Level, tenant_fence
from xueji.organizations.models import TenantRow


def _offer_fence() -> Fence:
    """What a school offers is no secret: another school looks it up when a student wants to go there."""
    fence = tenant_fence()
    return Fence(read=dict.fromkeys((*OFFICE_LEVELS, Level.STUDENT), "true"), write=fence.write, tenant=True)


class Programme(TenantRow):
    """A major that the school offers: catalogue code, the school's short name for it, length in years."""

    major_code = models.CharField(_("专业代码"), max_length=6)
    name = models.CharField(_("专业名称"), max_length=50)
    short_name = models.CharField(_("专业简称"), max_length=50)
    years = models.DecimalField(_("学制（年）"), max_digits=2, decimal_places=1)
    integrated = models.BooleanField(_("中高职一体化（贯通）培养"), default=False)
    fee_exempt_special = models.BooleanField(_("免学费特殊专业"), default=False)
    is_open = models.BooleanField(_("招生中"), default=True)

    fence: ClassVar[Fence] = _offer_fence()

    class Meta:
        verbose_name = _("专业")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school", "short_name", "years"], name="a_short_name_once_in_a_school")
        ]

    def __str__(self) -> str:
        return f"{self.major_code} {self.name}"


class SchoolClass(TenantRow):
    """A class: cohort year, programme, name."""

    name = models.CharField(_("班级名称"), max_length=40)
    cohort = models.PositiveSmallIntegerField(_("年级"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="classes")
    capacity = models.PositiveSmallIntegerField(_("限额"), default=45)

    fence: ClassVar[Fence] = _offer_fence()

    class Meta:
        verbose_name = _("班级")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school", "cohort", "name"], name="a_class_name_once_in_a_cohort")
        ]

    def __str__(self) -> str:
        return self.name
