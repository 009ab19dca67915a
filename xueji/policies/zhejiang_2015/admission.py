"""Newcomers in Zhejiang before registration: article 7. Illness at entry and papers back are not regulated."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import admission


@register
class Zhejiang7CheckIn(admission.CheckInInTime):
    """Article 7, paragraph 1: on the day set; two weeks late without approval gives the place up."""

    article = 7
    paragraph = 1
    sentence = _("新生按规定日期到校；未经批准逾期两周不报到的，视为放弃入学资格。")


@register
class Zhejiang13CheckInOnce(admission.CheckInOnce):
    """Article 13: registered once, so checked in once."""

    article = 13
    severity = Severity.WARNS
    sentence = _("不得为同一学生分别注册学籍；两所学校都录取的，只在一所学校报到、注册。")


@register
class Zhejiang7DeferralApplication(admission.DeferralApplication):
    """Article 7, paragraph 1: student and guardian apply together, in writing."""

    article = 7
    paragraph = 1
    severity = Severity.EVIDENCE
    needs_guardian = True
    sentence = _("延期报到由学生本人与家长（监护人）共同提出书面申请。")


@register
class Zhejiang7DeferralInAdvance(admission.DeferralInAdvance):
    """Article 7, paragraph 1: beforehand."""

    article = 7
    paragraph = 1
    severity = Severity.WARNS
    sentence = _("因故不能如期报到的，应事先申请延期。")


@register
class Zhejiang7DeferralInTime(admission.DeferralInTime):
    """Article 7, paragraph 1: before the two weeks are over."""

    article = 7
    paragraph = 1
    sentence = _("未经批准逾期两周不报到的，视为放弃入学资格。")


@register
class Zhejiang7Forfeited(admission.TermOver):
    """Article 7, paragraph 1: two weeks without approval."""

    article = 7
    paragraph = 1
    sentence = _("未经批准逾期两周不报到的，视为放弃入学资格。")
