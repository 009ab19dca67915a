"""Registration of each term in Beijing: article 14."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import term_registration


@register
class Beijing14Enrolled(term_registration.Enrolled):
    """Article 14: students register."""

    article = 14
    sentence = _("每学期学生应到学校办理学期注册手续。")


@register
class Beijing14InTime(term_registration.InTime):
    """Article 14: before the term, on the days prescribed; leave for who cannot."""

    article = 14
    severity = Severity.WARNS
    sentence = _("每学期开学前应按规定日期办理学期注册；因故不能如期报到的，须履行请假手续。")


@register
class Beijing14Lapse(term_registration.Lapse):
    """Article 14: two weeks late without permission."""

    article = 14
    sentence = _("未经批准而逾期两周不注册的，按自动退学处理；学校有义务联系学生及家长。")
