"""Registration of new students in Beijing: articles 2, 5, 6 and 10 to 13."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.engine.verdicts import Level
from xueji.policies.patterns import direction, integrated_roster, registration, registration_ways
from xueji.policies.patterns.steps import approval, filing, submission
from xueji.policies.vocabulary import Evidence

_KEY = "beijing_2020"
_ROSTER = Citation(_KEY, 6, 2)
_DIRECTION = Citation(_KEY, 6, 3)
_TOLD = Citation(_KEY, 10)
_DAYS = "step.working_days"

CHAINS = (
    # Filed with the city: the school checks the roster and hands it up, nobody above holds it up.
    Chain(
        key="integrated_roster",
        kind="integrated_roster",
        route=Route.ONLY,
        label=_("贯通培养录取名册"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _ROSTER),
            approval(2, Party.SCHOOL, _ROSTER, _DAYS, label=_("学校核定")),
            filing(3, Party.AUTHORITY, _TOLD, label=_("报主管部门")),
            filing(4, Party.PROVINCE, _ROSTER, label=_("报市教委备案"), level=Level.CITY),
        ),
    ),
    Chain(
        key="direction",
        kind="direction",
        route=Route.ONLY,
        label=_("确定专业方向"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _DIRECTION),
            approval(2, Party.SCHOOL, _DIRECTION, _DAYS, label=_("学校核定")),
            filing(3, Party.AUTHORITY, _TOLD, label=_("报主管部门备案")),
        ),
    ),
)


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
class Beijing6IntegratedRoster(registration_ways.IntegratedRoster):
    """Article 6, paragraph 2: the roster is filed with the city."""

    article = 6
    paragraph = 2
    severity = Severity.EVIDENCE
    paper = Evidence.INTEGRATED_ROSTER_FILING
    settled = _("贯通培养录取名册已报市教育行政部门备案")
    missing = _("贯通培养录取名册尚未报市教育行政部门备案，请先报送录取名册")
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
    sentence = _("新生电子注册到当年10月31日截止；逾期须先经市级书面批准延期。")


@register
class Beijing11ForeignStudents(registration_ways.ForeignStudents):
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
class Beijing12AdmittedOnce(registration.AdmittedOnce):
    """Article 12: nor at two schools that both admitted the person."""

    article = 12
    sentence = _("不得重复注册学籍；两所学校都录取的，只在一所学校注册。")


@register
class Beijing13EarlySelection(registration_ways.EarlySelectionProof):
    """Article 13: proof from the home authority."""

    article = 13
    severity = Severity.EVIDENCE
    sentence = _("招收外省市文体选调生，须有生源地准予毕业的证明。")


@register
class Beijing13EarlySelectionSchool(registration_ways.EarlySelectionSchool):
    """Article 13: they are recruited by schools of arts and sports."""

    article = 13
    sentence = _("文体选调生由艺术体育类普通中专招收。")


@register
class Beijing13SchoolingAtTheSchool(registration.SchoolingAtTheSchool):
    """Article 13: who has not finished compulsory schooling finishes it at the school."""

    article = 13
    severity = Severity.WARNS
    sentence = _("文体选调生未完成义务教育的，所在学校应保证其接受义务教育。")


@register
class Beijing5StudyLength(registration_ways.StudyLength):
    """Article 5: three years in the main."""

    article = 5
    sentence = _("基本学制以三年为主；弹性学习的修业年限按国家规定。")


@register
class Beijing6CollegeNamed(integrated_roster.CollegeNamed):
    """Article 6, paragraph 2: the roster goes to the partner college too."""

    article = 6
    paragraph = 2
    severity = Severity.WARNS
    sentence = _("贯通培养录取名册同时报对口培养高校备案。")


@register
class Beijing6RosterProgramme(integrated_roster.OfIntegratedProgramme):
    """Article 6, paragraph 2: the admitted students of integrated programmes."""

    article = 6
    paragraph = 2
    sentence = _("贯通培养中职段新生录取名册报市教育行政部门备案。")


@register
class Beijing6InsideCategory(direction.InsideCategory):
    """Article 6, paragraph 3: registered under the category first, under the direction then."""

    article = 6
    paragraph = 3
    sentence = _("按专业大类招收的新生先按大类注册，确定专业方向后按方向变更。")


@register
class Beijing6Promptly(direction.Promptly):
    """Article 6, paragraph 3: in good time."""

    article = 6
    paragraph = 3
    severity = Severity.WARNS
    sentence = _("确定专业方向后，应及时按专业方向进行变更。")


@register
class Beijing7AdmissionStands(registration_ways.AdmissionStands):
    """Articles 6 and 7: the place is neither given up, nor lost, nor kept for illness."""

    article = 7
    sentence = _("因病保留入学资格的，复查合格方可办理入学；放弃或取消入学资格的不予注册。")


@register
class Beijing8Eligibility(registration_ways.EligibilityNotFailed):
    """Article 8, paragraph 2: who fails the re-check has no status."""

    article = 8
    paragraph = 2
    sentence = _("新生入学条件复查不合格的，不得保有学籍。")


@register
class Beijing12Cooperation(registration_ways.CooperationProof):
    """Article 12: recruited with another province by plan."""

    article = 12
    severity = Severity.EVIDENCE
    sentence = _("与外省对口支援与合作招收的学生，须符合国家和本市招生政策，按规定注册。")


@register
class Beijing12Place(registration_ways.AttendsHere):
    """Article 12: registered once, where the student studies."""

    article = 12
    sentence = _("合作招收的学生按规定注册，不得重复注册。")


@register
class Beijing12TeachingPoint(registration_ways.TeachingPoint):
    """Article 12: no registration on false particulars; a teaching point is the school's own."""

    article = 12
    sentence = _("合作招收的学生按相关规定注册，不得以虚假学生信息注册。")
