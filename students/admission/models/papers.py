"""What is handed in and found out about an admitted person: papers, applications for a later day, examinations."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from students.admission.models.admissions import Admission
from xueji.database.fence import Fence, tenant_fence
from xueji.organizations.models import TenantRow
from xueji.policies.vocabulary import HospitalGrade


class AdmissionPaper(TenantRow):
    """A paper in the file of an admission; its content lies under its hash, as evidence of cases does. Never removed."""

    class Kind(models.TextChoices):
        DEFERRAL = "deferral", _("延期报到书面申请")
        PROOF = "proof", _("延期报到有关证明")
        HEALTH = "health", _("新生体检表")
        RECHECK = "recheck", _("健康复查证明")
        IDENTITY = "identity", _("居民身份证或户口簿")
        NOTICE = "notice", _("录取通知书")
        RESIDENCE = "residence", _("港澳台或外籍学生的身份与就读手续")
        APPROVAL = "approval", _("主管教育行政部门接受该生的核准")
        HOME_PROOF = "home_proof", _("生源地准予毕业证明")
        OTHER = "other", _("其他材料")

    admission = models.ForeignKey(Admission, models.PROTECT, related_name="papers")
    kind = models.CharField(_("材料类别"), max_length=12, choices=Kind)
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    filename = models.CharField(_("文件名"), max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField(_("交来时间"))

    fence: ClassVar[Fence] = tenant_fence(append_only=True)

    class Meta:
        verbose_name = _("录取材料")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.filename


class Deferral(TenantRow):
    """An application for a later day of check-in, and what the school decided."""

    class State(models.TextChoices):
        ASKED = "asked", _("待审批")
        GRANTED = "granted", _("准予延期")
        REFUSED = "refused", _("不准延期")

    admission = models.ForeignKey(Admission, models.PROTECT, related_name="deferrals")
    applied_on = models.DateField(_("申请日期"))
    until = models.DateField(_("申请延期至"))
    student_signed = models.BooleanField(_("学生本人已签字"), default=False)
    guardian_signed = models.BooleanField(_("家长（监护人）已签字"), default=False)
    reason = models.CharField(_("不能如期报到的原因"), max_length=200)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.ASKED)
    granted_until = models.DateField(_("准予延期至"), null=True, blank=True)
    decision_note = models.CharField(_("审批意见"), max_length=200, blank=True)
    decided_on = models.DateField(_("审批日期"), null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True)
    asked_by_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()

    fence: ClassVar[Fence] = tenant_fence()

    class Meta:
        verbose_name = _("延期报到申请")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["admission"], condition=Q(state="asked"), name="one_deferral_is_decided_at_a_time"
            ),
            models.CheckConstraint(
                name="a_decided_deferral_has_its_day",
                condition=Q(state="asked", decided_on__isnull=True) | (~Q(state="asked") & Q(decided_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_granted_deferral_has_its_new_day",
                condition=Q(state="granted", granted_until__isnull=False)
                | (~Q(state="granted") & Q(granted_until__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.admission_id} {self.state}"


class HealthExamination(TenantRow):
    """A result of the health examination of newcomers, or of the re-check of one whose place is kept. The last counts."""

    class Kind(models.TextChoices):
        ENTRY = "entry", _("新生体检")
        RECHECK = "recheck", _("健康复查")

    class Result(models.TextChoices):
        FIT = "fit", _("合格")
        ILL = "ill", _("患病，不能坚持正常学习或影响他人健康")
        OPEN = "open", _("待复检")

    admission = models.ForeignKey(Admission, models.PROTECT, related_name="examinations")
    kind = models.CharField(_("类别"), max_length=8, choices=Kind, default=Kind.ENTRY)
    examined_on = models.DateField(_("体检日期"))
    hospital_name = models.CharField(_("医疗单位"), max_length=60, blank=True)
    hospital_grade = models.CharField(
        _("医疗单位等级"), max_length=12, choices=HospitalGrade, default=HospitalGrade.UNKNOWN
    )
    hospital_local = models.BooleanField(_("是本市（省）医疗单位"), default=True)
    result = models.CharField(_("结果"), max_length=4, choices=Result)
    note = models.CharField(_("备注"), max_length=200, blank=True)
    paper = models.ForeignKey(AdmissionPaper, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    fence: ClassVar[Fence] = tenant_fence(append_only=True)

    class Meta:
        verbose_name = _("新生体检")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["admission", "-id"], name="examination_by_admission")]

    def __str__(self) -> str:
        return f"{self.admission_id} {self.result}"
