"""Special schools (专门学校): who was sent there on whose decision, and who came back."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from students.matters.models import Matter
from students.models import SchoolClass


class SpecialPlacement(Matter):
    """送专门学校 (Beijing 19 ¶2, Zhejiang 17 ¶5). The decision is taken under other law; the paper proves it."""

    serious_misconduct = models.BooleanField(_("有严重不良行为（品德行为出现重大偏差）"), default=False)
    unlawful_act = models.BooleanField(_("有违法行为"), default=False)
    unsuited = models.BooleanField(_("不适合在中等职业学校读书"), default=False)
    decided_by = models.CharField(_("作出决定的机关"), max_length=60)
    decided_on = models.DateField(_("决定日期"))
    special_school = models.CharField(_("专门学校名称"), max_length=60)
    starts_on = models.DateField(_("入专门学校日期"))

    class Meta(Matter.Meta):
        verbose_name = _("送专门学校")
        constraints: ClassVar = [
            *Matter.Meta.constraints,
            models.CheckConstraint(name="placed_after_the_decision", condition=Q(starts_on__gte=F("decided_on"))),
        ]


class SpecialReturn(Matter):
    """从专门学校转回 (Beijing 19 ¶2, Zhejiang 17 ¶5): a good report, and the class in which the student goes on."""

    good_conduct = models.BooleanField(_("在专门学校表现好"), default=False)
    report_on = models.DateField(_("表现鉴定日期"))
    to_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="+", verbose_name=_("转回后的班级"))

    class Meta(Matter.Meta):
        verbose_name = _("从专门学校转回")
