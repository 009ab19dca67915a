"""Who moved between classes, which classes were split and merged, and the grade that a school confirmed for each year."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from students.models import SchoolClass, Student
from students.structure.queries import ClassMoveQuerySet, GradeYearQuerySet
from xueji.database.fence import Fence, tenant_fence
from xueji.organizations.models import TenantRow


class Reshaping(TenantRow):
    """Classes split or merged in one go: from which into which, since when. `undone_on` once it was taken back."""

    class Kind(models.TextChoices):
        SPLIT = "split", _("分班")
        MERGE = "merge", _("并班")

    kind = models.CharField(_("类别"), max_length=8, choices=Kind)
    source = models.ForeignKey(SchoolClass, models.PROTECT, related_name="+", verbose_name=_("原班级"))
    target = models.ForeignKey(SchoolClass, models.PROTECT, related_name="+", verbose_name=_("并入或分出的班级"))
    target_is_new = models.BooleanField(default=False)
    effective_on = models.DateField(_("生效日期"))
    moved = models.PositiveSmallIntegerField(_("人数"))
    done_by_id = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(_("办理时间"))
    undone_on = models.DateField(_("撤销日期"), null=True)
    undone_by_id = models.BigIntegerField(null=True)

    fence: ClassVar[Fence] = tenant_fence()

    class Meta:
        verbose_name = _("分班与并班")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_class_is_not_reshaped_into_itself", condition=~Q(source=F("target")))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}→{self.target_id}"


class ClassMove(TenantRow):
    """One student from one class into another of the same school, since a day. Append-only: a move taken back is
    another move."""

    class Why(models.TextChoices):
        MOVE = "move", _("调班")
        SPLIT = "split", _("分班")
        MERGE = "merge", _("并班")
        UNDO = "undo", _("撤销分班或并班")

    student = models.ForeignKey(Student, models.PROTECT, related_name="class_moves")
    from_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="moves_out", verbose_name=_("原班级"))
    to_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="moves_in", verbose_name=_("新班级"))
    effective_on = models.DateField(_("生效日期"))
    why = models.CharField(_("缘由"), max_length=8, choices=Why, default=Why.MOVE)
    reason = models.CharField(_("说明"), max_length=200, blank=True)
    reshaping = models.ForeignKey(Reshaping, models.PROTECT, null=True, related_name="moves")
    recorded_by_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    fence: ClassVar[Fence] = tenant_fence(
        student="(SELECT s.person_id FROM students_student s WHERE s.id = student_id)", append_only=True
    )
    objects = ClassMoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("调班记录")
        ordering: ClassVar = ["-effective_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_move_leads_elsewhere", condition=~Q(from_class=F("to_class")))
        ]
        indexes: ClassVar = [models.Index(fields=["school", "-effective_on"], name="classmove_by_school")]

    def __str__(self) -> str:
        return f"{self.student_id} {self.from_class_id}→{self.to_class_id} {self.effective_on}"


class Promotion(TenantRow):
    """The turn of one school year at a school: what the dry run found, what persons decided, the job that wrote it.

    `choices` are decisions by student id ("promote", "stay", "wait"); `counts` what was written.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("试算")
        RUNNING = "running", _("正在升级")
        DONE = "done", _("已升级")
        UNDONE = "undone", _("已撤销")

    school_year = models.CharField(_("学年"), max_length=9)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.DRAFT)
    choices = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    job_id = models.BigIntegerField(null=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(_("完成时间"), null=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    fence: ClassVar[Fence] = tenant_fence()

    class Meta:
        verbose_name = _("升级")
        ordering: ClassVar = ["-school_year", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school", "school_year"], condition=~Q(state="undone"), name="one_promotion_for_a_school_year"
            )
        ]

    def __str__(self) -> str:
        return self.school_year


class GradeYear(TenantRow):
    """The grade (1, 2, 3 …) that a school confirmed for a student and a school year, and how it came about.

    The cohort stays the register's word for where a student belongs; this is what was confirmed of it, once a year.
    """

    class Outcome(models.TextChoices):
        PROMOTED = "promoted", _("升级")
        GRADUATING = "graduating", _("升入毕业年级")
        STAYS = "stays", _("留在原年级")
        OVERTIME = "overtime", _("超出学制，继续学习")
        ENTERED = "entered", _("新生入学")

    student = models.ForeignKey(Student, models.PROTECT, related_name="grade_years")
    promotion = models.ForeignKey(Promotion, models.PROTECT, related_name="rows")
    school_year = models.CharField(_("学年"), max_length=9)
    grade = models.PositiveSmallIntegerField(_("年级"))
    cohort = models.PositiveSmallIntegerField(_("级"))
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="+")
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome)
    is_chosen = models.BooleanField(_("由人决定"), default=False)
    reason = models.CharField(_("说明"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    fence: ClassVar[Fence] = tenant_fence(
        student="(SELECT s.person_id FROM students_student s WHERE s.id = student_id)"
    )
    objects = GradeYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("学年年级")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["student", "school_year"],
                condition=Q(undone_at__isnull=True),
                name="one_grade_for_a_student_and_year",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["school", "school_year", "grade"], name="gradeyear_by_school")]

    def __str__(self) -> str:
        return f"{self.student_id} {self.school_year} {self.grade}"
