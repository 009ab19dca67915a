"""Registration of new students in the Ministry's texts of 2010, 2014 and 2021."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import registration


@register
class NationalClosingDay(registration.ClosingDay):
    """Spring and autumn closing days."""

    article = "registration"
    severity = Severity.EXCEPTION
    sentence = _("新生注册分春秋两季，各有截止日；逾期须说明理由申请延期。")


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
class NationalForeignStudents(registration.ForeignStudents):
    """Foreign, Hong Kong, Macao and Taiwan students follow their own policy."""

    article = "entry"
    severity = Severity.EVIDENCE
    sentence = _("外国学生和港澳台学生按各自的规定办理就读手续。")
