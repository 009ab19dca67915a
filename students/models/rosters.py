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
    be identity numbers) are encrypted. `preview` is what a commit would do, row by row; `fingerprint` stands for it, so
    that a commit does what was looked at or nothing. `made` are the programmes and classes that the commit made, and
    `history_mark` the place of the row history at its end: what an undo starts from. A roster is the school's own draft:
    no other office reads it.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("正在核对")
        CHECKED = "checked", _("试导入完成")
        REFUSED = "refused", _("文件读不了")
        COMMITTING = "committing", _("正在写入")
        COMMITTED = "committed", _("已提交")
        UNDOING = "undoing", _("正在撤销")
        UNDONE = "undone", _("已撤销")

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
    preview = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
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
    made = models.JSONField(default=dict)
    history_mark = models.JSONField(default=dict)
    undone_at = models.DateTimeField(_("撤销"), null=True)
    undone_by_id = models.BigIntegerField(null=True)
    undo_refusal = models.JSONField(default=list)

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
        return self.state in {self.State.CHECKING, self.State.COMMITTING, self.State.UNDOING}

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


class RosterImage(TenantRow):
    """A pending record as it was before a roster's commit changed it (`was`, `profile`): what an undo puts back.

    Numbers in it are encrypted or indexes, as in the record itself. One for each student whom the commit changed.
    """

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="images")
    student_id = models.BigIntegerField()
    was = models.JSONField()
    profile = models.JSONField(null=True)

    fence: ClassVar[Fence] = Fence(
        read={Level.SCHOOL: f"school_id = {ORG}"},
        write={Level.SCHOOL: f"school_id = {ORG}"},
        tenant=True,
        append_only=True,
    )

    class Meta:
        verbose_name = _("导入前的记录")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["roster", "student_id"], name="one_image_of_a_student_in_a_roster")
        ]

    def __str__(self) -> str:
        return f"{self.roster_id} {self.student_id}"


class HeadingChoice(TenantRow):
    """What a school's unknown heading means: a field of the roster, or nothing (`field` empty). Kept for its next file."""

    key = models.CharField(_("列名"), max_length=80)
    text = models.CharField(_("表中的写法"), max_length=200)
    field = models.CharField(_("对应"), max_length=40, blank=True)
    chosen_by_id = models.BigIntegerField(null=True)
    chosen_at = models.DateTimeField()

    fence: ClassVar[Fence] = Fence(
        read={Level.SCHOOL: f"school_id = {ORG}"}, write={Level.SCHOOL: f"school_id = {ORG}"}, tenant=True
    )

    class Meta:
        verbose_name = _("列名的对应")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school", "key"], name="one_meaning_of_a_heading_in_a_school")
        ]

    def __str__(self) -> str:
        return f"{self.text} → {self.field}"
