"""The row of an information change: what was entered before, what shall stand, numbers as cipher text only."""

from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from students.matters.models import Matter
from students.statuses import Sex
from xueji.database import cipher


class InformationChange(Matter):
    """The new values that are asked for; empty ones stay as they are.

    `entries` are those of the profile by the roster's names. `before` holds the old values of everything that changes
    (numbers masked), as they were when the case was drafted. The identity number stands encrypted, with its mask; the
    number that it replaced is kept beside it when the change takes effect, so that an undo puts it back.
    """

    name = models.CharField(_("姓名"), max_length=50, blank=True)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, blank=True)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    ethnic_code = models.CharField(_("民族"), max_length=2, blank=True)
    identity_type = models.CharField(_("身份证件类型"), max_length=1, blank=True)
    identity_cipher = models.BinaryField(max_length=64, null=True, blank=True)
    identity_mask = models.CharField(_("身份证件号"), max_length=20, blank=True)
    entries = models.JSONField(_("其他项目"), default=dict, encoder=DjangoJSONEncoder)
    before = models.JSONField(_("原值"), default=dict, encoder=DjangoJSONEncoder)
    proof_received_on = models.DateField(_("收到证明的日期"), null=True, blank=True)
    replaced_type = models.CharField(max_length=1, blank=True)
    replaced_cipher = models.BinaryField(max_length=64, null=True)

    class Meta(Matter.Meta):
        verbose_name = _("信息变更")
        constraints: ClassVar = [
            *Matter.Meta.constraints,
            models.CheckConstraint(
                name="a_new_number_has_type_and_mask",
                condition=models.Q(identity_cipher__isnull=True)
                | (~models.Q(identity_mask="") & ~models.Q(identity_type="")),
            ),
        ]

    @property
    def identity_number(self) -> str:
        """The new number; empty when it does not change. Whoever shows it records that."""
        return cipher.decrypt(self.identity_cipher) if self.identity_cipher else ""

    @property
    def columns(self) -> dict[str, Any]:
        """New values of the student record by column."""
        values = {"name": self.name, "sex": self.sex, "birth_date": self.birth_date, "ethnic_code": self.ethnic_code}
        return {name: value for name, value in values.items() if value}
