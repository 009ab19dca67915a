"""What a student applied for, the guardian's consent to it, and the papers handed in with it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from students.models import Student
from xueji.cases.models import Case
from xueji.database.fence import ORG, PERSON, Fence, Level
from xueji.organizations.models import TenantRow


class ApplicationState(models.TextChoices):
    FILLING = "filling", _("填写中")
    SENT = "sent", _("等学校受理")
    TAKEN = "taken", _("学校已受理")
    DECLINED = "declined", _("学校未受理")
    WITHDRAWN = "withdrawn", _("已撤回")


class ConsentWay(models.TextChoices):
    CODE = "code", _("短信验证码")
    PAPER = "paper", _("纸质签字")


_SEEN = {Level.SCHOOL: f"school_id = {ORG}", Level.STUDENT: f"person_id = {PERSON}"}
# Sub-selects obey the fence of the application itself: who sees it sees its papers.
_OF_SEEN = dict.fromkeys(_SEEN, "EXISTS (SELECT FROM applications_application a WHERE a.id = application_id)")


class Application(TenantRow):
    """One application of a student to the own school. `data` is the form as it was filled in, field by field.

    `guardian_needed` stands for a student below the age from which the regulation lets a student apply alone. The school
    sees an application once it was sent; `answer` is what it said, `case` what it opened.
    """

    person_id = models.BigIntegerField()
    student = models.ForeignKey(Student, models.PROTECT, related_name="applications")
    kind = models.CharField(_("事项"), max_length=32)
    data = models.JSONField(default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=ApplicationState, default=ApplicationState.FILLING)
    guardian_needed = models.BooleanField(default=True)
    guardian_name = models.CharField(_("监护人"), max_length=50, blank=True)
    guardian_mask = models.CharField(_("监护人手机"), max_length=20, blank=True)
    consent_way = models.CharField(_("确认方式"), max_length=8, choices=ConsentWay, blank=True)
    consented_at = models.DateTimeField(_("监护人确认"), null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("提交"), null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(_("学校答复"), max_length=500, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="applications")

    fence: ClassVar[Fence] = Fence(read=dict(_SEEN), write=dict(_SEEN), tenant=True)

    class Meta:
        verbose_name = _("学生申请")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_id", "kind"],
                condition=Q(state__in=["filling", "sent"]),
                name="one_open_application_of_a_kind",
            ),
            models.CheckConstraint(
                name="a_minor_s_application_is_sent_with_consent",
                condition=~Q(state__in=["sent", "taken"]) | Q(guardian_needed=False) | Q(consented_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_consent_says_how",
                condition=Q(consented_at__isnull=True, consent_way="")
                | Q(consented_at__isnull=False) & ~Q(consent_way=""),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["school", "state", "-id"], name="application_by_school")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"

    @property
    def is_open(self) -> bool:
        """Whether the student may still change or withdraw it."""
        return self.state in {ApplicationState.FILLING, ApplicationState.SENT}

    @property
    def lacks_consent(self) -> bool:
        """Whether the guardian still has to agree."""
        return self.guardian_needed and self.consented_at is None


class ApplicationPaper(models.Model):
    """A paper that the student handed in, kept under the hash of its content like a case's evidence."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="papers")
    key = models.CharField(max_length=40)
    label = models.CharField(_("材料"), max_length=80)
    filename = models.CharField(_("文件名"), max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    fence: ClassVar[Fence] = Fence(
        read=dict(_OF_SEEN), write={Level.STUDENT: _OF_SEEN[Level.STUDENT]}, append_only=True
    )

    class Meta:
        verbose_name = _("申请材料")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.key}"
