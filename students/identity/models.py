"""Clashes between records: the pair, which only a level that spans both reads, and each side's own finding; the ways out
of them; numbers that persons had before."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from students.identity.queries import FindingQuerySet
from students.models import Person, Student
from students.statuses import Sex
from xueji.cases.models import Case, part_fence
from xueji.database import cipher
from xueji.database.fence import OFFICE_LEVELS, ORG, PERSON, Fence, Level
from xueji.organizations.models import Organization, TenantRow
from xueji.policies.vocabulary import ClashKind, ProofClaim


class State(models.TextChoices):
    """How a clash stands."""

    OPEN = "open", _("待处理")
    RULED = "ruled", _("已裁定，待另一方办结")
    PROVED = "proved", _("佐证成立")
    CORRECTED = "corrected", _("已更正")
    DELETED = "deleted", _("已删除")
    GONE = "gone", _("另一方已办结")
    MERGED = "merged", _("已归并")


UNSOLVED = (State.OPEN.value, State.RULED.value)


class Via(models.TextChoices):
    """On which occasion it was found."""

    IMPORT = "import", _("名册导入")
    SUBMISSION = "submission", _("提交注册")
    DECISION = "decision", _("注册终审")
    RECHECK = "recheck", _("重新查重")


_SHORT = {ClashKind.LIKENESS.value: _("疑似同一人")}


def short_kind(kind: str) -> str:
    """The kind of a clash in a few words."""
    return str(_SHORT.get(kind, ClashKind(kind).label))


class Clash(models.Model):
    """Two records that have something in common. `county_id`, `city_id`, `province_id` are the levels that both schools
    lie below, null where there is none: whoever is not one of them does not see the row, so that a school never learns from
    the database where the other record is.

    `asking` is the side that was found second, `standing` the record that was there. Without `asking_student` a row of a
    roster asked, of which no record could be made. `pair` names the two for good.

    A pending record may go with an undone import: a trigger then ends its clashes.
    """

    pair = models.CharField(max_length=80, unique=True)
    kind = models.CharField(_("重复情形"), max_length=12, choices=ClashKind)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.OPEN)
    asking_school = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    asking_student = models.ForeignKey(Student, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    standing_school = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    standing_student = models.ForeignKey(Student, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    county_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)
    province_id = models.BigIntegerField(null=True)
    found_at = models.DateTimeField()

    fence: ClassVar[Fence] = Fence(
        read={level: f"{level.value}_id = {ORG}" for level in OFFICE_LEVELS if level is not Level.SCHOOL}
    )

    class Meta:
        verbose_name = _("重复学籍")
        indexes: ClassVar = [
            models.Index(fields=["asking_student"], condition=Q(state__in=UNSOLVED), name="clash_of_asking"),
            models.Index(fields=["standing_student"], condition=Q(state__in=UNSOLVED), name="clash_of_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class DuplicateFinding(TenantRow):
    """One side of a clash, as that side may know it: its own student, the kind of clash, how it stands.

    The numbers are those of the own student (or of the row of a roster, where `student` is null). `asks` marks the side
    that was found second and has to act. `statement` is what this side says when it is heard; `statement_due_on` the last
    day for it. Written by the register only.
    """

    clash = models.ForeignKey(Clash, models.PROTECT, related_name="sides")
    asks = models.BooleanField()
    kind = models.CharField(_("重复情形"), max_length=12, choices=ClashKind)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.OPEN)
    student = models.ForeignKey(
        Student, models.DO_NOTHING, null=True, related_name="duplicate_findings", db_constraint=False
    )
    name = models.CharField(_("姓名"), max_length=50)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex)
    birth_date = models.DateField(_("出生日期"))
    identity_type = models.CharField(_("身份证件类型"), max_length=1)
    identity_index = models.BinaryField(max_length=32)
    identity_mask = models.CharField(_("身份证件号"), max_length=20)
    # A likeness in which a side has no citizen number cannot be told apart by the numbers.
    without_number = models.BooleanField(default=False)
    via = models.CharField(_("发现环节"), max_length=12, choices=Via)
    found_on = models.DateField(_("发现日期"))
    found_by = models.BigIntegerField(null=True)
    solved_on = models.DateField(_("处理日期"), null=True)
    solved_case = models.BigIntegerField(null=True)
    statement = models.CharField(_("陈述"), max_length=300, blank=True)
    statement_due_on = models.DateField(_("陈述期限"), null=True)
    stated_at = models.DateTimeField(null=True)
    stated_by = models.BigIntegerField(null=True)

    fence: ClassVar[Fence] = Fence(read={level: f"{level.value}_id = {ORG}" for level in OFFICE_LEVELS}, tenant=True)
    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("查重记录")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clash", "asks"], name="each_side_of_a_clash_once"),
            models.CheckConstraint(
                name="a_solved_finding_says_when", condition=Q(state__in=UNSOLVED) | Q(solved_on__isnull=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["school", "state", "-id"], name="duplicate_by_school"),
            models.Index(fields=["student"], name="duplicate_by_student"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"

    @property
    def is_open(self) -> bool:
        return self.state in UNSOLVED

    @property
    def short_kind(self) -> str:
        """The kind of clash where there is little room."""
        return short_kind(self.kind)

    def is_heard(self, today: date) -> bool:
        """Whether this side has said something, or its days are over."""
        return self.stated_at is not None or (self.statement_due_on is not None and self.statement_due_on < today)


class Remedy(models.Model):
    """What a school asks for in one case to be out of a clash. The new values are those of a correction, the number as
    cipher text."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="remedy")
    finding = models.ForeignKey(DuplicateFinding, models.PROTECT, related_name="remedies")
    claim = models.CharField(_("要证明的"), max_length=12, choices=ProofClaim, blank=True)
    reason_text = models.CharField(_("情况说明"), max_length=300)
    name = models.CharField(_("姓名"), max_length=50, blank=True)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, blank=True)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    identity_type = models.CharField(_("身份证件类型"), max_length=1, blank=True)
    identity_cipher = models.BinaryField(max_length=64, null=True)
    identity_mask = models.CharField(_("身份证件号"), max_length=20, blank=True)
    # Whose record it was before a corrected number made it another's, and who that is: what an undo puts back.
    person_before = models.BigIntegerField(null=True)
    person_after = models.BigIntegerField(null=True)

    fence: ClassVar[Fence] = part_fence()

    class Meta:
        verbose_name = _("查重处理")

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def identity_number(self) -> str:
        """The corrected number; empty when it does not change."""
        return cipher.decrypt(self.identity_cipher) if self.identity_cipher else ""


