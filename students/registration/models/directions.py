"""The direction that a student of a broad category is moved to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from students.matters.models import Matter
from students.models import Programme, SchoolClass


class DirectionChoice(Matter):
    """确定专业方向 (Beijing 6 ¶3, Zhejiang 18 ¶1): from the category to a programme in it, and the class of it."""

    to_programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("专业方向"))
    to_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("编入班级")
    )
    decided_on = models.DateField(_("确定方向的日期"))

    class Meta(Matter.Meta):
        verbose_name = _("确定专业方向")
