"""An uploaded roster of an examination authority: the file, how it was understood, what the last check found."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from xueji.database.fence import ORG, Fence, Level
from xueji.organizations.models import TenantRow
from xueji.policies.vocabulary import AdmissionSource, Season


class AdmissionRoster(TenantRow):
    """One file of one school, the school's own draft: no other office reads it. The file lies encrypted under its hash
    (students.rosters.files); `problems` are those of the last check, numbers masked."""

    class State(models.TextChoices):
        CHECKING = "checking", _("正在核对")
        CHECKED = "checked", _("已核对")
        REFUSED = "refused", _("文件读不了")
        COMMITTING = "committing", _("正在入库")
        COMMITTED = "committed", _("已入库")
        DISCARDED = "discarded", _("已放弃")

    filename = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField(_("招生年份"))
    season = models.CharField(_("招生季"), max_length=8, choices=Season, default=Season.AUTUMN)
    source = models.CharField(
        _("招生来源"), max_length=16, choices=AdmissionSource, default=AdmissionSource.EXAMINATION
    )
    channel = models.CharField(_("招生渠道"), max_length=60, blank=True)
    check_in_due_on = models.DateField(_("规定报到日期"))
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.CHECKED)
    refusal = models.CharField(_("读不了的原因"), max_length=300, blank=True)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    job_id = models.BigIntegerField(null=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(_("上传时间"))
    committed_at = models.DateTimeField(_("入库时间"), null=True)

    fence: ClassVar[Fence] = Fence(
        read={Level.SCHOOL: f"school_id = {ORG}"}, write={Level.SCHOOL: f"school_id = {ORG}"}, tenant=True
    )

    class Meta:
        verbose_name = _("录取名册")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["school", "-id"], name="admission_roster_by_school")]

    def __str__(self) -> str:
        return self.filename

    def count(self, name: str) -> Any:
        """A number of the last check; 0 before it."""
        return self.counts.get(name, 0)

    @property
    def is_working(self) -> bool:
        """Whether a job is at it."""
        return self.state in {self.State.CHECKING, self.State.COMMITTING}

    @property
    def to_store(self) -> int:
        """Rows that a commit would add or bring up to date."""
        return int(self.count("new") + self.count("changed"))

    @property
    def can_commit(self) -> bool:
        """Whether there are good rows that are not in the list yet."""
        return self.state == self.State.CHECKED and self.to_store > 0
