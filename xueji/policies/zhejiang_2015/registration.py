"""Registration of new students in Zhejiang: articles 2, 6, 7, 10 to 14 and 18."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import direction, integrated_roster, registration, registration_ways
from xueji.policies.patterns.steps import approval, filing, submission
from xueji.policies.vocabulary import Evidence

_KEY = "zhejiang_2015"
_ROSTER = Citation(_KEY, 7, 2)
_DIRECTION = Citation(_KEY, 18, 1)
_HANDLED = Citation(_KEY, 16)
_DAYS = "step.working_days"
_TEN_DAYS = "transfer.step_working_days"

CHAINS = (
    Chain(
        key="integrated_roster",
        kind="integrated_roster",
        route=Route.ONLY,
        label=_("一体化培养录取名册"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _ROSTER),
            approval(2, Party.AUTHORITY, _ROSTER, _DAYS, label=_("主管部门审核")),
            approval(3, Party.CITY, _ROSTER, _DAYS, label=_("设区市审核同意")),
        ),
    ),
    # The category was consented to with the registration; which of its directions is the school's to say.
    Chain(
        key="direction",
        kind="direction",
        route=Route.ONLY,
        label=_("确定专业方向"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _DIRECTION),
            approval(2, Party.SCHOOL, _DIRECTION, _TEN_DAYS, label=_("学校核定")),
            filing(3, Party.AUTHORITY, _HANDLED, label=_("报主管部门"), budget=_TEN_DAYS),
        ),
    ),
)


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
class Zhejiang7IntegratedRoster(registration_ways.IntegratedRoster):
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
    sentence = _("春季注册3月31日截止，秋季10月30日截止；逾期须先经设区市书面批准延期。")


@register
class Zhejiang12ForeignStudents(registration_ways.ForeignStudents):
    """Article 12: qualified schools and the authority's approval."""

    article = 12
    severity = Severity.EVIDENCE
    needs_qualified_school = True
    papers_for_foreign = (Evidence.FOREIGN_APPROVAL, Evidence.RESIDENCE_PERMIT)
    sentence = _("有资格的学校经主管部门核准可接受外国学生；港澳台学生按国家政策办理。")


@register
class Zhejiang13NotRegisteredElsewhere(registration.NotRegisteredElsewhere):
    """Article 13: one person, one status."""

    article = 13
    sentence = _("不得为同一学生以不同身份、向不同部门重复申报学籍。")


@register
class Zhejiang13AdmittedOnce(registration.AdmittedOnce):
    """Article 13: nor at two schools that both admitted the person."""

    article = 13
    sentence = _("不得为同一学生分别注册学籍；两所学校都录取的，只在一所学校注册。")


@register
class Zhejiang7AdmissionStands(registration_ways.AdmissionStands):
    """Article 7, paragraph 1: the place is not given up."""

    article = 7
    paragraph = 1
    sentence = _("已放弃入学资格的新生不予注册。")


@register
class Zhejiang7RosterProgramme(integrated_roster.OfIntegratedProgramme):
    """Article 7, paragraph 2: the admitted students of integrated programmes."""

    article = 7
    paragraph = 2
    sentence = _("一体化培养新生录取名册须经设区市教育行政部门审核同意。")


@register
class Zhejiang7CollegeNamed(integrated_roster.CollegeNamed):
    """Article 7, paragraph 2: the list goes to the partner college too."""

    article = 7
    paragraph = 2
    severity = Severity.WARNS
    sentence = _("一体化培养录取名单同时报对口培养高校备案。")


@register
class Zhejiang10Place(registration_ways.AttendsHere):
    """Article 10, paragraph 1: registered where the student really attends."""

    article = 10
    paragraph = 1
    sentence = _("异地合作办学和跨区域招收的学生，以实际就读学校为注册地。")


@register
class Zhejiang10TeachingPoint(registration_ways.TeachingPoint):
    """Article 10, paragraph 1: the school where the student really attends, which a teaching point must belong to."""

    article = 10
    paragraph = 1
    sentence = _("异地合作办学的学生，以实际就读学校为注册地。")


@register
class Zhejiang10InlandClass(registration_ways.InlandClass):
    """Article 10, paragraph 1: Xinjiang and Tibet classes by the Ministry's rules."""

    article = 10
    paragraph = 1
    severity = Severity.WARNS
    sentence = _("内地新疆班、西藏班的学籍按教育部的规定执行。")


@register
class Zhejiang14StudyLength(registration_ways.StudyLength):
    """Article 14, paragraphs 1 and 2: three years, one year at least; flexible study 3 to 6 or 1 to 3 years."""

    article = 14
    sentence = _("初中起点基本学制以三年为主，高中起点至少一年；弹性学习原则上三至六年或一至三年。")


@register
class Zhejiang18InsideCategory(direction.InsideCategory):
    """Article 18, paragraph 1: schools may recruit by category; its directions are chosen inside it."""

    article = 18
    paragraph = 1
    sentence = _("学校可按专业大类招生，学生在大类内确定专业方向。")
