"""Registration of new students in Beijing: articles 2, 5, 6 and 10 to 13."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import registration
from xueji.policies.vocabulary import Evidence


@register
class Beijing2RosterScope(registration.RosterScope):
    """Article 2: secondary vocational schools without skilled-worker schools."""

    article = 2
    sentence = _("本办法适用于中等职业学校，不含技工学校。")


@register
class Beijing5Admission(registration.AdmittedThroughExamination):
    """Article 5: admitted through the examination authority."""

    article = 5
    severity = Severity.EVIDENCE
    sentence = _("新生须经招生考试部门录取。")


@register
class Beijing5Schooling(registration.CompulsorySchooling):
    """Articles 5 and 13: nine years of schooling first, save early-selected students."""

    article = 5
    sentence = _("入学须完成九年义务教育；文体选调生另有规定。")


@register
class Beijing6Identity(registration.IdentityProved):
    """Article 6, paragraph 1: identity card or household register."""

    article = 6
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = _("新生凭录取通知书和身份证或户口簿报到。")


@register
class Beijing6IntegratedRoster(registration.IntegratedRoster):
    """Article 6, paragraph 2: the roster is filed with the city."""

    article = 6
    paragraph = 2
    severity = Severity.EVIDENCE
    paper = Evidence.INTEGRATED_ROSTER_FILING
    sentence = _("贯通培养录取名册应报市教育行政部门备案。")


@register
class Beijing6CheckedIn(registration.CheckedIn):
    """Article 6, paragraph 4: status after check-in and registration."""

    article = 6
    paragraph = 4
    sentence = _("新生办理报到、注册手续后取得学籍。")


@register
class Beijing6CheckInInTime(registration.CheckInNotForfeited):
    """Article 6, paragraph 1: within the term that the school has set (article 43)."""

    article = 6
    paragraph = 1
    sentence = _("未经批准，在学校规定期限内不到校办理手续的，视为放弃入学资格。")


@register
class Beijing10ClosingDay(registration.ClosingDay):
    """Article 10: 31 October."""

    article = 10
    severity = Severity.EXCEPTION
    sentence = _("新生电子注册到当年10月31日截止；逾期由市级决定是否延期。")


@register
class Beijing11ForeignStudents(registration.ForeignStudents):
    """Article 11: foreign, Hong Kong, Macao and Taiwan students."""

    article = 11
    severity = Severity.EVIDENCE
    sentence = _("外籍和港澳台学生按专门的办法办理就读手续。")


@register
class Beijing12NotRegisteredElsewhere(registration.NotRegisteredElsewhere):
    """Article 12: one person, one status."""

    article = 12
    sentence = _("不得重复注册，不得在普通高中和中职学校有双重学籍。")


@register
class Beijing13EarlySelection(registration.EarlySelectionProof):
    """Article 13: proof from the home authority."""

    article = 13
    severity = Severity.EVIDENCE
    sentence = _("招收外省市文体选调生，须有生源地准予毕业的证明。")
