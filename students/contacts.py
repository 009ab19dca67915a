"""Words for trying to reach a student's people: in which way, whom, with which result; where their guardian stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactWay(models.TextChoices):
    PHONE = "phone", _("电话")
    MESSAGE = "message", _("短信或即时消息")
    LETTER = "letter", _("挂号信或快递")
    VISIT = "visit", _("家访")
    IN_PERSON = "in_person", _("到校当面")
    MAIL = "mail", _("电子邮件")


class ContactWhom(models.TextChoices):
    STUDENT = "student", _("学生本人")
    GUARDIAN = "guardian", _("监护人")
    UNIT = "unit", _("有关单位")


class ContactResult(models.TextChoices):
    REACHED = "reached", _("已通知到")
    REFUSED = "refused", _("已通知到，拒绝签收")
    NO_ANSWER = "no_answer", _("无人应答")
    WRONG_PLACE = "wrong_place", _("号码或地址有误")
    UNDELIVERED = "undelivered", _("退回或未送达")

    @property
    def told(self) -> bool:
        """Whether somebody knows now."""
        return self in (ContactResult.REACHED, ContactResult.REFUSED)


GUARDIAN_PLACES = tuple(
    (f"{who}_name", f"{who}_phone", f"{who}_is_guardian") for who in ("guardian", "member1", "member2")
)
"""Where a profile may hold a guardian: the name, the telephone, and whether that person is one."""
NO_GUARDIAN = frozenset({"否", "0", "N"})
"""What the last of them says of somebody who is none."""
