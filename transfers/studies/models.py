"""Rows of changes of major and of retentions: one student each."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from students.matters.models import Matter
from students.models import Programme, SchoolClass
from xueji.policies.vocabulary import HospitalGrade, MajorChangeReason


class MajorChange(Matter):
    """To which programme and class, why, and since when. `effective_on` null: from the day of the decision."""

    reason = models.CharField(_("转专业的情形"), max_length=24, choices=MajorChangeReason)
    to_programme = models.ForeignKey(Programme, models.PROTECT, verbose_name=_("拟转入专业（方向）"), related_name="+")
    to_class = models.ForeignKey(
        SchoolClass, models.PROTECT, verbose_name=_("拟转入班级"), related_name="+", null=True, blank=True
    )
    effective_on = models.DateField(_("何时起在新专业学习"), null=True, blank=True)
    hospital_grade = models.CharField(
        _("出具证明的医院"), max_length=12, choices=HospitalGrade, default=HospitalGrade.UNKNOWN
    )
    hospital_local = models.BooleanField(_("本市医院"), default=True)
    examination_passed = models.BooleanField(_("转专业考核"), null=True, blank=True)
    meets_school_conditions = models.BooleanField(_("符合学校公布的换选专业条件"), default=True)
    places_available = models.BooleanField(_("拟转入专业教学资源有保证"), default=True)

    class Meta(Matter.Meta):
        verbose_name = _("转专业")


class Retention(Matter):
    """One school year's results in whole courses, and the class in which the student goes on."""

    school_year = models.PositiveSmallIntegerField(_("成绩所属学年"))
    failed_courses = models.PositiveSmallIntegerField(_("不及格门数"), default=0)
    year_courses = models.PositiveSmallIntegerField(_("课程总门数"), default=0)
    exempted_courses = models.PositiveSmallIntegerField(_("其中免修免考"), default=0)
    makeup_done = models.BooleanField(_("补考已结束，门数为补考后的"), default=True)
    conduct_failed = models.BooleanField(_("操行评定不合格"), default=False)
    credit_system = models.BooleanField(_("学校实行学分制"), default=False)
    to_class = models.ForeignKey(
        SchoolClass, models.PROTECT, verbose_name=_("随读班级"), related_name="+", null=True, blank=True
    )
    agrees_to_major = models.BooleanField(_("学生同意安排到其他专业"), default=False)

    class Meta(Matter.Meta):
        verbose_name = _("留级")
        constraints: ClassVar = [
            *Matter.Meta.constraints,
            models.CheckConstraint(
                name="no_more_courses_failed_than_there_were", condition=Q(failed_courses__lte=F("year_courses"))
            ),
            models.CheckConstraint(
                name="no_more_courses_exempted_than_there_were", condition=Q(exempted_courses__lte=F("year_courses"))
            ),
        ]