class PersonMerge(models.Model):
    """Two persons who are one: what a case asks for, and once it took effect how to take it back.

    `student` is the record of the school that asks, `other_person` the person behind the other number. `document_from`
    says whose identity document stands from then on (`OWN` or `OTHER`), `number_from` whose student number does: the older
    one. `gone` and `kept` name the persons from the effect on; the numbers that stood before lie here as cipher text, what
    went from the one to the other in `moved`.
    """

    class From(models.TextChoices):
        OWN = "own", _("本校登记的")
        OTHER = "other", _("另一个")

    case = models.OneToOneField(Case, models.CASCADE, related_name="person_merge")
    student = models.ForeignKey(Student, models.PROTECT, related_name="merges")
    other_person = models.BigIntegerField()
    finding = models.ForeignKey(DuplicateFinding, models.PROTECT, null=True, related_name="merges")
    document_from = models.CharField(_("今后使用的证件"), max_length=5, choices=From)
    number_from = models.CharField(_("沿用的学籍号"), max_length=5, choices=From)
    own_mask = models.CharField(_("本校登记的证件号"), max_length=20)
    other_mask = models.CharField(_("另一个证件号"), max_length=20)
    own_number_mask = models.CharField(_("本校登记的学籍号"), max_length=19)
    other_number_mask = models.CharField(_("另一个学籍号"), max_length=19)
    reason_text = models.CharField(_("情况说明"), max_length=300)
    kept = models.BigIntegerField(null=True)
    gone = models.BigIntegerField(null=True)
    kept_type = models.CharField(max_length=1, blank=True)
    kept_cipher = models.BinaryField(max_length=64, null=True)
    gone_type = models.CharField(max_length=1, blank=True)
    gone_cipher = models.BinaryField(max_length=64, null=True)
    gone_number_cipher = models.BinaryField(max_length=64, null=True)
    moved = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True)

    fence: ClassVar[Fence] = part_fence(student=False)

    class Meta:
        verbose_name = _("一人两号归并")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_merge_in_effect_can_be_taken_back",
                condition=Q(applied_at__isnull=True)
                | Q(
                    kept__isnull=False,
                    gone__isnull=False,
                    kept_cipher__isnull=False,
                    gone_cipher__isnull=False,
                    gone_number_cipher__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class FormerNumber(models.Model):
    """A number that a person had before (历史学籍号, 省级电子注册学籍号, a replaced identity number), encrypted, with a
    keyed index to find the person by."""

    class Kind(models.TextChoices):
        STUDENT = "student", _("历史学籍号")
        IDENTITY = "identity", _("原身份证件号")

    person = models.ForeignKey(Person, models.CASCADE, related_name="former_numbers")
    kind = models.CharField(_("类别"), max_length=8, choices=Kind, default=Kind.STUDENT)
    index = models.BinaryField(max_length=32)
    cipher = models.BinaryField(max_length=400)
    mask = models.CharField(_("号码"), max_length=100)
    source = models.CharField(_("来源"), max_length=60)
    added_on = models.DateField(_("登记日期"))

    fence: ClassVar[Fence] = Fence(
        read=dict.fromkeys(
            OFFICE_LEVELS, "EXISTS (SELECT FROM students_student s WHERE s.person_id = identity_formernumber.person_id)"
        )
        | {Level.STUDENT: f"person_id = {PERSON}"},
    )

    class Meta:
        verbose_name = _("历史号码")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "index"], name="a_former_number_of_a_person_once")
        ]
        indexes: ClassVar = [models.Index(fields=["index"], name="former_number_index")]

    def __str__(self) -> str:
        return self.mask

    @property
    def number(self) -> str:
        """The whole number. Reading it is recorded by whoever shows it."""
        return cipher.decrypt(self.cipher)
