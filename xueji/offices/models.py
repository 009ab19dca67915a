"""Changes of officers filed with the level above (Beijing 44, Zhejiang 48), and work handed over (移交)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from xueji.database.fence import OFFICE_LEVELS, ORG, Fence, organization_fence
from xueji.organizations.models import Office, Organization, User


class OfficeChange(models.Model):
    """One change of an officer, with the education authority above that is told of it and whether it has read it.

    What is filed stands here as it was: the office itself may change again.
    """

    class Kind(models.TextChoices):
        APPOINTED = "appointed", _("任职")
        DEPUTY = "deputy", _("代理")
        ENDED = "ended", _("离任")

    office = models.ForeignKey(Office, models.PROTECT, related_name="changes")
    kind = models.CharField(_("变动"), max_length=10, choices=Kind)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    superior = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    officer_name = models.CharField(_("姓名"), max_length=50)
    role = models.CharField(_("职务"), max_length=24)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True)
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    filed_at = models.DateTimeField(_("报备时间"))
    read_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(_("阅知时间"), null=True)

    # Written unfenced along with the office; the level above marks it read and changes nothing else of others.
    fence: ClassVar[Fence] = Fence(
        read=dict.fromkeys(OFFICE_LEVELS, f"organization_id = {ORG} OR superior_id = {ORG}"),
        write=dict.fromkeys(OFFICE_LEVELS, f"superior_id = {ORG}"),
    )

    class Meta:
        verbose_name = _("人员变动")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["superior", "-id"], name="office_change_above"),
            models.Index(fields=["organization", "-id"], name="office_change_own"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.kind}"


class HandOver(models.Model):
    """An officer's open work handed to a successor on a day, with the list of that day. It is a record: nothing in it is
    changed afterwards, except that the successor confirms it."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    from_office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    to_office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    on = models.DateField(_("移交日期"))
    note = models.TextField(_("移交说明"), max_length=1000, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(_("接收确认"), null=True)

    fence: ClassVar[Fence] = organization_fence()

    class Meta:
        verbose_name = _("移交")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.on}"


class HandOverItem(models.Model):
    """One case in a hand-over: why it was on the list, and what it was called and due on that day."""

    class Why(models.TextChoices):
        DRAFT = "draft", _("草稿")
        RETURNED = "returned", _("退回补正")
        RUNNING = "running", _("经办在途")
        STEP = "step", _("待本单位核办")

    hand_over = models.ForeignKey(HandOver, models.CASCADE, related_name="items")
    organization_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    number = models.CharField(_("办件号"), max_length=24)
    kind_label = models.CharField(_("事项"), max_length=60)
    why = models.CharField(_("类别"), max_length=10, choices=Why)
    due_on = models.DateField(_("到期日"), null=True)

    fence: ClassVar[Fence] = organization_fence(append_only=True)

    class Meta:
        verbose_name = _("移交事项")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.hand_over_id} {self.number}"
