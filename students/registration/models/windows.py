"""Extensions of a season: until when, for whom, on which grounds, by whose writing."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xueji.database.fence import OFFICE_LEVELS, ORG, Fence, Level
from xueji.organizations.models import Organization, User
from xueji.policies.vocabulary import Season

_ABOVE_ME = (
    f"EXISTS (SELECT FROM organizations_organization o WHERE o.id = {ORG} AND target_id IN (o.county_id, o.city_id,"
    " o.province_id))"
)
_BELOW_ME = (
    f"EXISTS (SELECT FROM organizations_organization o WHERE o.id = target_id AND {ORG} IN (o.county_id, o.city_id,"
    " o.province_id))"
)


def _extension_fence() -> Fence:
    """Read by whom it is for, all below and all above; written by the body that grants it."""
    granted = f"granted_by_id = {ORG}"
    concerned = f"({granted} OR target_id = {ORG} OR {_ABOVE_ME} OR {_BELOW_ME})"
    return Fence(
        read=dict.fromkeys(OFFICE_LEVELS, concerned),
        write=dict.fromkeys((Level.COUNTY, Level.CITY, Level.PROVINCE), granted),
        add=f"(target_id = {ORG} OR {_BELOW_ME})",
        append_only=True,
    )


class WindowExtension(models.Model):
    """Registration of a season goes on until a day, for one school or for all below a body (`target`).

    Append-only: of several for the same target and season the last one counts, so a mistake is answered by another row.
    """

    granted_by = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    target = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("注册年份"))
    season = models.CharField(_("注册季"), max_length=8, choices=Season)
    until = models.DateField(_("延期至"))
    grounds = models.CharField(_("理由"), max_length=300)
    document_number = models.CharField(_("批准文号"), max_length=60)
    decided_on = models.DateField(_("批准日期"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("录入时间"))

    fence: ClassVar[Fence] = _extension_fence()

    class Meta:
        verbose_name = _("注册延期")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="an_extension_has_grounds", condition=~Q(grounds="") & ~Q(document_number=""))
        ]
        indexes: ClassVar = [models.Index(fields=["year", "season", "target"], name="extension_of_a_season")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.year} {self.season} {self.until}"
