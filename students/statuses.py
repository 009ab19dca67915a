"""Statuses of a student record and kinds of change (JY/T 1001 student status and status-change codes)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    PENDING = "pending", _("未注册")
    STUDYING = "studying", _("在读")
    ON_LEAVE = "on_leave", _("休学")
    TRANSFERRED = "transferred", _("已转出")
    WITHDRAWN = "withdrawn", _("退学")
    GRADUATED = "graduated", _("毕业")
    COMPLETED = "completed", _("结业")
    CANCELLED = "cancelled", _("注销")


# On the register now: one such record for a person, nationwide.
OPEN_STATUSES = [Status.PENDING.value, Status.STUDYING.value, Status.ON_LEAVE.value]


class ChangeKind(models.TextChoices):
    REGISTRATION = "registration", _("注册取得学籍")
    TRANSFER_OUT = "transfer_out", _("转学（转出）")
    TRANSFER_IN = "transfer_in", _("转学（转入）")
    GRADUATION = "graduation", _("毕业")


class Sex(models.TextChoices):
    MALE = "1", _("男")
    FEMALE = "2", _("女")
