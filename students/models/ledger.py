"""The ledger of status changes: append-only, one row a change, with the case that caused it."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from students.models.records import Person, Student
from students.statuses import ChangeKind, Status
from xueji.database.fence import Fence, tenant_fence
from xueji.organizations.models import TenantRow


class StatusChange(TenantRow):
    """One change (学籍异动): from what to what, since when, by which case and on which article.

    `before` and `after` are the columns of the record that changed with it, by name (those of the profile as
    "profile.…"): what an undo puts back. `undoes` is the change that this one takes back; nothing is taken back twice.
    """

    student = models.ForeignKey(Student, models.PROTECT, related_name="changes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="changes")
    kind = models.CharField(_("异动类别"), max_length=24, choices=ChangeKind)
    from_status = models.CharField(_("原状态"), max_length=16, choices=Status, blank=True)
    to_status = models.CharField(_("新状态"), max_length=16, choices=Status)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    effective_on = models.DateField(_("生效日期"))
    case_id = models.BigIntegerField(_("办件"))
    citation = models.JSONField(default=dict)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    recorded_by = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    fence: ClassVar[Fence] = tenant_fence(student="person_id", append_only=True)

    class Meta:
        verbose_name = _("学籍异动")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_change_changes_something",
                condition=~Q(from_status=F("to_status")) | ~Q(before=F("after")),
            ),
            models.CheckConstraint(
                name="only_a_revocation_undoes", condition=Q(undoes__isnull=True) | Q(kind=ChangeKind.REVOCATION)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["student", "-id"], name="change_by_student"),
            # What counts after a day is few beside what ever happened.
            models.Index(fields=["effective_on"], name="change_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} {self.kind}"
