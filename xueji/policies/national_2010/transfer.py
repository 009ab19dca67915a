"""Transfer in the Ministry's regulation; its articles are cited by subject."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import transfer, transfer_ways


@register
class NationalEnrolled(transfer.Enrolled):
    """Transfer presupposes student status."""

    article = "transfer"
    sentence = _("只有在籍学生可以转学。")


@register
class NationalConsents(transfer_ways.Consents):
    """Student and guardian apply."""

    article = "transfer"
    severity = Severity.EVIDENCE
    sentence = _("转学由学生和监护人共同申请。")


@register
class NationalEvidence(transfer_ways.EvidenceOfReason):
    """The reason is proved."""

    article = "transfer"
    severity = Severity.EVIDENCE
    sentence = _("转学事由须有证明材料。")


@register
class NationalOutsideStatus(transfer_ways.OutsideStatus):
    """Status elsewhere is shown on paper."""

    article = "transfer"
    severity = Severity.EVIDENCE
    sentence = _("从系统外学校转入的，须附原就读学校的在籍证明。")


@register
class NationalMinimumTerms(transfer.MinimumTerms):
    """Not within the first term."""

    article = "transfer"
    sentence = _("学习未满一学期，不予转学。")


@register
class NationalNotGraduating(transfer.NotGraduating):
    """Not in the graduating grade."""

    article = "transfer"
    sentence = _("毕业年级学生不予转学。")


@register
class NationalNotOnLeave(transfer.NotOnLeave):
    """Not during leave."""

    article = "transfer"
    sentence = _("休学期间不予转学。")


@register
class NationalGeneralHighStudyTime(transfer_ways.GeneralHighStudyTime):
    """From a general high school with at least one and a half years left."""

    article = "transfer"
    sentence = _("普通高中学生可以转入，但在中职的学习时间不得少于一年半。")


@register
class NationalNoDuplicate(transfer.NoDuplicate):
    """No double status."""

    article = "duplicates"
    sentence = _("一名学生不得同时有两个学籍。")
