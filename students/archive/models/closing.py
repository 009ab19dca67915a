"""Files that were closed when their students left, and the lists by which files change hands."""

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from students.models import Student
from students.statuses import Status
from xueji.database.fence import ORG, Fence, Level, tenant_fence
from xueji.organizations.models import Organization, TenantRow, User

# A list is read by whoever it hands the files to, once it was handed over.
_RECEIVER = f"receiver_id = {ORG}"


def _with_receiver(own: Fence, condition: str) -> Fence:
    """The fence of the giving school's rows, opened for the receiving school."""
    read = own.read | {Level.SCHOOL: f"{own.read[Level.SCHOOL]} OR ({condition})"}
    return Fence(read=read, write=own.write, append_only=own.append_only, tenant=True)


class ClosedFileQuerySet(models.QuerySet["ClosedFile"]):
    def standing(self) -> "ClosedFileQuerySet":
        """Closed and not opened again."""
        return self.filter(reopening__isnull=True)

    def at_school(self) -> "ClosedFileQuerySet":
        """Closed, and the paper has not been handed to anybody yet."""
        return self.standing().filter(line__isnull=True)


class ClosedFile(TenantRow):
    """A file as it was closed (归档) after its student left: complete, or with the gaps that were noted on that day.

    `due_on` is the day on which the paper is to be handed over (Beijing 9: three years), null where nothing says when;
    `gaps` lists what was missing: kind, label and why. Rows are never changed: a file that has to be opened again gets a
    `Reopening`, and is closed anew by another row.
    """

    student = models.ForeignKey(Student, models.PROTECT, related_name="closed_files")
    person_id = models.BigIntegerField()
    number = models.CharField(_("档号"), max_length=24)
    outcome = models.CharField(_("离校去向"), max_length=16, choices=Status)
    left_on = models.DateField(_("离校日期"))
    closed_on = models.DateField(_("归档日期"))
    due_on = models.DateField(_("纸质移交到期日"), null=True)
    is_complete = models.BooleanField(_("齐全"))
    gaps = models.JSONField(_("缺项"), default=list)
    papers = models.PositiveSmallIntegerField(_("材料份数"), default=0)
    box = models.CharField(_("盒号"), max_length=20, blank=True)
    shelf = models.CharField(_("架位"), max_length=20, blank=True)
    remark = models.CharField(_("备注"), max_length=200, blank=True)
    keeper = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField()

    fence: ClassVar[Fence] = tenant_fence(student="person_id", append_only=True)
    objects = ClosedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("归档")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school", "number"], name="a_file_number_once_in_a_school"),
            models.CheckConstraint(
                name="complete_means_no_gaps",
                condition=Q(is_complete=False) | Q(gaps=models.Value([], models.JSONField())),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["school", "due_on"], name="closed_file_due"),
            models.Index(fields=["due_on"], name="closed_file_due_anywhere"),
            models.Index(fields=["student", "-id"], name="closed_file_by_student"),
        ]

    def __str__(self) -> str:
        return self.number


class Reopening(TenantRow):
    """That a closed file was opened again: the departure was taken back, or was entered by mistake."""

    closed_file = models.OneToOneField(ClosedFile, models.PROTECT, related_name="reopening")
    reason = models.CharField(_("重新启用原因"), max_length=200)
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reopened_at = models.DateTimeField()

    fence: ClassVar[Fence] = tenant_fence(append_only=True)

    class Meta:
        verbose_name = _("档案重新启用")

    def __str__(self) -> str:
        return str(self.closed_file_id)


def _kept_but_for_the_tree() -> Any:
    """Whatever was handed over is not written again; that a school moved in the tree is told by the school's own row."""
    following = "ARRAY['county_id', 'city_id', 'province_id']"
    return pgtrigger.Condition(
        f"OLD.state = 'handed_over' AND to_jsonb(OLD) - {following} IS DISTINCT FROM to_jsonb(NEW) - {following}"
    )


