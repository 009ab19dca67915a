"""What was asked for as a file, and whose whole numbers went out with it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xueji.database.fence import ACTOR, OFFICE_LEVELS, ORG, Fence, organization_fence


def _own_fence() -> Fence:
    """Rows of who asked, in the office in which it was asked: the file is nobody else's."""
    rows = dict.fromkeys(OFFICE_LEVELS, f"organization_id = {ORG} AND asked_by_id = {ACTOR}")
    return Fence(read=rows, write=dict(rows))


class Purpose(models.TextChoices):
    """What whole numbers or family data are taken out for."""

    NATIONAL = "national", _("向全国系统补录、回填")
    SUPERIOR = "superior", _("按上级要求报送")
    CHECK = "check", _("校内核对、归档")
    EXAMINATION = "examination", _("考试、招生、升学报名")
    AID = "aid", _("资助、社保、保险等代办")
    OTHER = "other", _("其他")


class Form(models.TextChoices):
    """The kinds of files."""

    XLSX = "xlsx", _("Excel 工作簿（.xlsx）")
    CSV = "csv", _("CSV 文本，UTF-8")
    CSV_GB18030 = "csv_gb18030", _("CSV 文本，GB18030")

    @property
    def suffix(self) -> str:
        """The end of a file's name."""
        return "xlsx" if self is Form.XLSX else "csv"

    @property
    def media_type(self) -> str:
        if self is Form.XLSX:
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return "text/csv; charset=" + ("utf-8" if self is Form.CSV else "gb18030")


class Export(models.Model):
    """One file that somebody asked for. It lies encrypted under `stored` until `expires_at`.

    `asked` is what the source was asked (filters as an address carries them, days, kinds), `picked` the rows that were
    picked or found by a search, which leaves no words behind. `whole` says that numbers are unmasked; such an export, and
    one with family data, has a purpose.
    """

    class State(models.TextChoices):
        WORKING = "working", _("生成中")
        READY = "ready", _("可下载")
        FAILED = "failed", _("没有生成")
        CANCELLED = "cancelled", _("已取消")
        EXPIRED = "expired", _("已过期")

    organization_id = models.BigIntegerField(_("机构"))
    asked_by_id = models.BigIntegerField(_("导出人"))
    asked_by_name = models.CharField(_("导出人"), max_length=50)
    asked_at = models.DateTimeField(_("导出时间"))
    source = models.CharField(_("内容"), max_length=24)
    layout = models.CharField(_("版式"), max_length=12, blank=True)
    columns = models.JSONField(_("列"), default=list)
    asked = models.JSONField(_("条件"), default=dict)
    picked = models.JSONField(null=True)
    form = models.CharField(_("格式"), max_length=12, choices=Form, default=Form.XLSX)
    whole = models.BooleanField(_("完整号码"), default=False)
    purpose = models.CharField(_("用途"), max_length=12, choices=Purpose, blank=True)
    words = models.CharField(_("用途说明"), max_length=200, blank=True)

    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WORKING)
    job_id = models.BigIntegerField(null=True)
    stored = models.CharField(max_length=64, blank=True)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    size = models.BigIntegerField(_("大小"), default=0)
    ready_at = models.DateTimeField(_("生成时间"), null=True)
    expires_at = models.DateTimeField(_("保留至"), null=True)
    fetched = models.PositiveIntegerField(_("下载次数"), default=0)

    fence: ClassVar[Fence] = _own_fence()

    class Meta:
        verbose_name = _("导出")
        indexes: ClassVar = [
            models.Index(fields=["organization_id", "asked_by_id", "-id"], name="export_by_person"),
            models.Index(fields=["expires_at"], name="export_expiring", condition=models.Q(state="ready")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="whole_numbers_have_a_purpose",
                condition=models.Q(whole=False) | (~models.Q(purpose="") & ~models.Q(words="")),
            ),
            models.CheckConstraint(
                name="a_ready_export_has_its_file",
                condition=~models.Q(state="ready")
                | (~models.Q(stored="") & models.Q(ready_at__isnull=False, expires_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"

    @property
    def purpose_text(self) -> str | Promise:
        """Purpose and own words in one line; empty where none was asked for."""
        if not self.purpose:
            return ""
        label = str(Purpose(self.purpose).label)
        return _("%(purpose)s：%(words)s") % {"purpose": label, "words": self.words} if self.words else label


class ExportedBlock(models.Model):
    """Whose whole numbers an export took out: student ids in blocks, ascending, so that one student's exports are found
    by two comparisons. Kept for good, also when the file is gone."""

    organization_id = models.BigIntegerField()
    export_id = models.BigIntegerField()
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()
    purpose = models.CharField(max_length=12)
    words = models.CharField(max_length=200, blank=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    ids = ArrayField(models.BigIntegerField())

    fence: ClassVar[Fence] = organization_fence(append_only=True)

    class Meta:
        verbose_name = _("带出完整号码的学生")
        indexes: ClassVar = [
            models.Index(fields=["organization_id", "first_id", "last_id"], name="exported_block_of_ids"),
            models.Index(fields=["export_id"], name="exported_block_of_export"),
        ]

    def __str__(self) -> str:
        return f"{self.export_id} {self.first_id}"
