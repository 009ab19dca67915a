"""Chapter 3, transfer: the place that a student leaves and the one that is offered."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from students.models import Programme, SchoolClass, Student
from xueji.cases.models import Case, part_fence
from xueji.codes import divisions
from xueji.database.fence import Fence
from xueji.organizations.models import Organization
from xueji.policies.vocabulary import Initiator, SchoolKind, TransferReason


class Transfer(models.Model):
    """The details of one transfer case. Its parties see it like the case.

    `student` is the record at the from-school, which the to-school may not read: it sees the item's snapshot. `to_class`
    is the to-school's choice at its step. `effective_on` is the opening day of the term meant; `new_student` the record
    that the effect made.

    A school outside the register is null here and described by an `OutsideSchool`; a student who comes from one has a
    pending record at the to-school, and that is `student`.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="transfer")
    student = models.ForeignKey(Student, models.PROTECT, related_name="transfers")
    initiated_by = models.CharField(_("发起方"), max_length=12, choices=Initiator)
    from_school = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    to_school = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    to_programme = models.ForeignKey(Programme, models.PROTECT, null=True, related_name="+")
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
            models.CheckConstraint(name="a_transfer_leads_to_another_school", condition=~Q(from_school=F("to_school"))),
            models.CheckConstraint(
                name="a_transfer_has_a_school_of_the_register",
                condition=Q(from_school__isnull=False) | Q(to_school__isnull=False),
            ),
            models.CheckConstraint(
                name="a_place_in_the_register_has_a_programme",
                condition=Q(to_school__isnull=True, to_programme__isnull=True)
                | Q(to_school__isnull=False, to_programme__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"

    # The outside school of a transfer that is not saved yet.
    drafted_outside: "OutsideSchool | None" = None

    @property
    def outside(self) -> "OutsideSchool | None":
        """The school outside the register on one side; None when both are in it."""
        if self.drafted_outside is not None or not self.case_id:
            return self.drafted_outside
        return getattr(self.case, "outside_school", None)

    @property
    def opener(self) -> Organization:
        """The school that opened it, whose regulation binds it: it is always in the register."""
        school = self.from_school if self.initiated_by == Initiator.FROM_SCHOOL else self.to_school
        assert school is not None  # constraint: who opens is in the register
        return school

    @property
    def from_name(self) -> str:
        """The school that is left."""
        return self.from_school.name if self.from_school else self.outside.name if self.outside else ""

    @property
    def to_name(self) -> str:
        """The school that is entered."""
        return self.to_school.name if self.to_school else self.outside.name if self.outside else ""

    def offered_classes(self) -> "models.QuerySet[SchoolClass]":
        """The open classes of the programme and cohort asked for, from which the to-school chooses."""
        return SchoolClass.objects.open().filter(programme=self.to_programme_id, cohort=self.to_cohort).order_by("name")


class OutsideSchool(models.Model):
    """The school outside the register, as its papers name it, with the bodies above it.

    `province_code` is its province (GB/T 2260). `authority` is its competent authority where the register knows it (a
    general high school of the own province), else `authority_name` is written down. `programme`, `cohort` and `years` are
    the place there: the one left, or the one offered. `entered_on` is the day of entry of a student who comes.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="outside_school")
    name = models.CharField(_("学校名称"), max_length=100)
    kind = models.CharField(_("学校类型"), max_length=20, choices=SchoolKind)
    province_code = models.CharField(_("所在省份"), max_length=6)
    address = models.CharField(_("学校地址"), max_length=200, blank=True)
    authority = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    authority_name = models.CharField(_("主管部门"), max_length=100, blank=True)
    local_authority_name = models.CharField(_("所在地教育部门"), max_length=100, blank=True)
    city_name = models.CharField(_("设区市教育行政部门"), max_length=100, blank=True)
    province_authority_name = models.CharField(_("省级教育行政部门"), max_length=100, blank=True)
    programme = models.CharField(_("专业"), max_length=80, blank=True)
    cohort = models.PositiveSmallIntegerField(_("年级"))
    years = models.DecimalField(_("学制（年）"), max_digits=3, decimal_places=1)
    entered_on = models.DateField(_("入学日期"), null=True)

    fence: ClassVar[Fence] = part_fence()

    class Meta:
        verbose_name = _("系统外学校")

    def __str__(self) -> str:
        return f"{self.case_id}"

    @property
    def province_name(self) -> str:
        """浙江省"""
        found = divisions.division(self.province_code)
        return found.name if found else ""
