"""Graduation in the Ministry's regulation."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import graduation


@register
class NationalEnrolled(graduation.Enrolled):
    """Graduation presupposes student status."""

    article = "graduation"
    sentence = _("有学籍的学生才能毕业。")


@register
class NationalConduct(graduation.ConductPassed):
    """Conduct."""

    article = "graduation"
    sentence = _("思想品德评价应当合格。")


@register
class NationalCourses(graduation.CoursesPassed):
    """Courses or credits."""

    article = "graduation"
    sentence = _("全部课程应当合格，或修满规定学分。")


@register
class NationalInternship(graduation.InternshipPassed):
    """Internship."""

    article = "graduation"
    sentence = _("实习鉴定应当合格。")


@register
class NationalNotTooEarly(graduation.NotTooEarly):
    """Credit-system students at most one year early."""

    article = "graduation"
    severity = Severity.EXCEPTION
    sentence = _("实行学分制的，提前毕业一般不超过一年。")


@register
class NationalNotTooLate(graduation.NotTooLate):
    """At most three years late."""

    article = "graduation"
    severity = Severity.EXCEPTION
    sentence = _("推迟毕业一般不超过三年。")


@register
class NationalFlexibleInTime(graduation.FlexibleInTime):
    """In principle flexible study takes six years at the most, three after senior secondary school."""

    article = "entry"
    severity = Severity.EXCEPTION
    sentence = _("弹性学习，原则上初中起点不超过六年，高中起点不超过三年。")


@register
class NationalOneCertificate(graduation.OneCertificate):
    """A person graduates from secondary vocational school once."""

    article = "duplicates"
    sentence = _("一人只有一个学籍，也只有一份中职毕业证书。")
