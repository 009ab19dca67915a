"""Chapter 3, leave: the period away, the way back, and the return from the army."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from students.matters.models import Matter
from students.models import SchoolClass
from transfers.leave.queries import LeaveQuerySet
from xueji.policies.vocabulary import Departure, DischargeReason, HospitalGrade, LeaveGround


class Certified(models.Model):
    """What a hospital certifies, as the school reads it on the paper that is handed in."""

    hospital_name = models.CharField(_("出具证明的医院"), max_length=60, blank=True)
    hospital_grade = models.CharField(
        _("医院等级"), max_length=12, choices=HospitalGrade, default=HospitalGrade.UNKNOWN
    )
    hospital_local = models.BooleanField(_("是本市（省）医院"), default=True)

    class Meta:
        abstract = True

    @property
    def hospital_text(self) -> str:
        """The hospital in one line; empty where none is named."""
        known = [self.hospital_name, str(HospitalGrade(self.hospital_grade).label)]
        return "，".join(part for part in known if part)


class Leave(Matter, Certified):  # noqa: DJ008  (Matter says it)
    """One leave, or the extension of the one that `extends` names (null where that one was taken over from elsewhere;
    `current_ends_on` then says when it ends).

    `began_on` is the first day of the whole stretch, extensions included. `took_effect_on` is the day of the effect,
    null before it and after an undo. `ended_on` is the last day of leave once the student is back. Hours are class
    hours of the term in which the leave begins.
    """

    ground = models.CharField(_("休学事由"), max_length=12, choices=LeaveGround)
    starts_on = models.DateField(_("休学起始日"))
    ends_on = models.DateField(_("休学终止日"))
    terms_count = models.PositiveSmallIntegerField(_("学期数"), default=1)
    missed_hours = models.PositiveIntegerField(_("本学期已缺课时"), default=0)
    expected_hours = models.PositiveIntegerField(_("预计还要缺的课时"), default=0)
    term_hours = models.PositiveIntegerField(_("本学期总课时"), default=0)
    service_ends_on = models.DateField(_("预计服役结束日"), null=True, blank=True)
    credits_earned = models.DecimalField(_("已得学分"), max_digits=5, decimal_places=1, default=0)
    credits_total = models.DecimalField(_("毕业总学分"), max_digits=5, decimal_places=1, default=0)
    industry_minimum_age = models.PositiveSmallIntegerField(_("行业最低从业年龄"), null=True, blank=True)
    extends = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="extensions")
    current_ends_on = models.DateField(_("现休学终止日"), null=True, blank=True)
    began_on = models.DateField(_("连续休学起始日"), editable=False)
    took_effect_on = models.DateField(_("生效日期"), null=True, editable=False)
    ended_on = models.DateField(_("实际终止日"), null=True, editable=False)

    objects = LeaveQuerySet.as_manager()

    class Meta(Matter.Meta):
        verbose_name = _("休学")
        constraints: ClassVar = [
            *Matter.Meta.constraints,
            models.CheckConstraint(name="a_leave_ends_after_it_begins", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="an_extension_follows_on",
                condition=Q(current_ends_on__isnull=True) | Q(starts_on__gt=F("current_ends_on")),
            ),
            models.CheckConstraint(
                name="a_leave_that_ended_took_effect",
                condition=Q(ended_on__isnull=True) | Q(took_effect_on__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["ends_on", "id"],
                condition=Q(took_effect_on__isnull=False, ended_on__isnull=True),
                name="leave_running_by_end",
            ),
            models.Index(
                fields=["began_on", "id"],
                condition=Q(took_effect_on__isnull=False, ended_on__isnull=True),
                name="leave_running_by_beginning",
            ),
            models.Index(fields=["student", "id"], name="leave_by_student"),
        ]

    @property
    def is_extension(self) -> bool:
        """Whether it follows on a leave that was running."""
        return self.current_ends_on is not None

    @property
    def last_day(self) -> date:
        """The last day of leave, as it was or as it is meant."""
        return self.ended_on or self.ends_on


class Placement(models.Model):
    """The class into which a student comes back; null while the school has not chosen. Programme and grade follow it."""

    to_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("编入班级")
    )

    class Meta:
        abstract = True


class Resumption(Matter, Certified, Placement):  # noqa: DJ008  (Matter says it)
    """The way back from `leave` (null where the leave was taken over from elsewhere: its days stand here in any case).

    `resumes_on` is the first day of study. `recheck_passed` is the school's own finding after illness.
    """

    leave = models.ForeignKey(Leave, models.PROTECT, null=True, blank=True, related_name="resumptions")
    ground = models.CharField(_("原休学事由"), max_length=12, choices=LeaveGround)
    leave_starts_on = models.DateField(_("休学起始日"), null=True, blank=True)
    leave_ends_on = models.DateField(_("休学终止日"))
    resumes_on = models.DateField(_("复学日期"))
    recheck_passed = models.BooleanField(_("学校复查"), null=True, blank=True)
    special_circumstances = models.BooleanField(_("逾期办理有特殊情况"), default=False)

    class Meta(Matter.Meta):
        verbose_name = _("复学")
        constraints: ClassVar = [
            *Matter.Meta.constraints,
            models.CheckConstraint(
                name="a_student_resumes_after_leave_began",
                condition=Q(leave_starts_on__isnull=True) | Q(resumes_on__gt=F("leave_starts_on")),
            ),
        ]


class Restoration(Matter, Placement):  # noqa: DJ008  (Matter says it)
    """The return of a student who went to the army: from `leave`, or from outside the register."""

    leave = models.ForeignKey(Leave, models.PROTECT, null=True, blank=True, related_name="restorations")
    departure = models.CharField(_("入伍时学籍"), max_length=12, choices=Departure)
    discharge_reason = models.CharField(_("退伍原因"), max_length=12, choices=DischargeReason)
    discharged_on = models.DateField(_("退伍日期"))
    resumes_on = models.DateField(_("恢复学籍日期"))

    class Meta(Matter.Meta):
        verbose_name = _("恢复学籍")
        constraints: ClassVar = [
            *Matter.Meta.constraints,
            models.CheckConstraint(
                name="nobody_is_restored_before_discharge", condition=Q(resumes_on__gte=F("discharged_on"))
            ),
        ]
