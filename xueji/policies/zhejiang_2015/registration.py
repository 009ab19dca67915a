"""Registration of new students in Zhejiang: articles 2, 6, 7 and 11 to 13."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import registration
from xueji.policies.vocabulary import Evidence


@register
class Zhejiang2RosterScope(registration.RosterScope):
    """Article 2: without skilled-worker schools."""

    article = 2
    sentence = _("本细则适用于中等职业学校，不含人力社保部门负责的技工院校。")


@register
class Zhejiang6Schooling(registration.CompulsorySchooling):
    """Article 6: junior graduates or equal."""

    article = 6
    sentence = _("新生应完成九年义务教育，具有初中毕业以上或同等学力。")


@register
class Zhejiang7Identity(registration.IdentityProved):
    """Article 7, paragraph 1: identity card or household register."""

    article = 7
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = _("新生凭录取通知书和身份证或户口簿报到。")


@register
class Zhejiang7CheckedIn(registration.CheckedIn):
    """Article 7, paragraph 1: check-in on the day set."""

    article = 7
    paragraph = 1
    sentence = _("新生按规定日期到校办理入学手续后方可注册。")


@register
class Zhejiang7CheckInInTime(registration.CheckInNotForfeited):
    """Article 7, paragraph 1: two weeks late without approval forfeits the place."""

    article = 7
    paragraph = 1
    sentence = _("未经批准逾期两周不报到，视为放弃入学资格。")


@register
class Zhejiang7IntegratedRoster(registration.IntegratedRoster):
    """Article 7, paragraph 2: the prefecture consents to the roster first."""

    article = 7
    paragraph = 2
    severity = Severity.EVIDENCE
    paper = Evidence.INTEGRATED_ROSTER_CONSENT
    sentence = _("一体化培养新生名册经设区市审核同意后，方能注册。")


@register
class Zhejiang11ClosingDay(registration.ClosingDay):
    """Article 11: 31 March and 30 October."""

    article = 11
    severity = Severity.EXCEPTION
    sentence = _("春季注册3月31日截止，秋季10月30日截止；逾期由设区市决定是否延期。")


@register
class Zhejiang12ForeignStudents(registration.ForeignStudents):
    """Article 12: qualified schools and the authority's approval."""

    article = 12
    severity = Severity.EVIDENCE
    needs_qualified_school = True
    paper_for_foreign = Evidence.FOREIGN_APPROVAL
    sentence = _("有资格的学校经主管部门核准可接受外国学生；港澳台学生按国家政策办理。")


@register
class Zhejiang13NotRegisteredElsewhere(registration.NotRegisteredElsewhere):
    """Article 13: one person, one status."""

    article = 13
    sentence = _("不得为同一学生以不同身份、向不同部门重复申报学籍。")
