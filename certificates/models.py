"""Documents: how an authority numbers them, the series the numbers come from, and the certificates themselves."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates import kinds
from certificates.numbers import NumberForm
from certificates.queries import CertificateQuerySet, NumberPatternQuerySet
from certificates.states import ENDED, ISSUED, State
from students.models import Person, Student
from xueji.database import cipher
from xueji.database.fence import CODE, OFFICE_LEVELS, ORG, Fence, tenant_fence
from xueji.organizations.models import Organization, TenantRow


class NumberPattern(models.Model):
    """How an authority numbers one kind of document from a day on (Beijing 39: the city; Zhejiang 47: MoE's rule, by
    the prefecture). `pattern` is a text such as "{year}{authority:2}{serial:5}" (see certificates.numbers)."""

    authority = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(_("证书种类"), max_length=24)
    pattern = models.CharField(_("编号规则"), max_length=60)
    authority_code = models.CharField(_("发证机关代码"), max_length=12)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)

    # How numbers look is public; only the authority itself says how.
    fence: ClassVar[Fence] = Fence(
        read=dict.fromkeys(OFFICE_LEVELS, "true"), write=dict.fromkeys(OFFICE_LEVELS, f"authority_id = {ORG}")
    )
    objects = NumberPatternQuerySet.as_manager()

    class Meta:
        verbose_name = _("证书编号规则")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "kind"], condition=Q(ends_on=None), name="one_open_pattern_for_a_kind"
            ),
            models.UniqueConstraint(fields=["authority", "kind", "starts_on"], name="a_pattern_begins_once"),
            models.CheckConstraint(
                name="a_pattern_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.pattern

    @property
    def form(self) -> NumberForm:
        """The pattern as a thing that makes numbers."""
        return NumberForm(self.pattern, self.authority_code)


class NumberSeries(models.Model):
    """The next serial of an authority for a kind and a year. Only the function `xj_certificate_numbers_take` counts
    on, under the lock of the row and in the transaction of the draft: no gaps, no doubles."""

    authority = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(_("证书种类"), max_length=24)
    year = models.PositiveSmallIntegerField(_("年份"))
    next_serial = models.PositiveIntegerField(_("下一序号"), default=1)

    fence: ClassVar[Fence] = Fence(read=dict.fromkeys(OFFICE_LEVELS, f"authority_id = {ORG}"))

    class Meta:
        verbose_name = _("证书序列")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "kind", "year"], name="one_series_for_a_kind_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class Certificate(TenantRow):
    """One document. `fields` holds every printed fact, frozen with the draft; the two numbers are encrypted beside it.

    A trigger refuses every change of what is printed, and every move between states that is none of
    draft → active | spoiled, active → replaced | revoked | spoiled. Nothing is ever deleted: each number is accounted for.
    """

    student = models.ForeignKey(Student, models.PROTECT, related_name="certificates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates")
    kind = models.CharField(_("证书种类"), max_length=24)
    authority = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    number = models.CharField(_("证书编号"), max_length=32)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    name = models.CharField(_("姓名"), max_length=50)
    fields = models.JSONField(default=dict)
    identity_cipher = models.BinaryField(max_length=64)
    student_number_cipher = models.BinaryField(max_length=64)
    issued_on = models.DateField(_("发证日期"))
    case_id = models.BigIntegerField(_("办件"), null=True)
    verify_code = models.CharField(_("核验码"), max_length=32, unique=True)
    pdf_sha256 = models.CharField(_("文件指纹"), max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(_("没有生成的原因"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("取号时间"))
    created_by = models.BigIntegerField(null=True)
    rendered_at = models.DateTimeField(_("生成时间"), null=True)
    activated_at = models.DateTimeField(_("签发时间"), null=True)
    revoked_at = models.DateTimeField(_("作废时间"), null=True)
    revoked_by = models.BigIntegerField(null=True)
    reason = models.CharField(_("作废原因"), max_length=200, blank=True)

    # A bureau above the school may revoke; the public sees the one row whose code it holds, once it was issued.
    fence: ClassVar[Fence] = tenant_fence(
        *OFFICE_LEVELS, student="person_id", public=f"verify_code = {CODE} AND state <> 'draft'"
    )
    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("证书")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(kind="graduation") & ~Q(state="spoiled"),
                name="one_graduation_certificate_for_a_person_ever",
            ),
            models.UniqueConstraint(fields=["authority", "kind", "number"], name="a_certificate_number_once"),
            models.CheckConstraint(
                name="an_issued_certificate_has_its_bytes",
                condition=~Q(state__in=ISSUED)
                | Q(pdf_sha256__regex=r"^[0-9a-f]{64}$", rendered_at__isnull=False, activated_at__isnull=False),
            ),
            models.CheckConstraint(
                name="what_ends_a_certificate_is_said",
                condition=~Q(state__in=ENDED) | (Q(revoked_at__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="a_verify_code_is_long", condition=Q(verify_code__regex=r"^[0-9A-HJKMNP-TV-Z]{20,32}$")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["school", "-id"], name="certificate_school"),
            models.Index(fields=["county_id", "-id"], name="certificate_county"),
            models.Index(fields=["city_id", "-id"], name="certificate_city"),
            models.Index(fields=["province_id", "-id"], name="certificate_province"),
            models.Index(fields=["school", "state", "-id"], name="certificate_school_state"),
            models.Index(fields=["student"], name="certificate_student"),
            models.Index(fields=["number"], name="certificate_number", opclasses=["text_pattern_ops"]),
            models.Index(fields=["name"], name="certificate_name", opclasses=["text_pattern_ops"]),
            models.Index(fields=["created_at"], name="certificate_drafts", condition=Q(state="draft")),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("certificates:certificate", args=[self.pk])

    @property
    def document(self) -> "kinds.DocumentKind":
        """The folder's description of this kind of document."""
        return kinds.get(self.kind)

    @property
    def identity_number(self) -> str:
        """The whole number as printed. Reading it is recorded by whoever shows it."""
        return cipher.decrypt(self.identity_cipher)

    @property
    def student_number(self) -> str:
        """The whole student number as printed. Reading it is recorded by whoever shows it."""
        return cipher.decrypt(self.student_number_cipher)

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_active(self) -> bool:
        return self.state == State.ACTIVE

    @property
    def has_file(self) -> bool:
        """Whether there are frozen bytes to look at."""
        return bool(self.pdf_sha256)
