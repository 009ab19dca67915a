"""Where a student who was recruited by co-operation really attends."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from students.models import Student
from xueji.database.fence import Fence, tenant_fence
from xueji.organizations.models import TenantRow


class PlaceOfStudy(TenantRow):
    """What the school says of one student's place: here, or at a partner (Beijing 12, Zhejiang 10). The student is
    registered where he or she attends; a later change of place is a transfer."""

    student = models.OneToOneField(Student, models.CASCADE, related_name="place_of_study")
    here = models.BooleanField(_("实际在本校就读"))
    elsewhere = models.CharField(_("实际就读学校"), max_length=80, blank=True)
    recorded_by = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    fence: ClassVar[Fence] = tenant_fence(
        student="(SELECT s.person_id FROM students_student s WHERE s.id = student_id)"
    )

    class Meta:
        verbose_name = _("实际就读地")
        constraints: ClassVar = [
            models.CheckConstraint(name="who_is_elsewhere_is_somewhere", condition=Q(here=True) | ~Q(elsewhere=""))
        ]

    def __str__(self) -> str:
        return f"{self.student_id}"
