"""What a school may do in registration, as levels above decided it, dated: suspended, qualified for foreign students, a
school of arts or sports."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xueji.database.fence import Fence, Level, tenant_fence
from xueji.organizations.models import Organization, TenantRow, User


class StandingKind(models.TextChoices):
    SUSPENDED = "suspended", _("暂停新生注册")
    FOREIGN = "foreign", _("接受外国学生资格")
    ARTS_SPORTS = "arts_sports", _("艺术体育类普通中专")


class SchoolStanding(TenantRow):
    """One decision: from `since` on the school is suspended (or qualified), or no longer; `until` ends it by itself.

    Append-only. As on a day the last decision whose `since` is not after that day counts.
    """

    kind = models.CharField(_("事项"), max_length=12, choices=StandingKind)
    holds = models.BooleanField(_("生效"), default=True)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)
    grounds = models.CharField(_("理由"), max_length=300)
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    decided_by = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("录入时间"))

    fence: ClassVar[Fence] = tenant_fence(Level.COUNTY, Level.CITY, Level.PROVINCE, append_only=True)

    class Meta:
        verbose_name = _("学校注册资格")
        ordering: ClassVar = ["-since", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_standing_has_grounds", condition=~Q(grounds="")),
            models.CheckConstraint(
                name="a_standing_ends_after_it_began", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["school", "kind", "-since", "-id"], name="standing_of_a_school")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.kind} {self.since}"

    def holds_on(self, day: date) -> bool:
        """Whether what it says holds on a day from its beginning on."""
        return self.holds and (self.until is None or day <= self.until)
