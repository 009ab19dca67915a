"""Words of leave, resumption and restoration."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _


class LeaveGround(TextChoices):
    """Why a student takes leave."""

    ILLNESS = "illness", _("因病")
    HARDSHIP = "hardship", _("其他特殊困难")
    MILITARY = "military", _("依法服兵役")
    ABROAD = "abroad", _("出国、出境")
    ENTERPRISE = "enterprise", _("参加创业、就业实践")
    OTHER = "other", _("其他原因")


class HospitalGrade(TextChoices):
    """What sort of hospital wrote a proof, lowest first: its grade, or its level where no grade is known."""

    UNKNOWN = "unknown", _("未写明")
    PRIMARY = "primary", _("乡镇卫生院、社区医院或一级医院")
    COUNTY = "county", _("县级医院（未写明等级）")
    GRADE_2 = "grade_2", _("二级医院（非甲等）")
    GRADE_2A = "grade_2a", _("二级甲等医院")
    GRADE_3 = "grade_3", _("三级医院")


class Departure(TextChoices):
    """How a student who went to the army stands in the register."""

    ON_LEAVE = "on_leave", _("因服役休学")
    COMPLETED = "completed", _("入伍时提前结业")
    WITHDRAWN = "withdrawn", _("因入伍退学")
    GRADUATED = "graduated", _("入伍时提前毕业")


class DischargeReason(TextChoices):
    """Why the service ended."""

    HEALTH = "health", _("因身体原因退伍")
    OTHER = "other", _("因其他原因提前退伍")
    FULL_TERM = "full_term", _("服役期满退伍")
