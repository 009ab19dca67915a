"""Words of a change of major."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _


class MajorChangeReason(TextChoices):
    """Why a student changes major or direction."""

    STRENGTH = "strength", _("在某专业领域有专长，转专业有利于个体发展")
    HEALTH = "health", _("有生理缺陷或患病，不宜在原专业学习")
    MAJOR_STOPPED = "major_stopped", _("留级或休学，复学时原专业已停止招生")
    CATEGORY_SETTLED = "category_settled", _("按专业大类招生，现确定专业（方向）")
    PERSONAL_WISH = "personal_wish", _("个人意愿")
    OTHER = "other", _("其他")
