"""Lists of papers that go back to the admission authority (Beijing 8)."""

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xueji.database import cipher
from xueji.database.fence import Fence, tenant_fence
from xueji.organizations.models import TenantRow


class ReturnList(TenantRow):
    """One list, fixed when it is made: what it says lies encrypted in it and is printed from there, whatever is changed
    elsewhere afterwards. `due_on` is the last day where the regulation names one, `returned_on` the day on which the papers
    went back."""

    serial = models.PositiveSmallIntegerField(_("序号"))
    year = models.PositiveSmallIntegerField(_("年份"))
    channel = models.CharField(_("招生渠道"), max_length=60, blank=True)
    count = models.PositiveIntegerField(_("人数"))
    due_on = models.DateField(_("退回期限"), null=True)
    content_cipher = models.BinaryField()
    made_on = models.DateField(_("制表日期"))
    made_by_id = models.BigIntegerField(null=True)
    returned_on = models.DateField(_("退回日期"), null=True, blank=True)
    returned_to = models.CharField(_("接收单位"), max_length=60, blank=True)
    receipt_note = models.CharField(_("交接说明"), max_length=200, blank=True)

    fence: ClassVar[Fence] = tenant_fence()

    class Meta:
        verbose_name = _("退回名单")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school", "year", "serial"], name="a_return_list_has_its_own_number"),
            models.CheckConstraint(
                name="who_returns_papers_says_to_whom", condition=Q(returned_on__isnull=True) | ~Q(returned_to="")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What it is called: year and serial."""
        return f"{self.year}-{self.serial:02d}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines as they were when the list was made, with whole numbers. Whoever shows them records it."""
        return list(json.loads(cipher.decrypt(self.content_cipher)))

    @rows.setter
    def rows(self, value: list[dict[str, Any]]) -> None:
        self.content_cipher = cipher.encrypt(json.dumps(value, ensure_ascii=False))
