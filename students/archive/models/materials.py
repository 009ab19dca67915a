"""The papers in a file, those taken out of it, and the officer who keeps the files."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from students.models import Student
from xueji.database.fence import Fence, tenant_fence
from xueji.organizations.models import TenantRow, User
from xueji.policies.vocabulary import MaterialKind


class MaterialQuerySet(models.QuerySet["Material"]):
    def current(self) -> "MaterialQuerySet":
        """In the file now: neither replaced nor taken out."""
        return self.filter(replaced_by__isnull=True, removal__isnull=True)

    def on_day(self, day: date) -> "MaterialQuerySet":
        """In the file at the end of a day."""
        return self.filter(added_at__date__lte=day).exclude(
            Q(removal__removed_at__date__lte=day) | Q(replaced_by__added_at__date__lte=day)
        )

    def in_order(self) -> "MaterialQuerySet":
        """As a file is bound: by kind in the order they came, then by day."""
        return self.order_by("student_id", "kind", "dated_on", "pk")


class Material(TenantRow):
    """One paper of a student's file, kept encrypted under the hash of its content.

    Nothing in a file is changed or deleted: a better copy `replaces` the one before it, and what does not belong there is
    taken out by a `Removal` that says why. `part` is the thing of its kind that it fulfils (see archive.yaml), `school_year`
    the year it speaks of (by its autumn), `source_id` the paper at another school that came here with the file, `is_late`
    that it came after the file was closed.
    """

    student = models.ForeignKey(Student, models.PROTECT, related_name="materials")
    person_id = models.BigIntegerField()
    kind = models.CharField(_("类别"), max_length=24, choices=MaterialKind)
    part = models.CharField(_("内容"), max_length=32)
    title = models.CharField(_("题名"), max_length=80)
    dated_on = models.DateField(_("材料日期"))
    school_year = models.PositiveSmallIntegerField(_("所属学年"), null=True)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(_("页数"), default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    source_id = models.BigIntegerField(null=True)
    is_late = models.BooleanField(_("归档后补入"), default=False)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("入档时间"))

    fence: ClassVar[Fence] = tenant_fence(student="person_id", append_only=True)
    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("档案材料")
        constraints: ClassVar = [
            models.CheckConstraint(name="a_paper_has_pages", condition=Q(pages__gte=1)),
            models.UniqueConstraint(
                fields=["student", "source_id"], condition=Q(source_id__isnull=False), name="a_paper_comes_along_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["student", "kind"], name="material_by_student"),
            models.Index(fields=["school", "kind"], name="material_by_school"),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} {self.kind} {self.pk}"


class Removal(TenantRow):
    """That a paper was taken out of a file that is not closed yet, by whom and why. The paper itself stays where it is."""

    material = models.OneToOneField(Material, models.PROTECT, related_name="removal")
    reason = models.CharField(_("移出原因"), max_length=200)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(_("移出时间"))

    fence: ClassVar[Fence] = tenant_fence(append_only=True)

    class Meta:
        verbose_name = _("档案材料移出")

    def __str__(self) -> str:
        return str(self.material_id)


class Keeper(TenantRow):
    """Who keeps the files of a school (专人管理) from a day on: the last row that has begun holds.

    `took_over_from` is who kept them before, with what was handed over then: closed files and papers, counted on the day.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateField(_("起"))
    took_over_from = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    open_files = models.PositiveIntegerField(_("在校生档案"), default=0)
    closed_files = models.PositiveIntegerField(_("已归档案"), default=0)
    papers = models.PositiveIntegerField(_("材料份数"), default=0)
    remark = models.CharField(_("交接说明"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("登记时间"))

    fence: ClassVar[Fence] = tenant_fence(append_only=True)

    class Meta:
        verbose_name = _("档案管理员")
        ordering: ClassVar = ["-since", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school", "since"], name="one_keeper_from_a_day"),
            models.CheckConstraint(
                name="nobody_takes_over_from_oneself", condition=~Q(took_over_from=models.F("user"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.since}"


class Apprentice(TenantRow):
    """That a student learns as a modern apprentice (现代学徒制): Zhejiang 8 (9) then asks for the contract."""

    student = models.OneToOneField(Student, models.PROTECT, related_name="apprenticeship")
    since = models.DateField(_("起"))
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    fence: ClassVar[Fence] = tenant_fence()

    class Meta:
        verbose_name = _("现代学徒制学生")

    def __str__(self) -> str:
        return str(self.student_id)
