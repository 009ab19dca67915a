"""Leave in the Ministry's regulation; its articles are cited by subject."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import leave, leave_length
from xueji.policies.patterns.steps import approval, filing, submission
from xueji.policies.vocabulary import LeaveGround

_LEAVE = Citation("national_2010", "leave")


@register
class NationalEnrolled(leave.Enrolled):
    """Leave presupposes student status."""

    article = "leave"
    sentence = _("只有在籍学生可以休学。")


@register
class NationalNotRunning(leave.NotRunning):
    """One leave at a time."""

    article = "leave"
    sentence = _("休学期间不重复办理休学；续休自期满次日起。")


@register
class NationalGround(leave.Ground):
    """Illness or another reason, or military service."""

    article = "leave"
    sentence = _("学生因病或其他原因不能坚持学习，或依法服兵役的，可以休学。")


@register
class NationalApplied(leave.Applied):
    """Student and guardian apply."""

    article = "leave"
    severity = Severity.EVIDENCE
    sentence = _("休学由学生本人和监护人提出申请。")


@register
class NationalAbsence(leave.MoreThanAThird):
    """More than a third of the term."""

    article = "leave"
    grounds = (LeaveGround.ILLNESS, LeaveGround.HARDSHIP, LeaveGround.ABROAD, LeaveGround.OTHER)
    sentence = _("不能坚持学习，缺课超过一个学期的三分之一，可以休学。")


@register
class NationalHospital(leave.HospitalProof):
    """A county hospital's proof."""

    article = "leave"
    severity = Severity.EVIDENCE
    sentence = _("因病休学应有县级以上医院证明。")


@register
class NationalPapers(leave.PapersOfGround):
    """The reason is proved."""

    article = "leave"
    severity = Severity.EVIDENCE
    sentence = _("休学事由须有证明材料。")


@register
class NationalDays(leave_length.DaysInOrder):
    """First and last day."""

    article = "leave"
    sentence = _("休学有起止日期。")


@register
class NationalLength(leave_length.AtMostInARow):
    """The school sets how long."""

    article = "leave"
    sentence = _("休学期限由学校规定。")


@register
class NationalTimes(leave_length.AtMostTimes):
    """The school sets how often."""

    article = "leave"
    sentence = _("休学次数由学校规定。")


@register
class NationalService(leave_length.AsLongAsService):
    """Service has its own length."""

    article = "leave"
    sentence = _("因服兵役休学的，休学期限与服役期限相当。")


@register
class NationalNoBenefits(leave.NoBenefits):
    """No benefits during leave."""

    article = "leave"
    severity = Severity.WARNS
    sentence = _("休学期间不享受在校学生待遇。")


CHAINS = (
    Chain(
        key="leave",
        kind="leave",
        route=Route.ONLY,
        label=_("休学"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _LEAVE),
            approval(2, Party.SCHOOL, _LEAVE, "step.working_days", label=_("学校审核同意")),
            approval(
                3,
                Party.CITY,
                _LEAVE,
                "step.working_days",
                key="exception",
                label=_("设区市决定例外"),
                decides_exceptions=True,
                only_with_exception=True,
            ),
            filing(4, Party.AUTHORITY, _LEAVE, label=_("报主管部门备案")),
        ),
    ),
)
