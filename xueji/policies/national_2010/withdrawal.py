"""Withdrawal and cancellation in the Ministry's regulation; its articles are cited by subject."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, ChainStep, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import cancellation, required_notice, required_withdrawal, withdrawal
from xueji.policies.patterns.steps import approval, filing, submission

_WITHDRAWAL = Citation("national_2010", "withdrawal")
_CANCELLATION = Citation("national_2010", "cancellation")
_DAYS = "step.working_days"


def _decided_by_school(place: Citation) -> tuple[ChainStep, ...]:
    return (
        submission(Party.SCHOOL, place),
        approval(2, Party.SCHOOL, place, _DAYS, label=_("学校批准")),
        filing(3, Party.AUTHORITY, place, label=_("报主管部门备案")),
    )


CHAINS = (
    Chain(
        key="withdrawal",
        kind="withdrawal",
        route=Route.ONLY,
        label=_("退学申请"),
        initiator=Party.SCHOOL,
        steps=_decided_by_school(_WITHDRAWAL),
    ),
    Chain(
        key="required_withdrawal",
        kind="required_withdrawal",
        route=Route.ONLY,
        label=_("应予退学"),
        initiator=Party.SCHOOL,
        steps=_decided_by_school(_WITHDRAWAL),
    ),
    Chain(
        key="cancellation",
        kind="cancellation",
        route=Route.ONLY,
        label=_("注销学籍"),
        initiator=Party.SCHOOL,
        steps=(
            *_decided_by_school(_CANCELLATION),
            filing(4, Party.CITY, _CANCELLATION, label=_("报设区市备案")),
            filing(5, Party.PROVINCE, _CANCELLATION, label=_("报省备案")),
        ),
    ),
)


@register
class NationalWithdrawalEnrolled(withdrawal.Enrolled):
    """Withdrawal presupposes student status."""

    article = "withdrawal"
    sentence = _("在籍学生可以申请退学。")


@register
class NationalWithdrawalConsents(withdrawal.Consents):
    """Student and guardian apply."""

    article = "withdrawal"
    severity = Severity.EVIDENCE
    sentence = _("退学由学生本人和监护人申请。")


@register
class NationalRequiredEnrolled(required_withdrawal.Enrolled):
    """Required withdrawal presupposes student status."""

    article = "withdrawal"
    sentence = _("有学籍的学生才须作退学处理。")


@register
class NationalNotResumed(required_withdrawal.NotResumed):
    """Two weeks after the leave."""

    article = "withdrawal"
    sentence = _("休学期满无特殊情况两周内未办理复学手续的，可视为退学。")


@register
class NationalTwoYears(required_withdrawal.TwoYearsOfLeave):
    """Two years of leave."""

    article = "withdrawal"
    sentence = _("连续休学两年，仍不能复学的，可视为退学。")


@register
class NationalTruancy(required_withdrawal.Truancy):
    """Ninety truant class hours."""

    article = "withdrawal"
    sentence = _("一学期旷课累计达九十课时以上的，可视为退学。")


@register
class NationalAbsence(required_withdrawal.Absence):
    """Two weeks of absence."""

    article = "withdrawal"
    sentence = _("擅自离校连续两周以上的，可视为退学。")


@register
class NationalNoTermRegistration(required_withdrawal.NoTermRegistration):
    """No registration of terms."""

    article = "withdrawal"
    sentence = _("学期注册逾期不是部办法列举的退学情形。")


@register
class NationalNotice(required_notice.Notified):
    """Somebody is told, or the school shows that it tried."""

    article = "withdrawal"
    severity = Severity.EVIDENCE
    sentence = _("作退学处理应通知学生的监护人，通知不到的应有联系记录。")


@register
class NationalAnnouncement(required_notice.Announced):
    """Public announcement where nobody can be told."""

    article = "withdrawal"
    sentence = _("无法通知的应当公示，公示期满仍不来办理的，视为自动退学。")


@register
class NationalMinors(required_notice.MinorsWithCare):
    """Minors."""

    article = "withdrawal"
    sentence = _("不得违反法律和国家规定勒令未成年学生退学。")


@register
class NationalCancellationEnrolled(cancellation.Enrolled):
    """Cancelling presupposes student status."""

    article = "cancellation"
    sentence = _("有学籍的才须注销。")


@register
class NationalCancellationCause(cancellation.Cause):
    """Death, disappearance, false entry."""

    article = "cancellation"
    sentence = _("学生死亡、失踪或者不符合入学条件的，注销学籍。")


@register
class NationalCancellationEvidence(cancellation.Proved):
    """With proof."""

    article = "cancellation"
    severity = Severity.EVIDENCE
    sentence = _("注销学籍须凭有关部门出示的证明材料。")


@register
class NationalRecheckDecision(cancellation.RecheckDecided):
    """A failed re-check is a decision."""

    article = "cancellation"
    severity = Severity.EVIDENCE
    sentence = _("因复查不合格注销学籍，须有复查决定。")


@register
class NationalReported(cancellation.Reported):
    """Reported in time."""

    article = "cancellation"
    severity = Severity.WARNS
    sentence = _("学生死亡、失踪的，学校应在规定时间内上报主管部门。")


@register
class NationalUnnaturalReported(cancellation.UnnaturalReported):
    """Unnatural death goes up to the province at once."""

    article = "cancellation"
    severity = Severity.WARNS
    sentence = _("学生非正常死亡，学校应及时逐级上报至省级教育行政部门。")
