"""Graduation in Zhejiang: articles 15 and 42."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import graduation


@register
class Zhejiang15NotTooEarly(graduation.NotTooEarly):
    """Article 15: at most one year early in the credit system; article 43: conscripts."""

    article = 15
    severity = Severity.EXCEPTION
    sentence = _("实行学分制的可提前毕业，一般不超过一年；应征入伍的达到要求可提前毕业。")


@register
class Zhejiang15NotTooLate(graduation.NotTooLate):
    """Article 15: at most three years late."""

    article = 15
    severity = Severity.EXCEPTION
    sentence = _("推迟毕业一般不超过三年。")


@register
class Zhejiang14FlexibleInTime(graduation.FlexibleInTime):
    """Article 14, paragraph 2: in principle flexible study takes six years at the most, three after senior secondary school."""

    article = 14
    paragraph = 2
    severity = Severity.EXCEPTION
    sentence = _("弹性学习的学习时间，原则上初中起点不超过六年，高中起点不超过三年。")


@register
class Zhejiang42Enrolled(graduation.Enrolled):
    """Article 42, paragraph 1: students with status."""

    article = 42
    paragraph = 1
    sentence = _("具有学籍的学生才能毕业。")


@register
class Zhejiang42Conduct(graduation.ConductPassed):
    """Article 42, item 1."""

    article = 42
    paragraph = 1
    item = 1
    sentence = _("思想品德评价应当合格。")


@register
class Zhejiang42Courses(graduation.CoursesPassed):
    """Article 42, item 2."""

    article = 42
    paragraph = 1
    item = 2
    sentence = _("教学计划规定的全部课程应当合格，或修满规定学分。")


@register
class Zhejiang42Internship(graduation.InternshipPassed):
    """Article 42, item 3."""

    article = 42
    paragraph = 1
    item = 3
    sentence = _("顶岗实习或工学交替实习鉴定应当合格。")


@register
class Zhejiang42BeforeLeaving(graduation.DoneBeforeLeaving):
    """Article 42, paragraph 4: within the 20 working days before the students leave."""

    article = 42
    paragraph = 4
    severity = Severity.WARNS
    sentence = _("学校应在学生离校前20个工作日内在系统中办完毕业或结业。")
