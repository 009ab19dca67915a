"""Newcomers in Beijing before registration: articles 6, 7 and 8."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import admission

_BY_THE_DAY = _("新生按学校规定日期报到；在学校规定期限内不到校办理手续的，视为放弃入学资格。")


@register
class Beijing6CheckIn(admission.CheckInInTime):
    """Article 6, paragraph 1: within the term that the school has set (article 43)."""

    article = 6
    paragraph = 1
    sentence = _BY_THE_DAY


@register
class Beijing12CheckInOnce(admission.CheckInOnce):
    """Article 12: registered once, so checked in once."""

    article = 12
    severity = Severity.WARNS
    sentence = _("不得重复注册学籍；两所学校都录取的，只在一所学校报到、注册。")


@register
class Beijing6DeferralApplication(admission.DeferralApplication):
    """Article 6, paragraph 1: a written application."""

    article = 6
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = _("因故不能如期报到的，须向学校提出延期报到的书面申请。")


@register
class Beijing6DeferralProof(admission.DeferralProof):
    """Article 6, paragraph 1: with proof."""

    article = 6
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = _("申请延期报到，须凭有关证明。")


@register
class Beijing6DeferralInTime(admission.DeferralInTime):
    """Article 6, paragraph 1: before the place is given up."""

    article = 6
    paragraph = 1
    sentence = _BY_THE_DAY


@register
class Beijing6Forfeited(admission.TermOver):
    """Article 6, paragraph 1: not within the school's term."""

    article = 6
    paragraph = 1
    sentence = _("在学校规定期限内不到校办理手续的，视为放弃入学资格。")


@register
class Beijing7Examination(admission.EntryExamination):
    """Article 7: the school has every newcomer examined and keeps a health file."""

    article = 7
    severity = Severity.WARNS
    sentence = _("学校应组织所有新生体检，建立健康档案。")


@register
class Beijing7PlaceKept(admission.PlaceKept):
    """Article 7: a year, without a student's benefits."""

    article = 7
    sentence = _("新生患病不能坚持正常学习或影响他人健康的，保留入学资格一年，治疗期间不享受在校生待遇。")


@register
class Beijing7RecheckFailed(admission.RecheckFailed):
    """Article 7: who is not well again loses the place."""

    article = 7
    severity = Severity.WARNS
    sentence = _("复查仍不合格的，取消入学资格。")


@register
class Beijing7RecheckHospital(admission.RecheckHospital):
    """Article 7: a hospital of the city of grade 2A or above."""

    article = 7
    severity = Severity.EVIDENCE
    sentence = _("健康复查由本市二级甲等及以上医疗单位进行。")


@register
class Beijing7RecheckInTime(admission.RecheckInTime):
    """Article 7: within the year."""

    article = 7
    sentence = _("复查和重新办理入学手续，应在保留入学资格的一年之内。")


@register
class Beijing7CheckIn(admission.CheckInAfterIllness):
    """Article 7: who is well again goes through entry again."""

    article = 7
    sentence = _("经复查确已病愈的，可重新办理入学手续。")


@register
class Beijing7Cancelled(admission.PlaceCancelled):
    """Article 7: failed or late cancels the admission."""

    article = 7
    sentence = _("复查仍不合格或延期不办理入学手续的，取消入学资格。")


@register
class Beijing8PapersBack(admission.PapersBack):
    """Article 8, paragraph 1: within a month, by the way they came."""

    article = 8
    paragraph = 1
    severity = Severity.WARNS
    sentence = _("放弃和取消入学资格的，学生材料一个月内按原招生渠道退回招生主管部门。")
