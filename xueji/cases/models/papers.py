"""Papers handed in, and lines for organizations."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from xueji.cases.models.case import Case
from xueji.cases.models.fences import part_fence
from xueji.cases.queries import NoticeQuerySet
from xueji.database.fence import ORG, Fence
from xueji.organizations.models import Organization


class Evidence(models.Model):
    """A paper handed in, kept under the hash of its content. A later one of the same key replaces it; none is removed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="evidence")
    key = models.CharField(max_length=40)
    label = models.CharField(_("材料"), max_length=80)
    filename = models.CharField(_("文件名"), max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    added_for = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    fence: ClassVar[Fence] = part_fence(append_only=True, in_the_name_of="added_for_id")

    class Meta:
        verbose_name = _("证据")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.key}"


class Notice(models.Model):
    """A line for an organization: what happened to a case of theirs. No names or numbers of students in it."""

    organization_id = models.BigIntegerField()
    case = models.ForeignKey(Case, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16)
    text = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    # Its receiver may mark it read, also where the case is only taken to it (a level above the parties).
    fence: ClassVar[Fence] = Fence(
        read=part_fence(student=False).read,
        write={level: f"organization_id = {ORG} OR ({condition})" for level, condition in part_fence().write.items()},
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        indexes: ClassVar = [models.Index(fields=["organization_id", "-id"], name="notice_by_organization")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.kind}"
