"""Registration of new students in the Ministry's texts of 2010, 2014 and 2021."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import direction, integrated_roster, registration, registration_ways
from xueji.policies.patterns.steps import approval, filing, submission

_ENTRY = Citation("national_2010", "entry")
_REGISTRATION = Citation("national_2010", "registration")
_DAYS = "step.working_days"

CHAINS = (
    Chain(
        key="integrated_roster",
        kind="integrated_roster",
        route=Route.ONLY,
        label=_("一体化培养录取名册"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _ENTRY),
            approval(2, Party.SCHOOL, _ENTRY, _DAYS, label=_("学校核定")),
            filing(3, Party.AUTHORITY, _ENTRY, label=_("报主管部门备案")),
            filing(4, Party.CITY, _ENTRY, label=_("报设区市备案")),
        ),
    ),
    Chain(
        key="direction",
        kind="direction",
        route=Route.ONLY,
        label=_("确定专业方向"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _REGISTRATION),
            approval(2, Party.SCHOOL, _REGISTRATION, _DAYS, label=_("学校核定")),
            filing(3, Party.AUTHORITY, _REGISTRATION, label=_("报主管部门备案")),
        ),
    ),
)


@register
class NationalClosingDay(registration.ClosingDay):
    """Spring and autumn closing days."""

    article = "registration"
    sentence = _("新生注册分春秋两季，各有截止日；逾期须先经批准延期。")


@register
class NationalNotSuspended(registration.NotSuspended):
    """Schools that fail the yearly inspection register nobody."""

    article = "notice-2021"
    sentence = _("年检不合格、被暂停注册的学校不得注册新生。")


@register
class NationalRosterScope(registration.RosterScope):
    """Only secondary vocational schools register here."""

    article = "scope"
    sentence = _("只有中等职业学校可以注册中职学籍。")


@register
class NationalCheckedIn(registration.CheckedIn):
    """Status begins with check-in and registration."""

    article = "entry"
    sentence = _("新生办理报到、注册手续后取得学籍。")


@register
class NationalIdentity(registration.IdentityProved):
    """Identity is verified before the formal number is given."""

    article = "registration"
    severity = Severity.EVIDENCE
    sentence = _("注册前应核验学生身份。")


@register
class NationalSchooling(registration.CompulsorySchooling):
    """Compulsory schooling first."""

    article = "notice-2021"
    sentence = _("未完成义务教育的不得注册中职学籍。")


@register
class NationalNotRegisteredElsewhere(registration.NotRegisteredElsewhere):
    """Nobody has two statuses."""

    article = "duplicates"
    sentence = _("一名学生不得以两种高中阶段身份注册学籍。")


@register
class NationalAdmittedOnce(registration.AdmittedOnce):
    """Nor do two schools that both admitted the person."""

    article = "duplicates"
    sentence = _("两所学校都录取的，只在一所学校注册学籍。")


@register
class NationalForeignStudents(registration_ways.ForeignStudents):
    """Foreign, Hong Kong, Macao and Taiwan students follow their own policy."""

    article = "entry"
    severity = Severity.EVIDENCE
    sentence = _("外国学生和港澳台学生按各自的规定办理就读手续。")


@register
class NationalAdmissionStands(registration_ways.AdmissionStands):
    """Who has given the place up is no new student."""

    article = "entry"
    sentence = _("已放弃或被取消入学资格的不予注册。")


@register
class NationalEligibility(registration_ways.EligibilityNotFailed):
    """The school checks the conditions of entry before it registers anybody."""

    article = "registration"
    sentence = _("学校审核入学资格，不符合条件的不予注册。")


@register
class NationalPlace(registration_ways.AttendsHere):
    """Joint schooling registers nobody twice."""

    article = "duplicates"
    sentence = _("联合办学的学生在实际就读学校注册，不得重复注册。")


@register
class NationalStudyLength(registration_ways.StudyLength):
    """Three years from junior, one from senior secondary; flexible study 3 to 6 or 1 to 3 years."""

    article = "entry"
    sentence = _("初中起点全日制三年，高中起点一年；弹性学习三至六年或一至三年。")


@register
class NationalDirectionEnrolled(direction.Enrolled):
    """Only who is on the register."""

    article = "registration"
    sentence = _("有效学籍方可确定专业方向。")


@register
class NationalInsideCategory(direction.InsideCategory):
    """Registered under the category first, under the direction then."""

    article = "registration"
    sentence = _("按专业大类注册的学生，在大类内确定专业方向。")


@register
class NationalPromptly(direction.Promptly):
    """What the register says follows what is decided."""

    article = "registration"
    severity = Severity.WARNS
    sentence = _("学籍信息有变化的，应及时更新。")


@register
class NationalRosterProgramme(integrated_roster.OfIntegratedProgramme):
    """The roster holds the students of integrated programmes."""

    article = "entry"
    sentence = _("一体化培养录取名册只列一体化培养专业的新生。")


@register
class NationalCollegeNamed(integrated_roster.CollegeNamed):
    """The college is known."""

    article = "entry"
    severity = Severity.WARNS
    sentence = _("一体化培养专业应登记对口培养高校。")
