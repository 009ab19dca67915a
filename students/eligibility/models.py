"""The re-check of the conditions of entry: what the school found of each new student, and when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from students.models import Student
from xueji.database.fence import Fence, tenant_fence
from xueji.organizations.models import TenantRow


class Outcome(models.TextChoices):
    PASSED = "passed", _("合格")
    FAILED = "failed", _("不合格")


class EligibilityCheck(TenantRow):
    """One finding (Beijing 8 ¶2). Append-only: of several for a student the last one counts.

    `case_id` is the draft of the cancellation that a failed one led to; empty where there was no status to cancel.
    """

    student = models.ForeignKey(Student, models.PROTECT, related_name="eligibility_checks")
    outcome = models.CharField(_("复查结果"), max_length=8, choices=Outcome)
    grounds = models.CharField(_("依据与理由"), max_length=300, blank=True)
    checked_on = models.DateField(_("复查日期"))
    case_id = models.BigIntegerField(_("注销办件"), null=True)
    recorded_by = models.BigIntegerField(_("录入人"), null=True)
    recorded_at = models.DateTimeField(_("录入时间"))

    fence: ClassVar[Fence] = tenant_fence(
        student="(SELECT s.person_id FROM students_student s WHERE s.id = student_id)", append_only=True
    )

    class Meta:
        verbose_name = _("入学条件复查")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_failed_recheck_has_grounds", condition=Q(outcome="passed") | ~Q(grounds=""))
        ]
        indexes: ClassVar = [models.Index(fields=["student", "-id"], name="recheck_of_a_student")]

    def __str__(self) -> str:
        return f"{self.student_id} {self.outcome}"
