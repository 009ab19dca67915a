"""A school's way from one body to another, decided and carried out."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xueji.database.fence import OFFICE_LEVELS, ORG, Fence
from xueji.organizations.models import Organization


class SchoolMove(models.Model):
    """From the beginning of `since` the school lies below `to_body`. `done_at` says when the register followed, `students`
    and `cases` how many went along; `failed_at` when it first could not, which is tried again. `viewers` are the school,
    both bodies and all above them."""

    school = models.ForeignKey(Organization, models.PROTECT, related_name="moves")
    from_body = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    to_body = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    since = models.DateField(_("自何日起"))
    document_number = models.CharField(_("批准文号"), max_length=60)
    grounds = models.CharField(_("事由"), max_length=300)
    ordered_by = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    ordered_by_user = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    students = models.PositiveIntegerField(default=0)
    cases = models.PositiveIntegerField(default=0)
    viewers = ArrayField(models.BigIntegerField(), default=list)

    fence: ClassVar[Fence] = Fence(
        read=dict.fromkeys(OFFICE_LEVELS, f"{ORG} = ANY (viewers)"),
        write=dict.fromkeys(OFFICE_LEVELS, f"ordered_by_id = {ORG}"),
    )

    class Meta:
        verbose_name = _("学校划转")
        ordering: ClassVar = ["-since", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school"], condition=Q(done_at=None, taken_back_at=None), name="one_coming_move_of_a_school"
            ),
            models.CheckConstraint(
                name="a_move_taken_back_was_not_done", condition=Q(done_at=None) | Q(taken_back_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.since}"

    @property
    def is_coming(self) -> bool:
        """Whether it was decided and its day is still to come."""
        return self.done_at is None and self.taken_back_at is None
