"""What is decided about regulations outside their files: where each holds, how it is read, what a school has set."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from xueji.database.fence import OFFICE_LEVELS, ORG, Fence, Level
from xueji.organizations.models import Organization, TenantRow, User

_EVERYBODY = dict.fromkeys((*OFFICE_LEVELS, Level.STUDENT, Level.PUBLIC), "true")


class PolicyAssignment(models.Model):
    """From a day on, a regulation binds a body and all below it, until another one does. Never changed, only followed.

    Usually given to a province; a body below may be given another one for a pilot. Of two for one day the one
    recorded last holds. Written unfenced only; everybody reads it (no fence, see tests/fence).
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="policy_assignments", verbose_name=_("机构")
    )
    policy_key = models.CharField(_("办法"), max_length=32)
    since = models.DateField(_("自"))
    document = models.CharField(_("文件"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("录入人"))
    recorded_at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("适用办法")
        indexes: ClassVar = [models.Index(fields=["organization", "since"], name="assignment_of_a_body")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.policy_key} {self.since}"


class InterpretationChange(models.Model):
    """A reading of a regulation that the level which may interpret has changed, from a day on (Beijing 49, Zhejiang 53).

    Append-only; of two for one day the one recorded last holds. Written unfenced only; everybody reads it.
    """

    policy_key = models.CharField(_("办法"), max_length=32)
    key = models.CharField(_("口径"), max_length=64)
    value = models.JSONField(_("值"), encoder=DjangoJSONEncoder)
    since = models.DateField(_("自"))
    reason = models.CharField(_("理由"), max_length=500)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("决定机构"))
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("录入人"))
    recorded_at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("口径调整")
        indexes: ClassVar = [models.Index(fields=["policy_key", "key", "since"], name="changes_of_a_reading")]

    def __str__(self) -> str:
        return f"{self.policy_key}.{self.key} {self.since}"


class SchoolRule(TenantRow):
    """What a school has set where the regulation leaves it to schools (Beijing 43; Zhejiang 20, 31): published, dated.

    Append-only history; of two for one day the one recorded last holds. The rules are public, so everybody reads them.
    """

    key = models.CharField(_("事项"), max_length=64)
    value = models.JSONField(_("值"), encoder=DjangoJSONEncoder)
    since = models.DateField(_("自"))
    decided_by = models.CharField(_("决定机构"), max_length=100)
    decided_on = models.DateField(_("决定日期"))
    published_on = models.DateField(_("公布日期"))
    link = models.URLField(_("公布网址"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("录入人"))
    recorded_at = models.DateTimeField(_("录入时间"))

    fence: ClassVar[Fence] = Fence(
        read=_EVERYBODY, write={Level.SCHOOL: f"school_id = {ORG}"}, append_only=True, tenant=True
    )

    class Meta:
        verbose_name = _("学校实施细则")
        indexes: ClassVar = [models.Index(fields=["school", "key", "since"], name="rules_of_a_school")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_school_rule_is_decided_before_it_is_published",
                condition=models.Q(decided_on__lte=models.F("published_on")),
            ),
            models.CheckConstraint(
                name="a_school_rule_is_published_before_it_holds",
                condition=models.Q(published_on__lte=models.F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.key} {self.since}"
