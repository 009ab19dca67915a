"""Words of withdrawal and of leaving the register otherwise."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _


class WithdrawalGround(TextChoices):
    """Why a school must end a student's status without an application."""

    TWO_YEARS_OF_LEAVE = "two_years_of_leave", _("连续休学两年，仍不能复学")
    TRUANCY = "truancy", _("一学期旷课累计达到规定课时")
    ABSENCE = "absence", _("擅自离校连续两周以上")
    NOT_RESUMED = "not_resumed", _("休学期满两周内未办理复学手续")
    NOT_REGISTERED = "not_registered", _("逾期未办理学期注册")


class CancellationCause(TextChoices):
    """Why a status is cancelled."""

    DEATH = "death", _("死亡")
    DISAPPEARANCE = "disappearance", _("失踪")
    FAILED_RECHECK = "failed_recheck", _("新生入学条件复查不合格")


class WithdrawalReason(TextChoices):
    """Why somebody asks to withdraw; the texts name no reasons, the statistics ask for one."""

    EMPLOYMENT = "employment", _("就业或参军")
    OTHER_STUDIES = "other_studies", _("到其他学校或机构学习")
    ILLNESS = "illness", _("因病")
    HARDSHIP = "hardship", _("家庭困难")
    ABROAD = "abroad", _("出国出境")
    UNSUITED = "unsuited", _("不适应专业学习")
    OTHER = "other", _("其他")
