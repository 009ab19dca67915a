"""Words of transfer."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _


class TransferReason(TextChoices):
    """Why a student changes school."""

    HOUSEHOLD_MOVE = "household_move", _("户籍迁移")
    FAMILY_MOVE = "family_move", _("家庭搬迁")
    NO_FOLLOWING_CLASS = "no_following_class", _("留级或复学后无后继班级")
    PERSONAL_WISH = "personal_wish", _("个人意愿")
    COOPERATIVE_PROGRAMME = "cooperative_programme", _("异地合作办学按培养计划变更就读学校")
    SPECIAL_SCHOOL_PLACEMENT = "special_school_placement", _("送专门学校")
    SPECIAL_SCHOOL_RETURN = "special_school_return", _("从专门学校转回或转入")
    OTHER = "other", _("其他正当理由")


class Initiator(TextChoices):
    """The school that opens a transfer in the system."""

    FROM_SCHOOL = "from_school", _("转出学校")
    TO_SCHOOL = "to_school", _("转入学校")
