"""What every matter's row holds: the case, the student, and the application."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from students.models import Student
from xueji.cases.models import Case, part_fence
from xueji.database.fence import Fence


class Matter(models.Model):
    """One student's details in a case of one school; a batch has one row for each student.

    `applied_on` is the day on which student and guardian applied, null where nobody applies. The consents are what the
    school says of the signatures; they count once the paper is handed in.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    applied_on = models.DateField(_("学生与监护人申请日期"), null=True, blank=True)
    student_consent = models.BooleanField(_("学生已签字"), default=False)
    guardian_consent = models.BooleanField(_("监护人已签字"), default=False)
    reason_text = models.CharField(_("情况说明"), max_length=300, blank=True)

    fence: ClassVar[Fence] = part_fence()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "student"], name="a_student_once_in_a_%(class)s_case")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.student_id}"
