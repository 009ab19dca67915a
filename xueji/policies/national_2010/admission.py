"""Newcomers before registration in the Ministry's text of 2010: the day, the written request, the place given up."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import admission

_GIVEN_UP = _("新生逾期不报到又未获准延期的，视为放弃入学资格。")


@register
class NationalCheckIn(admission.CheckInInTime):
    """On the day set."""

    article = "entry"
    sentence = _GIVEN_UP


@register
class NationalCheckInOnce(admission.CheckInOnce):
    """Registered once, so checked in once."""

    article = "duplicates"
    severity = Severity.WARNS
    sentence = _("两所学校都录取的，只在一所学校报到、注册学籍。")


@register
class NationalDeferralApplication(admission.DeferralApplication):
    """A written request."""

    article = "entry"
    severity = Severity.EVIDENCE
    sentence = _("不能按期报到的，须书面申请延期。")


@register
class NationalDeferralInTime(admission.DeferralInTime):
    """Before the place is given up."""

    article = "entry"
    sentence = _GIVEN_UP


@register
class NationalForfeited(admission.TermOver):
    """Missing the day gives the place up."""

    article = "entry"
    sentence = _GIVEN_UP
