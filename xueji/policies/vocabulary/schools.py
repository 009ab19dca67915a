"""Sorts and levels of schools."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _


class SchoolKind(TextChoices):
    """What sort of upper-secondary (or special) school it is."""

    TECHNICAL = "technical", _("普通中等专业学校")
    VOCATIONAL_HIGH = "vocational_high", _("职业高级中学")
    VOCATIONAL_CENTRE = "vocational_centre", _("职业教育中心")
    ADULT = "adult", _("成人中等专业学校")
    SKILLED_WORKER = "skilled_worker", _("技工学校")
    GENERAL_HIGH = "general_high", _("普通高级中学")
    SPECIAL = "special", _("专门学校")

    @property
    def is_vocational(self) -> bool:
        """Whether the regulations on secondary vocational students cover the school."""
        return self in _VOCATIONAL


_VOCATIONAL = (
    SchoolKind.TECHNICAL,
    SchoolKind.VOCATIONAL_HIGH,
    SchoolKind.VOCATIONAL_CENTRE,
    SchoolKind.ADULT,
)


class SchoolLevel(TextChoices):
    """The level of schooling."""

    SECONDARY = "secondary", _("中等")
    HIGHER = "higher", _("高等")
