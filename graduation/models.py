"""Chapter 6, thin: what the school found when it audited a student for graduation."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from students.models import Student
from xueji.database.fence import Fence, tenant_fence
from xueji.organizations.models import TenantRow


class GraduationAudit(TenantRow):
    """The three conditions (Beijing 38, Zhejiang 42) for one student, and the day of leaving. None: not entered yet.

    `credits_complete` is entered in the credit system only.
    """

    student = models.OneToOneField(Student, models.PROTECT, related_name="graduation_audit")
    conduct_passed = models.BooleanField(_("思想品德评价合格"), null=True)
    courses_passed = models.BooleanField(_("全部课程成绩合格"), null=True)
    credits_complete = models.BooleanField(_("修满规定学分"), null=True)
    internship_passed = models.BooleanField(_("实习鉴定合格"), null=True)
    enlisted = models.BooleanField(_("应征入伍"), default=False)
    leaving_on = models.DateField(_("离校日期"), null=True)
    recorded_by = models.BigIntegerField(_("录入人"), null=True)
    recorded_at = models.DateTimeField(_("录入时间"))

    fence: ClassVar[Fence] = tenant_fence(
        student="(SELECT s.person_id FROM students_student s WHERE s.id = student_id)"
    )

    class Meta:
        verbose_name = _("毕业审核")

    def __str__(self) -> str:
        return str(self.student_id)
