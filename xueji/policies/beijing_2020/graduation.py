"""Graduation in Beijing: articles 38 and 39."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import graduation


@register
class Beijing38Enrolled(graduation.Enrolled):
    """Article 38: students with status."""

    article = 38
    sentence = _("具有中职学籍的学生才能毕业。")


@register
class Beijing38Conduct(graduation.ConductPassed):
    """Article 38, item 1."""

    article = 38
    item = 1
    sentence = _("思想品德评价应当合格。")


@register
class Beijing13CompulsorySchooling(graduation.CompulsorySchoolingDone):
    """Article 13: the school ensures compulsory schooling; whoever graduates should have finished it."""

    article = 13
    severity = Severity.WARNS
    sentence = _("文体选调生未完成义务教育的，所在学校应保证其接受并完成义务教育。")


@register
class Beijing38Courses(graduation.CoursesPassed):
    """Article 38, item 2."""

    article = 38
    item = 2
    sentence = _("方案规定的全部课程应当合格，或修满规定学分。")


@register
class Beijing38Internship(graduation.InternshipPassed):
    """Article 38, item 3."""

    article = 38
    item = 3
    sentence = _("顶岗实习或工学交替实习鉴定应当合格。")


@register
class Beijing38LeftIntegrated(graduation.LeftIntegratedEarly):
    """Article 38, item 4."""

    article = 38
    item = 4
    sentence = _("中途退出贯通培养、已完成中职阶段学业的，可发中职毕业证书。")


@register
class Beijing38NotTooEarly(graduation.NotTooEarly):
    """Article 38 knows no early graduation."""

    article = 38
    severity_from = "graduation.early"
    uses: ClassVar[tuple[str, ...]] = (*graduation.NotTooEarly.uses, "graduation.early")
    sentence = _("本办法未规定提前毕业。")


@register
class Beijing39OneCertificate(graduation.OneCertificate):
    """Article 39: one certificate for one student."""

    article = 39
    sentence = _("毕业证书一生一证。")