class HandOverList(TenantRow):
    """A list (移交清单) by which paper files go from a school to somebody else: an archive, an authority, another school.

    A draft is changed as often as need be (`draft` holds its lines); handing over writes the lines, makes the PDF and the
    workbook, and from then on a trigger refuses every change.
    """

    class Purpose(models.TextChoices):
        RETENTION = "retention", _("离校归档移交")
        TRANSFER = "transfer", _("随转学移交")

    class State(models.TextChoices):
        DRAFT = "draft", _("拟移交")
        HANDED_OVER = "handed_over", _("已移交")
        DISCARDED = "discarded", _("已作废")

    number = models.CharField(_("清单编号"), max_length=24)
    purpose = models.CharField(_("类别"), max_length=12, choices=Purpose)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFT)
    receiver_kind = models.CharField(_("接收单位类别"), max_length=12, blank=True)
    receiver_name = models.CharField(_("接收单位"), max_length=100)
    receiver = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    receiver_person = models.CharField(_("接收人"), max_length=50, blank=True)
    handed_on = models.DateField(_("移交日期"), null=True)
    remark = models.CharField(_("备注"), max_length=300, blank=True)
    draft = models.JSONField(default=list)
    count = models.PositiveIntegerField(_("册数"), default=0)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    workbook_sha256 = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    handed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    handed_at = models.DateTimeField(null=True)

    fence: ClassVar[Fence] = _with_receiver(tenant_fence(), f"{_RECEIVER} AND state = 'handed_over'")

    class Meta:
        verbose_name = _("档案移交清单")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school", "number"], name="a_list_number_once_in_a_school"),
            models.CheckConstraint(
                name="a_list_handed_over_is_frozen",
                condition=~Q(state="handed_over") | Q(handed_on__isnull=False) & ~Q(pdf_sha256="") & Q(count__gt=0),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="a_list_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="what_was_handed_over_stays", operation=pgtrigger.Update, condition=_kept_but_for_the_tree()
            ),
        ]

    def __str__(self) -> str:
        return self.number


class HandOverLine(TenantRow):
    """One file on a list, as it stood on the day: whose, how many papers, in which box, with which gaps."""

    hand_over = models.ForeignKey(HandOverList, models.PROTECT, related_name="lines")
    receiver_id = models.BigIntegerField(null=True)
    position = models.PositiveIntegerField(_("序号"))
    student = models.ForeignKey(Student, models.PROTECT, related_name="hand_over_lines")
    person_id = models.BigIntegerField()
    closed_file = models.OneToOneField(ClosedFile, models.PROTECT, related_name="line")
    name = models.CharField(_("姓名"), max_length=50)
    number_mask = models.CharField(_("学籍号"), max_length=19)
    file_number = models.CharField(_("档号"), max_length=24)
    class_name = models.CharField(_("班级"), max_length=40)
    left_on = models.DateField(_("离校日期"))
    papers = models.PositiveSmallIntegerField(_("份数"))
    pages = models.PositiveIntegerField(_("页数"))
    box = models.CharField(_("盒号"), max_length=20, blank=True)
    shelf = models.CharField(_("架位"), max_length=20, blank=True)
    gaps = models.CharField(_("缺项"), max_length=300, blank=True)

    fence: ClassVar[Fence] = _with_receiver(tenant_fence(student="person_id", append_only=True), _RECEIVER)

    class Meta:
        verbose_name = _("移交清单条目")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hand_over", "position"], name="a_position_once_in_a_list"),
        ]

    def __str__(self) -> str:
        return f"{self.hand_over_id} {self.position}"


_IS_RECEIVER = f"EXISTS (SELECT FROM archive_handoverlist l WHERE l.id = hand_over_id AND l.receiver_id = {ORG})"


class Receipt(TenantRow):
    """That the receiving side has the files of a list: the receiving school says so itself; what a body outside the register
    signed on paper is entered by the giving school (`school_id` is the giving school's)."""

    hand_over = models.OneToOneField(HandOverList, models.PROTECT, related_name="receipt")
    receiver_id = models.BigIntegerField(null=True)
    received_on = models.DateField(_("收讫日期"))
    received_by = models.CharField(_("接收人"), max_length=50)
    count = models.PositiveIntegerField(_("实收册数"))
    remark = models.CharField(_("收件说明"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    fence: ClassVar[Fence] = Fence(
        read=tenant_fence().read | {Level.SCHOOL: f"school_id = {ORG} OR {_RECEIVER}"},
        write={
            # A school of the register confirms for itself; only for receivers outside it does the giver write.
            Level.SCHOOL: f"(receiver_id IS NULL AND school_id = {ORG}) OR ({_RECEIVER} AND {_IS_RECEIVER})"
        },
        append_only=True,
        tenant=True,
    )

    class Meta:
        verbose_name = _("移交回执")
        constraints: ClassVar = [
            models.CheckConstraint(name="something_was_received", condition=Q(count__gte=0)),
            models.CheckConstraint(name="nobody_receives_from_oneself", condition=~Q(receiver_id=F("school_id"))),
        ]

    def __str__(self) -> str:
        return str(self.hand_over_id)
