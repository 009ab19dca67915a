"""An imported roster: the file, how its columns were understood, what the last check found."""

import json
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from xueji.database import cipher
from xueji.database.fence import ORG, Fence, Level
from xueji.organizations.models import Organization, TenantRow


class Roster(TenantRow):
    """One uploaded workbook of one school. The file lies encrypted under its hash (students.rosters.files).

    `problems` are those of the last check, identity numbers masked; `corrections` (values typed into the page, which may
    be identity numbers) are encrypted. A roster is the school's own draft: no other office reads it.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("正在核对")
        CHECKED = "checked", _("试导入完成")
        REFUSED = "refused", _("文件读不了")
        COMMITTING = "committing", _("正在写入")
        COMMITTED = "committed", _("已提交")

    school = models.ForeignKey(Organization, models.PROTECT, related_name="rosters", verbose_name=_("学校"))
    filename = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.CHECKING)
    refusal = models.CharField(_("读不了的原因"), max_length=300, blank=True)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    announcements = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    corrections_cipher = models.BinaryField(null=True)
    is_stale = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    job_id = models.BigIntegerField(null=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(_("上传"))
    checked_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    committed_at = models.DateTimeField(null=True)
    committed_rows = models.PositiveIntegerField(default=0)

    fence: ClassVar[Fence] = Fence(
        read={Level.SCHOOL: f"school_id = {ORG}"}, write={Level.SCHOOL: f"school_id = {ORG}"}, tenant=True
    )

    class Meta:
        verbose_name = _("导入的名册")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["school", "-id"], name="roster_by_school")]

    def __str__(self) -> str:
        return self.filename

    @property
    def corrections(self) -> dict[int, dict[str, str]]:
        """Row number in the sheet → field → the value typed into the page."""
        if not self.corrections_cipher:
            return {}
        found = json.loads(cipher.decrypt(self.corrections_cipher))
        return {int(row): changes for row, changes in found.items()}

    @corrections.setter
    def corrections(self, value: dict[int, dict[str, str]]) -> None:
        self.corrections_cipher = cipher.encrypt(json.dumps(value, ensure_ascii=False)) if value else None

    @property
    def is_working(self) -> bool:
        """Whether a job is at it."""
        return self.state in {self.State.CHECKING, self.State.COMMITTING}

    @property
    def can_commit(self) -> bool:
        """Whether there are good rows that are not on the register yet, and nothing was changed since the check."""
        return self.state == self.State.CHECKED and not self.is_stale and self.to_store > 0

    @property
    def to_store(self) -> int:
        """Rows that a commit would add or bring up to date."""
        return self.count("new") + self.count("changed")

    def count(self, name: str) -> Any:
        """A number of the last check; 0 before it."""
        return self.counts.get(name, 0)
