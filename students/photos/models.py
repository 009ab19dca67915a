"""The photo of a record, the ones that it had before, a pack of photos, and what a school asks of a photo."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from students.models import Student
from xueji.database.fence import ORG, Fence, Level, tenant_fence
from xueji.organizations.models import TenantRow

_OF_STUDENT = "(SELECT s.person_id FROM students_student s WHERE s.id = student_id)"
_SCHOOL_ONLY = {Level.SCHOOL: f"school_id = {ORG}"}


class Picture(TenantRow):
    """What is kept of a photo: the hash under which its bytes lie, its type, its size in pixels and in bytes."""

    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=20, default="image/jpeg")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    added_by_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField(_("上传"))

    class Meta:
        abstract = True


class Photo(Picture):
    """The photo that a record has now."""

    student = models.OneToOneField(Student, models.CASCADE, related_name="photo")

    fence: ClassVar[Fence] = tenant_fence(student=_OF_STUDENT)

    class Meta:
        verbose_name = _("照片")

    def __str__(self) -> str:
        return str(self.student_id)


class EarlierPhoto(Picture):
    """A photo that was replaced; `added_at` is when it came, `replaced_at` when another took its place."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="earlier_photos")
    replaced_by_id = models.BigIntegerField(null=True)
    replaced_at = models.DateTimeField(_("换下"))

    fence: ClassVar[Fence] = tenant_fence(append_only=True)

    class Meta:
        verbose_name = _("换下的照片")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["student", "-id"], name="earlier_photo_by_student")]

    def __str__(self) -> str:
        return f"{self.student_id} {self.replaced_at:%Y-%m-%d}"


class PhotoPack(TenantRow):
    """One ZIP of photos. It lies encrypted under its hash until it was committed; `results` are the files that cannot be
    used, their names masked. Like a roster it is the school's own draft."""

    class State(models.TextChoices):
        CHECKING = "checking", _("正在核对")
        CHECKED = "checked", _("核对完成")
        REFUSED = "refused", _("文件读不了")
        COMMITTING = "committing", _("正在写入")
        COMMITTED = "committed", _("已提交")

    filename = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.CHECKING)
    refusal = models.CharField(_("读不了的原因"), max_length=300, blank=True)
    counts = models.JSONField(default=dict)
    results = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    job_id = models.BigIntegerField(null=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(_("上传"))
    committed_at = models.DateTimeField(null=True)

    fence: ClassVar[Fence] = Fence(read=_SCHOOL_ONLY, write=dict(_SCHOOL_ONLY), tenant=True)

    class Meta:
        verbose_name = _("照片包")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["school", "-id"], name="photo_pack_by_school")]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_working(self) -> bool:
        """Whether a job is at it."""
        return self.state in {self.State.CHECKING, self.State.COMMITTING}

    @property
    def can_commit(self) -> bool:
        """Whether the last check found photos to store."""
        return self.state == self.State.CHECKED and self.to_store > 0

    @property
    def to_store(self) -> int:
        """Photos that a commit would add or put in the place of another."""
        return self.count("new") + self.count("replaced")

    def count(self, name: str) -> Any:
        """A number of the last check; 0 before it."""
        return self.counts.get(name, 0)


class PhotoRule(TenantRow):
    """What a school asks of a photo, where it differs from the usual (students.photos.rules)."""

    ratio_width = models.PositiveSmallIntegerField(_("宽的比"), validators=[MinValueValidator(1)])
    ratio_height = models.PositiveSmallIntegerField(_("高的比"), validators=[MinValueValidator(1)])
    tolerance = models.PositiveSmallIntegerField(_("宽高比容差（%）"), validators=[MaxValueValidator(50)])
    min_width = models.PositiveSmallIntegerField(_("最小宽度（像素）"), validators=[MinValueValidator(50)])
    min_height = models.PositiveSmallIntegerField(_("最小高度（像素）"), validators=[MinValueValidator(50)])
    max_kilobytes = models.PositiveIntegerField(
        _("最大文件（KB）"), validators=[MinValueValidator(10), MaxValueValidator(5_000)]
    )
    set_by_id = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()

    fence: ClassVar[Fence] = tenant_fence()

    class Meta:
        verbose_name = _("照片要求")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school"], name="one_photo_rule_for_a_school"),
            models.CheckConstraint(
                name="a_photo_is_upright", condition=Q(ratio_width__gt=0) & Q(ratio_height__gte=F("ratio_width"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ratio_width}:{self.ratio_height}"
