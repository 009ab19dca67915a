"""Withdrawal and cancellation: what is stated of each student, whom the school tried to reach, what it announced."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from students.contacts import ContactResult, ContactWay, ContactWhom
from students.matters.models import Matter
from students.models import Student
from xueji.cases.models import Case, part_fence
from xueji.database.fence import Fence
from xueji.organizations.models import Organization, User
from xueji.policies.vocabulary import CancellationCause, WithdrawalGround, WithdrawalReason


class Withdrawal(Matter):
    """退学申请: student and guardian ask for it (Beijing 24 ¶1, Zhejiang 22 ¶1)."""

    reason = models.CharField(_("退学原因"), max_length=16, choices=WithdrawalReason)

    class Meta(Matter.Meta):
        verbose_name = _("退学申请")


class RequiredWithdrawal(Matter):
    """应予退学: the ground, with the days and numbers that it rests on (Beijing 14 and 24 ¶2, Zhejiang 22 ¶2).

    Columns of another ground stay empty. The consents are those of students who were advised and apply themselves.
    """

    ground = models.CharField(_("应予退学的情形"), max_length=24, choices=WithdrawalGround)
    leave_started_on = models.DateField(_("连续休学的第一日"), null=True, blank=True)
    leave_ended_on = models.DateField(_("休学期满日"), null=True, blank=True)
    leave_for_service = models.BooleanField(_("因依法服兵役休学"), default=False)
    able_to_return = models.BooleanField(_("能够复学"), default=False)
    resumption_applied_on = models.DateField(_("申请复学的日期"), null=True, blank=True)
    special_circumstances = models.BooleanField(_("未按时复学有特殊情况"), default=False)
    truant_hours = models.PositiveSmallIntegerField(_("本学期旷课累计（课时）"), default=0)
    absent_from = models.DateField(_("擅自离校的第一日"), null=True, blank=True)
    absent_until = models.DateField(_("离校的最后一日"), null=True, blank=True)
    absence_excused = models.BooleanField(_("已请假获准"), default=False)
    registration_due_on = models.DateField(_("学期注册日"), null=True, blank=True)
    formalities_due_on = models.DateField(_("办理退学手续的最后一日"), null=True, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("应予退学")
        constraints: ClassVar = [
            *Matter.Meta.constraints,
            models.CheckConstraint(
                name="a_required_withdrawal_has_a_known_ground", condition=Q(ground__in=WithdrawalGround.values)
            ),
            models.CheckConstraint(
                name="an_absence_ends_after_it_began",
                condition=Q(absent_until__isnull=True) | Q(absent_until__gte=F("absent_from")),
            ),
            models.CheckConstraint(
                name="a_leave_ended_after_it_started",
                condition=Q(leave_started_on__isnull=True)
                | Q(leave_ended_on__isnull=True)
                | Q(leave_ended_on__gte=F("leave_started_on")),
            ),
        ]


class Cancellation(Matter):
    """注销学籍: death, disappearance, a failed re-check (Beijing 8 and 25, Zhejiang 23). Nobody consents to it."""

    cause = models.CharField(_("注销原因"), max_length=16, choices=CancellationCause)
    unnatural_death = models.BooleanField(_("非正常死亡"), default=False)
    occurred_on = models.DateField(_("死亡或失踪日期"), null=True, blank=True)
    learnt_on = models.DateField(_("学校得知日期"), null=True, blank=True)
    reported_on = models.DateField(_("先行上报主管部门的日期"), null=True, blank=True)
    recheck_decided_on = models.DateField(_("复查决定日期"), null=True, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("注销学籍")
        constraints: ClassVar = [
            *Matter.Meta.constraints,
            models.CheckConstraint(
                name="a_cancellation_has_a_known_cause", condition=Q(cause__in=CancellationCause.values)
            ),
            models.CheckConstraint(
                name="only_a_death_is_unnatural", condition=Q(unnatural_death=False) | Q(cause=CancellationCause.DEATH)
            ),
            models.CheckConstraint(
                name="a_school_learns_of_what_has_happened",
                condition=Q(occurred_on__isnull=True) | Q(learnt_on__isnull=True) | Q(learnt_on__gte=F("occurred_on")),
            ),
        ]


class ContactAttempt(models.Model):
    """One try to reach a student's people: when, how, whom, with which result, by whom. Append-only: a mistake is
    answered by another row."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    on = models.DateField(_("联系日期"))
    way = models.CharField(_("方式"), max_length=12, choices=ContactWay)
    whom = models.CharField(_("联系谁"), max_length=12, choices=ContactWhom)
    result = models.CharField(_("结果"), max_length=12, choices=ContactResult)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by_name = models.CharField(_("联系人"), max_length=50)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_for = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    fence: ClassVar[Fence] = part_fence(append_only=True, student=False, in_the_name_of="recorded_for_id")

    class Meta:
        verbose_name = _("联系记录")
        ordering: ClassVar = ["-on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_contact_has_a_known_result", condition=Q(result__in=ContactResult.values)),
            models.CheckConstraint(name="a_contact_goes_to_somebody", condition=Q(whom__in=ContactWhom.values)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.student_id} {self.on}"

    @property
    def told(self) -> bool:
        """Whether somebody knows now."""
        return ContactResult(self.result).told


class PublicNotice(models.Model):
    """A public announcement (公示) for those of a case who could not be told: its days, and where it hung. Append-only:
    one that is prolonged or put up again is another row, and the last one counts."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    starts_on = models.DateField(_("公示第一日"))
    ends_on = models.DateField(_("公示最后一日"))
    place = models.CharField(_("公示地点"), max_length=120)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_for = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    fence: ClassVar[Fence] = part_fence(append_only=True, student=False, in_the_name_of="recorded_for_id")

    class Meta:
        verbose_name = _("退学公示")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_notice_ends_after_it_began", condition=Q(ends_on__gte=F("starts_on")))
        ]
        # The sweep asks which announcements have run out.
        indexes: ClassVar = [models.Index(fields=["ends_on"], name="publicnotice_ends")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.starts_on}—{self.ends_on}"
