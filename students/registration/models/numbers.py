"""The counter behind J numbers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xueji.database.fence import Fence


class NumberSerial(models.Model):
    """How many self-made student numbers an area has used up for a birth date. It only grows: no number comes twice."""

    area_code = models.CharField(_("行政区划代码"), max_length=6)
    birth_date = models.DateField(_("出生日期"))
    used = models.PositiveSmallIntegerField(_("已用序号数"))

    # Nobody reads or writes it but the effect of a case.
    fence: ClassVar[Fence] = Fence()

    class Meta:
        verbose_name = _("自编学籍号序号")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area_code", "birth_date"], name="one_serial_of_an_area_and_birth_date"),
            models.CheckConstraint(name="a_serial_has_three_digits", condition=Q(used__lte=1000)),
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.birth_date:%Y%m%d}"
