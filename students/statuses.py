"""Statuses of a student record and kinds of change (JY/T 1001 student status and status-change codes)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    PENDING = "pending", _("未注册")
    STUDYING = "studying", _("在读")
    ON_LEAVE = "on_leave", _("休学")
    SPECIAL_SCHOOL = "special_school", _("专门学校就读")
    TRANSFERRED = "transferred", _("已转出")
    WITHDRAWN = "withdrawn", _("退学")
    GRADUATED = "graduated", _("毕业")
    COMPLETED = "completed", _("结业")
    CANCELLED = "cancelled", _("注销")


# On the register now: one such record for a person, nationwide.
OPEN_STATUSES = [
    Status.PENDING.value,
    Status.STUDYING.value,
    Status.ON_LEAVE.value,
    Status.SPECIAL_SCHOOL.value,
]


class ChangeKind(models.TextChoices):
    """What the ledger of changes knows (JY/T 1001 学籍异动类别, with registration and what a correction needs)."""

    REGISTRATION = "registration", _("注册取得学籍")
    TRANSFER_OUT = "transfer_out", _("转学（转出）")
    TRANSFER_IN = "transfer_in", _("转学（转入）")
    MAJOR_CHANGE = "major_change", _("转专业")
    DIRECTION = "direction", _("确定专业方向")
    RETENTION = "retention", _("留级")
    LEAVE = "leave", _("休学")
    RESUMPTION = "resumption", _("复学")
    RESTORATION = "restoration", _("恢复学籍")
    WITHDRAWAL = "withdrawal", _("退学")
    REQUIRED_WITHDRAWAL = "required_withdrawal", _("应予退学")
    CANCELLATION = "cancellation", _("注销学籍")
    SPECIAL_PLACEMENT = "special_placement", _("送专门学校")
    SPECIAL_RETURN = "special_return", _("从专门学校转回")
    INFORMATION = "information", _("信息变更")
    GRADUATION = "graduation", _("毕业")
    REVOCATION = "revocation", _("撤销变动")


class Sex(models.TextChoices):
    MALE = "1", _("男")
    FEMALE = "2", _("女")
