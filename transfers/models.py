"""Chapter 3, transfer: the place that a student leaves and the one that is offered."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from students.models import Programme, SchoolClass, Student
from xueji.cases.models import Case, part_fence
from xueji.database.fence import Fence
from xueji.organizations.models import Organization
from xueji.policies.vocabulary import Initiator, TransferReason


class Transfer(models.Model):
    """The details of one transfer case. Its parties see it like the case.

    `student` is the record at the from-school, which the to-school may not read: it sees the item's snapshot. `to_class`
    is the to-school's choice at its step. `effective_on` is the opening day of the term meant; `new_student` the record
    that the effect made.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="transfer")
    student = models.ForeignKey(Student, models.PROTECT, related_name="transfers")
    initiated_by = models.CharField(_("发起方"), max_length=12, choices=Initiator)
    from_school = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    to_school = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    to_programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    to_cohort = models.PositiveSmallIntegerField(_("转入年级"))
    to_class = models.ForeignKey(SchoolClass, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("转学事由"), max_length=32, choices=TransferReason)
    reason_text = models.CharField(_("情况说明"), max_length=300, blank=True)
    applied_on = models.DateField(_("学生与监护人申请日期"))
    effective_on = models.DateField(_("转入学期开学日"))
    student_consent = models.BooleanField(_("学生已签字"), default=False)
    guardian_consent = models.BooleanField(_("监护人已签字"), default=False)
    new_student = models.OneToOneField(Student, models.PROTECT, null=True, related_name="arrival")

    fence: ClassVar[Fence] = part_fence()

    class Meta:
        verbose_name = _("转学")
        constraints: ClassVar = [
            models.CheckConstraint(name="a_transfer_leads_to_another_school", condition=~Q(from_school=F("to_school")))
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"

    def offered_classes(self) -> "models.QuerySet[SchoolClass]":
        """The classes of the programme and cohort asked for, from which the to-school chooses."""
        return SchoolClass.objects.filter(programme=self.to_programme_id, cohort=self.to_cohort).order_by("name")
